"""Take calls in"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("attempts", "campaigns"):
        op.add_column(
            table,
            sa.Column("direction", sa.String(length=10), server_default=sa.text("'outbound'"), nullable=False),
        )


def downgrade() -> None:
    for table in ("attempts", "campaigns"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("direction")

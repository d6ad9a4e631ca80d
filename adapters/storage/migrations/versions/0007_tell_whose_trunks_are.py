"""Tell whose trunks are"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trunk_owners",
        sa.Column("trunk", sa.String(length=40), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("cnpj_root", sa.String(length=8), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("trunk", name=op.f("pk_trunk_owners")),
    )


def downgrade() -> None:
    op.drop_table("trunk_owners")

"""Keep when greetings end"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempts", sa.Column("greeting_ended_at", Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempts") as batch:
        batch.drop_column("greeting_ended_at")

"""Keep tables of price indices"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_tables",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_tables")),
    )
    op.create_index(op.f("ix_index_tables_name"), "index_tables", ["name"])


def downgrade() -> None:
    op.drop_table("index_tables")

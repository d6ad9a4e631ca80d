"""Remember pacing decisions"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pacing_decisions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_pacing_decisions_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pacing_decisions")),
    )
    op.create_index(op.f("ix_pacing_decisions_campaign_id_at"), "pacing_decisions", ["campaign_id", "at"])
    op.create_index(op.f("ix_pacing_decisions_at"), "pacing_decisions", ["at"])


def downgrade() -> None:
    op.drop_table("pacing_decisions")

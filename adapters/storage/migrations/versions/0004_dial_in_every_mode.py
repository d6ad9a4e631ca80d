"""Dial in every mode"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("abandonment_target", sa.Integer(), server_default=sa.text("300"), nullable=False),
        sa.Column("pacing_goal", sa.String(length=10), server_default=sa.text("'strict'"), nullable=False),
        sa.Column("dial_ratio", sa.Integer(), server_default=sa.text("150"), nullable=False),
        sa.Column("max_wait_seconds", sa.Integer(), nullable=True),
        sa.Column("ring_timeout_seconds", sa.Integer(), server_default=sa.text("30"), nullable=False),
        sa.Column("weight", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("worked_at", Instant(), nullable=True),
    ):
        op.add_column("campaigns", column)
    op.add_column(
        "attempts", sa.Column("dial_mode", sa.String(length=20), server_default=sa.text("'ivr'"), nullable=False)
    )
    op.add_column("attempts", sa.Column("nobody_free_at", Instant(), nullable=True))
    op.create_table(
        "campaign_agents",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_agents_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_campaign_agents_user_id_users")),
        sa.PrimaryKeyConstraint("campaign_id", "user_id", name=op.f("pk_campaign_agents")),
    )
    op.create_index(op.f("ix_campaign_agents_user_id"), "campaign_agents", ["user_id"])


def downgrade() -> None:
    op.drop_table("campaign_agents")
    with op.batch_alter_table("attempts") as batch:
        batch.drop_column("nobody_free_at")
        batch.drop_column("dial_mode")
    with op.batch_alter_table("campaigns") as batch:
        for column in (
            "worked_at",
            "weight",
            "ring_timeout_seconds",
            "max_wait_seconds",
            "dial_ratio",
            "pacing_goal",
            "abandonment_target",
        ):
            batch.drop_column(column)

"""Anticipate pauses"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agent_sessions", sa.Column("asked_pause", sa.String(length=40), nullable=True))
    for breaks in ("rests", "meals"):
        op.add_column("agent_sessions", sa.Column(breaks, sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("agent_sessions") as batch:
        for column in ("meals", "rests", "asked_pause"):
            batch.drop_column(column)

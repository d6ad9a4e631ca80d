"""Keep what the operation costs"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cost_rates",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("attempt_millicents", sa.Integer(), nullable=False),
        sa.Column("minute_millicents", sa.Integer(), nullable=False),
        sa.Column("agent_hour_millicents", sa.Integer(), nullable=False),
        sa.Column("updated_by", RowId, nullable=True),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_cost_rates_updated_by_users")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("pk_cost_rates")),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payments_paid_at"), ["paid_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payments_paid_at"))
    op.drop_table("cost_rates")

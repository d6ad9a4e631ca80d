"""Plan réguas in the background"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counts = ("debts_total", "debts", "planned", "skipped", "cancelled")
    op.create_table(
        "regua_plans",
        sa.Column("id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("regua_id", RowId, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("last_debt_id", RowId, nullable=False),
        sa.Column("started_by", RowId, nullable=True),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_regua_plans_portfolio_id_portfolios")
        ),
        sa.ForeignKeyConstraint(["regua_id"], ["reguas.id"], name=op.f("fk_regua_plans_regua_id_reguas")),
        sa.ForeignKeyConstraint(["started_by"], ["users.id"], name=op.f("fk_regua_plans_started_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regua_plans")),
    )
    op.create_index(op.f("ix_regua_plans_portfolio_id_state"), "regua_plans", ["portfolio_id", "state"])


def downgrade() -> None:
    op.drop_table("regua_plans")

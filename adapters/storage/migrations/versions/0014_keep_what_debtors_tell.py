"""Keep what debtors tell"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("protocol", sa.String(length=20), nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_way", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_cases_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_cases_debtor_id_debtors")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_cases_portfolio_id_portfolios")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_attempt_id"), "cases", ["attempt_id"])
    op.create_index(op.f("ix_cases_debtor_id"), "cases", ["debtor_id"])
    op.create_index(op.f("ix_cases_state_opened_at"), "cases", ["state", "opened_at"])


def downgrade() -> None:
    op.drop_table("cases")

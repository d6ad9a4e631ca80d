"""Decide cases"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

LINK_DEBTS_IN_DOUBT = """
INSERT INTO case_debts (case_id, debt_id)
SELECT cases.id, debts.id FROM cases
JOIN debts ON debts.debtor_id = cases.debtor_id AND debts.portfolio_id = cases.portfolio_id
WHERE cases.state = 'open' AND cases.kind IN ('payment_claim', 'dispute')
AND debts.status IN ('claimed_paid', 'disputed')
"""


def upgrade() -> None:
    op.create_table(
        "case_debts",
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("debt_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_debts_case_id_cases")),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_case_debts_debt_id_debts")),
        sa.PrimaryKeyConstraint("case_id", "debt_id", name=op.f("pk_case_debts")),
    )
    op.create_index(op.f("ix_case_debts_debt_id"), "case_debts", ["debt_id"])
    op.create_table(
        "case_decisions",
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by", RowId, nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_decisions_case_id_cases")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_case_decisions_decided_by_users")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_decisions")),
    )
    op.execute(LINK_DEBTS_IN_DOUBT)


def downgrade() -> None:
    op.drop_table("case_decisions")
    op.drop_table("case_debts")

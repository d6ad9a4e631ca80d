"""Count wrong answers of callers"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_failures",
        sa.Column("id", RowId, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("debtor_id", RowId, nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_identity_failures_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_identity_failures_debtor_id_debtors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_failures")),
    )
    for columns in (["attempt_id"], ["at"], ["debtor_id", "at"], ["number", "at"]):
        op.create_index(op.f(f"ix_identity_failures_{'_'.join(columns)}"), "identity_failures", columns)


def downgrade() -> None:
    op.drop_table("identity_failures")

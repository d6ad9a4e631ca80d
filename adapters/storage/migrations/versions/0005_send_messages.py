"""Send messages"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("confirmation", sa.String(length=40), nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("agreement_id", sa.String(length=26), nullable=True),
        sa.Column("attempt_id", sa.String(length=26), nullable=True),
        sa.Column("txid", sa.String(length=35), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("requested_by", RowId, nullable=True),
        sa.Column("next_try_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_notices_agreement_id_agreements")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_notices_debtor_id_debtors")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_notices_portfolio_id_portfolios")),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name=op.f("fk_notices_requested_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_agreement_id_kind"), ["agreement_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_attempt_id"), ["attempt_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notices_debtor_id_requested_at"), ["debtor_id", "requested_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_notices_state_next_try_at"), ["state", "next_try_at"], unique=False)


def downgrade() -> None:
    op.drop_table("notices")

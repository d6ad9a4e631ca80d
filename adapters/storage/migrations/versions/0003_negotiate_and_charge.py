"""Negotiate and charge"""

# ruff: noqa: PLR0915 - a migration is one list of changes

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "negotiation_policies",
        sa.Column("id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("segment", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("created_by", RowId, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_negotiation_policies_created_by_users")),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_negotiation_policies_portfolio_id_portfolios")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiation_policies")),
        sa.UniqueConstraint(
            "portfolio_id", "segment", "version", name=op.f("uq_negotiation_policies_portfolio_id_segment_version")
        ),
    )
    op.create_table(
        "approval_requests",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=True),
        sa.Column("proposal", sa.JSON(), nullable=False),
        sa.Column("approver", sa.String(length=20), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("discount_cents", sa.Integer(), nullable=False),
        sa.Column("installments", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("requested_by", RowId, nullable=True),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("decided_by", RowId, nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_approval_requests_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_approval_requests_debtor_id_debtors")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_approval_requests_decided_by_users")),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_approval_requests_portfolio_id_portfolios")
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name=op.f("fk_approval_requests_requested_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_requests")),
    )
    with op.batch_alter_table("approval_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_requests_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_approval_requests_state_requested_at"), ["state", "requested_at"], unique=False
        )

    op.create_table(
        "promises",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=True),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("paid_cents", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_by", RowId, nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_promises_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_promises_debtor_id_debtors")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_promises_made_by_users")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_promises_portfolio_id_portfolios")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promises_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promises_state_due_date"), ["state", "due_date"], unique=False)

    op.create_table(
        "agreement_events",
        sa.Column("id", RowId, nullable=False),
        sa.Column("agreement_id", sa.String(length=26), nullable=False),
        sa.Column("installment_number", sa.Integer(), nullable=True),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("user_id", RowId, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_events_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_agreement_events_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_events")),
    )
    with op.batch_alter_table("agreement_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_events_agreement_id_id"), ["agreement_id", "id"], unique=False)

    op.create_table(
        "payment_charges",
        sa.Column("txid", sa.String(length=35), nullable=False),
        sa.Column("agreement_id", sa.String(length=26), nullable=False),
        sa.Column("installment_number", sa.Integer(), nullable=True),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("days_after_due", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.Column("in_doubt_since", Instant(), nullable=True),
        sa.Column("doubt", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_payment_charges_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_payment_charges_debtor_id_debtors")),
        sa.PrimaryKeyConstraint("txid", name=op.f("pk_payment_charges")),
    )
    with op.batch_alter_table("payment_charges", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_payment_charges_agreement_id_installment_number"),
            ["agreement_id", "installment_number"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_payment_charges_debtor_id_state"), ["debtor_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_charges_state_checked_at"), ["state", "checked_at"], unique=False)

    op.create_table(
        "payments",
        sa.Column("end_to_end_id", sa.String(length=40), nullable=False),
        sa.Column("txid", sa.String(length=35), nullable=True),
        sa.Column("agreement_id", sa.String(length=26), nullable=True),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("excess_cents", sa.Integer(), nullable=False),
        sa.Column("paid_at", Instant(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", RowId, nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_payments_agreement_id_agreements")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_payments_recorded_by_users")),
        sa.ForeignKeyConstraint(["txid"], ["payment_charges.txid"], name=op.f("fk_payments_txid_payment_charges")),
        sa.PrimaryKeyConstraint("end_to_end_id", name=op.f("pk_payments")),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payments_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payments_txid"), ["txid"], unique=False)

    with op.batch_alter_table("agreement_debts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("principal_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("multa_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("juros_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("correction_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("discount_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.create_index(batch_op.f("ix_agreement_debts_debt_id"), ["debt_id"], unique=False)

    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("interest_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("monthly_rate", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("tolerance_days", sa.Integer(), server_default=sa.text("2"), nullable=False))
        batch_op.add_column(
            sa.Column("authority", sa.String(length=20), server_default=sa.text("'ura'"), nullable=False)
        )
        batch_op.add_column(sa.Column("policy", sa.String(length=80), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("replaces", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("closed_at", Instant(), nullable=True))
        batch_op.create_index(batch_op.f("ix_agreements_state_confirmed_at"), ["state", "confirmed_at"], unique=False)

    with op.batch_alter_table("installments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paid_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("reduced_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.create_index(batch_op.f("ix_installments_state_due_date"), ["state", "due_date"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("installments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_installments_state_due_date"))
        batch_op.drop_column("reduced_cents")
        batch_op.drop_column("paid_cents")

    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreements_state_confirmed_at"))
        batch_op.drop_column("closed_at")
        batch_op.drop_column("replaces")
        batch_op.drop_column("policy")
        batch_op.drop_column("authority")
        batch_op.drop_column("tolerance_days")
        batch_op.drop_column("monthly_rate")
        batch_op.drop_column("interest_cents")

    with op.batch_alter_table("agreement_debts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_debts_debt_id"))
        batch_op.drop_column("discount_cents")
        batch_op.drop_column("correction_cents")
        batch_op.drop_column("juros_cents")
        batch_op.drop_column("multa_cents")
        batch_op.drop_column("principal_cents")

    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payments_txid"))
        batch_op.drop_index(batch_op.f("ix_payments_agreement_id"))

    op.drop_table("payments")
    with op.batch_alter_table("payment_charges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_charges_state_checked_at"))
        batch_op.drop_index(batch_op.f("ix_payment_charges_debtor_id_state"))
        batch_op.drop_index(batch_op.f("ix_payment_charges_agreement_id_installment_number"))

    op.drop_table("payment_charges")
    with op.batch_alter_table("agreement_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_events_agreement_id_id"))

    op.drop_table("agreement_events")
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promises_state_due_date"))
        batch_op.drop_index(batch_op.f("ix_promises_debtor_id"))

    op.drop_table("promises")
    with op.batch_alter_table("approval_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_requests_state_requested_at"))
        batch_op.drop_index(batch_op.f("ix_approval_requests_debtor_id"))

    op.drop_table("approval_requests")
    op.drop_table("negotiation_policies")

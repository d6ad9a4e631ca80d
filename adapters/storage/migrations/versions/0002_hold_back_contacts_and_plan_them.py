"""Hold back contacts and plan them"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "block_lists",
        sa.Column("id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_lists")),
    )
    op.create_table(
        "call_meter",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("dialer", sa.String(length=64), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("short_calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "carrier", "dialer", name=op.f("pk_call_meter")),
    )
    op.create_table(
        "municipal_holidays",
        sa.Column("uf", sa.String(length=2), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("uf", "city", "day", name=op.f("pk_municipal_holidays")),
    )
    op.create_table(
        "block_list_entries",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("list_id", RowId, nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["block_lists.id"], name=op.f("fk_block_list_entries_list_id_block_lists")
        ),
        sa.PrimaryKeyConstraint("number", "list_id", name=op.f("pk_block_list_entries")),
    )
    with op.batch_alter_table("block_list_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_list_entries_list_id"), ["list_id"], unique=False)

    op.create_table(
        "contact_holds",
        sa.Column("id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("debtor_id", RowId, nullable=True),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("portfolio_id", RowId, nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=True),
        sa.Column("created_by", RowId, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("lifted_by", RowId, nullable=True),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_contact_holds_created_by_users")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_contact_holds_debtor_id_debtors")),
        sa.ForeignKeyConstraint(["lifted_by"], ["users.id"], name=op.f("fk_contact_holds_lifted_by_users")),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_contact_holds_portfolio_id_portfolios")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_holds")),
    )
    with op.batch_alter_table("contact_holds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_holds_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_holds_number"), ["number"], unique=False)

    op.create_table(
        "contact_ledger",
        sa.Column("id", RowId, nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("right_party", sa.Boolean(), nullable=False),
        sa.Column("portfolio_id", RowId, nullable=True),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_contact_ledger_debtor_id_debtors")),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_contact_ledger_portfolio_id_portfolios")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_ledger")),
        sa.UniqueConstraint("reference", name=op.f("uq_contact_ledger_reference")),
    )
    with op.batch_alter_table("contact_ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_ledger_debtor_id_at"), ["debtor_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_ledger_number_at"), ["number", "at"], unique=False)

    op.create_table(
        "contact_policies",
        sa.Column("id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("created_by", RowId, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("replaced_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_contact_policies_created_by_users")),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_contact_policies_portfolio_id_portfolios")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_policies")),
    )
    with op.batch_alter_table("contact_policies", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_policies_portfolio_id_replaced_at"), ["portfolio_id", "replaced_at"], unique=False
        )

    op.create_table(
        "debtor_profiles",
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("income_cents", sa.Integer(), nullable=True),
        sa.Column("ltv_cents", sa.Integer(), nullable=True),
        sa.Column("paid_on_time", sa.Integer(), nullable=True),
        sa.Column("paid_late", sa.Integer(), nullable=True),
        sa.Column("delay_cause", sa.String(length=30), nullable=False),
        sa.Column("preferred_channel", sa.String(length=20), nullable=False),
        sa.Column("preferred_hour", sa.Integer(), nullable=True),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_debtor_profiles_debtor_id_debtors")),
        sa.PrimaryKeyConstraint("debtor_id", name=op.f("pk_debtor_profiles")),
    )
    op.create_table(
        "portfolio_dispositions",
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("base", sa.String(length=40), nullable=False),
        sa.Column("retry_delay_minutes", sa.Integer(), nullable=True),
        sa.Column("pause_days", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_portfolio_dispositions_portfolio_id_portfolios")
        ),
        sa.PrimaryKeyConstraint("portfolio_id", "code", name=op.f("pk_portfolio_dispositions")),
    )
    op.create_table(
        "reguas",
        sa.Column("id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_by", RowId, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("replaced_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_reguas_created_by_users")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_reguas_portfolio_id_portfolios")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reguas")),
    )
    with op.batch_alter_table("reguas", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reguas_portfolio_id_replaced_at"), ["portfolio_id", "replaced_at"], unique=False
        )

    op.create_table(
        "segments",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("created_by", RowId, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_segments_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.UniqueConstraint("name", name=op.f("uq_segments_name")),
    )
    op.create_table(
        "planned_steps",
        sa.Column("id", RowId, nullable=False),
        sa.Column("debt_id", RowId, nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("regua_id", RowId, nullable=True),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_planned_steps_debt_id_debts")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_planned_steps_debtor_id_debtors")),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_planned_steps_portfolio_id_portfolios")
        ),
        sa.ForeignKeyConstraint(["regua_id"], ["reguas.id"], name=op.f("fk_planned_steps_regua_id_reguas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_steps")),
        sa.UniqueConstraint("debt_id", "step", name=op.f("uq_planned_steps_debt_id_step")),
    )
    with op.batch_alter_table("planned_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_steps_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_planned_steps_portfolio_id_state_on_day"), ["portfolio_id", "state", "on_day"], unique=False
        )

    op.create_table(
        "survey_answers",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("recommendation", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_survey_answers_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_survey_answers")),
    )


def downgrade() -> None:
    op.drop_table("survey_answers")
    with op.batch_alter_table("planned_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_steps_portfolio_id_state_on_day"))
        batch_op.drop_index(batch_op.f("ix_planned_steps_debtor_id"))

    op.drop_table("planned_steps")
    op.drop_table("segments")
    with op.batch_alter_table("reguas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reguas_portfolio_id_replaced_at"))

    op.drop_table("reguas")
    op.drop_table("portfolio_dispositions")
    op.drop_table("debtor_profiles")
    with op.batch_alter_table("contact_policies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_policies_portfolio_id_replaced_at"))

    op.drop_table("contact_policies")
    with op.batch_alter_table("contact_ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_ledger_number_at"))
        batch_op.drop_index(batch_op.f("ix_contact_ledger_debtor_id_at"))

    op.drop_table("contact_ledger")
    with op.batch_alter_table("contact_holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_holds_number"))
        batch_op.drop_index(batch_op.f("ix_contact_holds_debtor_id"))

    op.drop_table("contact_holds")
    with op.batch_alter_table("block_list_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_list_entries_list_id"))

    op.drop_table("block_list_entries")
    op.drop_table("municipal_holidays")
    op.drop_table("call_meter")
    op.drop_table("block_lists")

"""Create every table"""

# ruff: noqa: PLR0915 - a migration is one list of changes

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "debtors",
        sa.Column("id", RowId, nullable=False),
        sa.Column("document", sa.String(length=14), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("uf", sa.String(length=2), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("collection_paused_until", Instant(), nullable=True),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debtors")),
        sa.UniqueConstraint("document", name=op.f("uq_debtors_document")),
    )
    op.create_table(
        "handled_events",
        sa.Column("consumer", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=26), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "event_id", name=op.f("pk_handled_events")),
    )
    op.create_table(
        "login_failures",
        sa.Column("id", RowId, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failures")),
    )
    with op.batch_alter_table("login_failures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_failures_subject"), ["subject"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event_id", sa.String(length=26), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbox_event_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_published_at_id"), ["published_at", "id"], unique=False)

    op.create_table(
        "portfolios",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("creditor_name", sa.String(length=120), nullable=False),
        sa.Column("creditor_document", sa.String(length=14), nullable=False),
        sa.Column("company_name", sa.String(length=120), nullable=False),
        sa.Column("callback_number", sa.String(length=16), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolios")),
        sa.UniqueConstraint("name", name=op.f("uq_portfolios_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", RowId, nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "agent_sessions",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("seat", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("pause_reason", sa.String(length=40), nullable=True),
        sa.Column("attempt_id", sa.String(length=26), nullable=True),
        sa.Column("leg_id", sa.String(length=40), nullable=True),
        sa.Column("state_since", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_agent_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_sessions")),
    )
    with op.batch_alter_table("agent_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agent_sessions_user_id_ended_at"), ["user_id", "ended_at"], unique=False)

    op.create_table(
        "campaigns",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("dial_mode", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("concurrent_calls", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("retry_delay_minutes", sa.Integer(), nullable=False),
        sa.Column("caller_id", sa.String(length=16), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_campaigns_portfolio_id_portfolios")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("name", name=op.f("uq_campaigns_name")),
    )
    op.create_table(
        "commands",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("issued_by", RowId, nullable=True),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["issued_by"], ["users.id"], name=op.f("fk_commands_issued_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commands")),
    )
    with op.batch_alter_table("commands", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commands_done_at_id"), ["done_at", "id"], unique=False)

    op.create_table(
        "debts",
        sa.Column("id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=160), nullable=False),
        sa.Column("principal_cents", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_debts_debtor_id_debtors")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_debts_portfolio_id_portfolios")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debts")),
        sa.UniqueConstraint("portfolio_id", "contract", name=op.f("uq_debts_portfolio_id_contract")),
    )
    with op.batch_alter_table("debts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_debts_debtor_id_portfolio_id"), ["debtor_id", "portfolio_id"], unique=False
        )

    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("debtors_created", sa.Integer(), nullable=False),
        sa.Column("debts_created", sa.Integer(), nullable=False),
        sa.Column("debts_updated", sa.Integer(), nullable=False),
        sa.Column("phones_created", sa.Integer(), nullable=False),
        sa.Column("started_by", RowId, nullable=True),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_imports_portfolio_id_portfolios")),
        sa.ForeignKeyConstraint(["started_by"], ["users.id"], name=op.f("fk_imports_started_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "phones",
        sa.Column("id", RowId, nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("unlinked_at", Instant(), nullable=True),
        sa.Column("unlink_protocol", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_phones_debtor_id_debtors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
        sa.UniqueConstraint("debtor_id", "number", name=op.f("uq_phones_debtor_id_number")),
    )
    with op.batch_alter_table("phones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phones_number"), ["number"], unique=False)

    op.create_table(
        "web_sessions",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_web_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_web_sessions")),
    )
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "import_rejections",
        sa.Column("id", RowId, nullable=False),
        sa.Column("import_id", sa.String(length=26), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rejections_import_id_imports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rejections")),
    )
    with op.batch_alter_table("import_rejections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_rejections_import_id_line"), ["import_id", "line"], unique=False)

    op.create_table(
        "leads",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("waiting_until", Instant(), nullable=True),
        sa.Column("attempts_made", sa.Integer(), nullable=False),
        sa.Column("last_verdict", sa.String(length=200), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_leads_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_leads_debtor_id_debtors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint("campaign_id", "debtor_id", name=op.f("uq_leads_campaign_id_debtor_id")),
    )
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leads_campaign_id_state_waiting_until"),
            ["campaign_id", "state", "waiting_until"],
            unique=False,
        )

    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("lead_id", RowId, nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("phone_id", RowId, nullable=False),
        sa.Column("number_in_lead", sa.Integer(), nullable=False),
        sa.Column("dialer", sa.String(length=64), nullable=False),
        sa.Column("trunk", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", Instant(), nullable=False),
        sa.Column("originated_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("person_requested_at", Instant(), nullable=True),
        sa.Column("bridged_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("agent_session_id", sa.String(length=26), nullable=True),
        sa.Column("hangup_cause", sa.Integer(), nullable=True),
        sa.Column("tech_cause", sa.String(length=60), nullable=False),
        sa.Column("answer_class", sa.String(length=40), nullable=True),
        sa.Column("disposition", sa.String(length=40), nullable=True),
        sa.Column("disposed_by", RowId, nullable=True),
        sa.Column("disposed_at", Instant(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_session_id"], ["agent_sessions.id"], name=op.f("fk_attempts_agent_session_id_agent_sessions")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_attempts_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_attempts_debtor_id_debtors")),
        sa.ForeignKeyConstraint(["disposed_by"], ["users.id"], name=op.f("fk_attempts_disposed_by_users")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_attempts_lead_id_leads")),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], name=op.f("fk_attempts_phone_id_phones")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attempts_campaign_id_closed_at"), ["campaign_id", "closed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attempts_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_phone_id"), ["phone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_state"), ["state"], unique=False)

    op.create_table(
        "agreements",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("protocol", sa.String(length=20), nullable=False),
        sa.Column("debtor_id", RowId, nullable=False),
        sa.Column("portfolio_id", RowId, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("principal_cents", sa.Integer(), nullable=False),
        sa.Column("charges_cents", sa.Integer(), nullable=False),
        sa.Column("discount_cents", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("read_back", sa.String(length=2000), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_agreements_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_agreements_debtor_id_debtors")),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolios.id"], name=op.f("fk_agreements_portfolio_id_portfolios")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_agreements_attempt_id")),
        sa.UniqueConstraint("protocol", name=op.f("uq_agreements_protocol")),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreements_debtor_id"), ["debtor_id"], unique=False)

    op.create_table(
        "recordings",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("problem", sa.String(length=120), nullable=True),
        sa.Column("for_training", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_recordings_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_recordings")),
    )
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recordings_started_at"), ["started_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recordings_state"), ["state"], unique=False)

    op.create_table(
        "agreement_debts",
        sa.Column("agreement_id", sa.String(length=26), nullable=False),
        sa.Column("debt_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_debts_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_agreement_debts_debt_id_debts")),
        sa.PrimaryKeyConstraint("agreement_id", "debt_id", name=op.f("pk_agreement_debts")),
    )
    op.create_table(
        "installments",
        sa.Column("agreement_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_installments_agreement_id_agreements")
        ),
        sa.PrimaryKeyConstraint("agreement_id", "number", name=op.f("pk_installments")),
    )
    op.create_table(
        "menu_sessions",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("pressed_keys", sa.Boolean(), nullable=False),
        sa.Column("identity_confirmed_at", Instant(), nullable=True),
        sa.Column("disposition", sa.String(length=40), nullable=True),
        sa.Column("protocol", sa.String(length=20), nullable=True),
        sa.Column("agreement_id", sa.String(length=26), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_menu_sessions_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_menu_sessions_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_menu_sessions")),
        sa.UniqueConstraint("protocol", name=op.f("uq_menu_sessions_protocol")),
    )
    op.create_table(
        "recording_comments",
        sa.Column("id", RowId, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["recordings.attempt_id"], name=op.f("fk_recording_comments_attempt_id_recordings")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recording_comments_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_comments")),
    )
    with op.batch_alter_table("recording_comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_comments_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "recording_listens",
        sa.Column("id", RowId, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["recordings.attempt_id"], name=op.f("fk_recording_listens_attempt_id_recordings")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recording_listens_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_listens")),
    )
    with op.batch_alter_table("recording_listens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_listens_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "reviews",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["recordings.attempt_id"], name=op.f("fk_reviews_attempt_id_recordings")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reviews_user_id_users")),
        sa.PrimaryKeyConstraint("attempt_id", "user_id", name=op.f("pk_reviews")),
    )


def downgrade() -> None:
    op.drop_table("reviews")
    with op.batch_alter_table("recording_listens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_listens_attempt_id"))

    op.drop_table("recording_listens")
    with op.batch_alter_table("recording_comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_comments_attempt_id"))

    op.drop_table("recording_comments")
    op.drop_table("menu_sessions")
    op.drop_table("installments")
    op.drop_table("agreement_debts")
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recordings_state"))
        batch_op.drop_index(batch_op.f("ix_recordings_started_at"))

    op.drop_table("recordings")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreements_debtor_id"))

    op.drop_table("agreements")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_state"))
        batch_op.drop_index(batch_op.f("ix_attempts_phone_id"))
        batch_op.drop_index(batch_op.f("ix_attempts_lead_id"))
        batch_op.drop_index(batch_op.f("ix_attempts_debtor_id"))
        batch_op.drop_index(batch_op.f("ix_attempts_closed_at"))
        batch_op.drop_index(batch_op.f("ix_attempts_campaign_id_closed_at"))

    op.drop_table("attempts")
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leads_campaign_id_state_waiting_until"))

    op.drop_table("leads")
    with op.batch_alter_table("import_rejections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_rejections_import_id_line"))

    op.drop_table("import_rejections")
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_sessions_user_id"))
        batch_op.drop_index(batch_op.f("ix_web_sessions_expires_at"))

    op.drop_table("web_sessions")
    with op.batch_alter_table("phones", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phones_number"))

    op.drop_table("phones")
    op.drop_table("imports")
    with op.batch_alter_table("debts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debts_debtor_id_portfolio_id"))

    op.drop_table("debts")
    with op.batch_alter_table("commands", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commands_done_at_id"))

    op.drop_table("commands")
    op.drop_table("campaigns")
    with op.batch_alter_table("agent_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agent_sessions_user_id_ended_at"))

    op.drop_table("agent_sessions")
    op.drop_table("users")
    op.drop_table("portfolios")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_published_at_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("login_failures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_failures_subject"))

    op.drop_table("login_failures")
    op.drop_table("handled_events")
    op.drop_table("debtors")

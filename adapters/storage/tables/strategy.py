"""What segments ask of people, segments, réguas and their planned steps, a portfolio's own dispositions."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId


class DebtorProfileRow(Base):
    """What creditors tell of a person beyond who they are; None or empty: not told."""

    __tablename__ = "debtor_profiles"

    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), primary_key=True)
    income_cents: Mapped[int | None]
    ltv_cents: Mapped[int | None]
    """What the person has spent with the creditor so far."""
    paid_on_time: Mapped[int | None]
    """Earlier instalments paid on time."""
    paid_late: Mapped[int | None]
    delay_cause: Mapped[str] = mapped_column(String(30), default="")
    preferred_channel: Mapped[str] = mapped_column(String(20), default="")
    preferred_hour: Mapped[int | None]
    updated_at: Mapped[datetime] = mapped_column(Instant)


class SegmentRow(Base):
    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    expression: Mapped[str] = mapped_column(Text)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class ReguaRow(Base):
    """One version of a portfolio's régua, as the TOML that was checked; the one in force has no `replaced_at`."""

    __tablename__ = "reguas"
    __table_args__ = (Index(None, "portfolio_id", "replaced_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)


class ReguaPlanRow(Base):
    """A planning of all debts of a portfolio, and how far it has come."""

    __tablename__ = "regua_plans"
    __table_args__ = (Index(None, "portfolio_id", "state"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    regua_id: Mapped[int | None] = mapped_column(ForeignKey("reguas.id"))
    """None: the shipped régua."""
    state: Mapped[str] = mapped_column(String(12))
    """running, finished, replaced."""
    debts_total: Mapped[int] = mapped_column(default=0)
    debts: Mapped[int] = mapped_column(default=0)
    planned: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[int] = mapped_column(default=0)
    last_debt_id: Mapped[int] = mapped_column(RowId, default=0)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class PlannedStepRow(Base):
    """A step of a régua for one debt. Planning again moves what is still planned and adds nothing twice."""

    __tablename__ = "planned_steps"
    __table_args__ = (
        UniqueConstraint("debt_id", "step"),
        Index(None, "portfolio_id", "state", "on_day"),
        Index(None, "state", "channel", "on_day"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debts.id"))
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    regua_id: Mapped[int | None] = mapped_column(ForeignKey("reguas.id"))
    """None: the shipped régua."""
    step: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(20))
    on_day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    """planned, done, skipped, cancelled."""
    reason: Mapped[str] = mapped_column(String(120), default="")
    notice_id: Mapped[str | None] = mapped_column(String(26), index=True)
    """The message that was written for it."""
    look_again_at: Mapped[datetime | None] = mapped_column(Instant)
    """While planned: no message before."""
    updated_at: Mapped[datetime] = mapped_column(Instant)


class PortfolioDispositionRow(Base):
    """A portfolio's own disposition: a finer name of a standard one, whose rules it keeps."""

    __tablename__ = "portfolio_dispositions"

    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(60))
    base: Mapped[str] = mapped_column(String(40))
    retry_delay_minutes: Mapped[int | None]
    pause_days: Mapped[int | None]
    required: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    """Fields asked for beyond those of the standard one, a comma between them."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    """No longer offered; it stays for the calls that were disposed with it."""
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class SurveyAnswerRow(Base):
    """What a debtor answered at the end of a call."""

    __tablename__ = "survey_answers"

    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    satisfaction: Mapped[int | None]
    """1 to 5."""
    recommendation: Mapped[int | None]
    """0 to 10."""
    comment_from_ms: Mapped[int | None]
    """Where the call's recording holds what the debtor said about it; None: nothing."""
    comment_until_ms: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Instant)


class CostRatesRow(Base):
    """See `domain.reporting.cost.CostRates`."""

    __tablename__ = "cost_rates"

    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    attempt_millicents: Mapped[int]
    minute_millicents: Mapped[int]
    agent_hour_millicents: Mapped[int]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(Instant)

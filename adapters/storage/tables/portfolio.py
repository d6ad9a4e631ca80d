"""Portfolios, the people in them, what they owe and how they are reached; campaigns and their leads."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId, Word
from domain.call.lead import LeadState


class PortfolioRow(Base):
    __tablename__ = "portfolios"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    creditor_name: Mapped[str] = mapped_column(String(120))
    creditor_document: Mapped[str] = mapped_column(String(14), default="")
    company_name: Mapped[str] = mapped_column(String(120))
    """The neutral name spoken before identity is confirmed."""
    callback_number: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)


class DebtorRow(Base):
    """A person, once, whatever portfolios their debts are in."""

    __tablename__ = "debtors"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    document: Mapped[str] = mapped_column(String(14), unique=True)
    """CPF (11) or CNPJ (14) without punctuation."""
    name: Mapped[str] = mapped_column(String(160))
    birth_date: Mapped[date | None] = mapped_column(Date)
    email: Mapped[str] = mapped_column(String(254), default="")
    uf: Mapped[str] = mapped_column(String(2), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    collection_paused_until: Mapped[datetime | None] = mapped_column(Instant)
    """Said "já paguei" or the like: no call before this instant."""
    updated_at: Mapped[datetime] = mapped_column(Instant)


class PhoneRow(Base):
    __tablename__ = "phones"
    __table_args__ = (UniqueConstraint("debtor_id", "number"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"))
    number: Mapped[str] = mapped_column(String(16), index=True)
    """E.164."""
    rank: Mapped[int] = mapped_column(default=0)
    unlinked_at: Mapped[datetime | None] = mapped_column(Instant)
    unlink_protocol: Mapped[str | None] = mapped_column(String(20))


class DebtRow(Base):
    __tablename__ = "debts"
    __table_args__ = (UniqueConstraint("portfolio_id", "contract"), Index(None, "debtor_id", "portfolio_id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"))
    contract: Mapped[str] = mapped_column(String(60))
    description: Mapped[str] = mapped_column(String(160), default="")
    principal_cents: Mapped[int]
    due_date: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(20), default="open")
    """A word of `domain.contact.facts.DebtStatus`."""
    updated_at: Mapped[datetime] = mapped_column(Instant)


class CampaignRow(Base):
    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    dial_mode: Mapped[str] = mapped_column(String(20), default="ivr")
    direction: Mapped[str] = mapped_column(String(10), default="outbound", server_default=text("'outbound'"))
    """outbound, or inbound: it keeps the calls to the portfolio's published number and never dials."""
    status: Mapped[str] = mapped_column(String(20), default="paused")
    """running, paused, finished."""
    concurrent_calls: Mapped[int] = mapped_column(default=10)
    max_attempts: Mapped[int] = mapped_column(default=3)
    retry_delay_minutes: Mapped[int] = mapped_column(default=240)
    caller_id: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    abandonment_target: Mapped[int] = mapped_column(default=300, server_default=text("300"))
    """Basis points."""
    pacing_goal: Mapped[str] = mapped_column(String(10), default="strict", server_default=text("'strict'"))
    dial_ratio: Mapped[int] = mapped_column(default=150, server_default=text("150"))
    """Hundredths of a call for each ready agent."""
    max_wait_seconds: Mapped[int | None]
    ring_timeout_seconds: Mapped[int] = mapped_column(default=30, server_default=text("30"))
    weight: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    cancel_surplus: Mapped[bool] = mapped_column(default=False, server_default=false())
    worked_at: Mapped[datetime | None] = mapped_column(Instant)
    """Finished by itself, for nobody was left; an import that brings somebody wakes it."""


class CampaignAgentRow(Base):
    """An agent who works for this campaign; one who is in no campaign works for any."""

    __tablename__ = "campaign_agents"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class LeadRow(Base):
    __tablename__ = "leads"
    __table_args__ = (
        UniqueConstraint("campaign_id", "debtor_id"),
        Index(None, "campaign_id", "state", "waiting_until"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"))
    state: Mapped[LeadState] = mapped_column(Word(LeadState), default=LeadState.NEW)
    waiting_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts_made: Mapped[int] = mapped_column(default=0)
    last_verdict: Mapped[str] = mapped_column(String(200), default="")
    """Why it was last called, refused or finished."""
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(Instant)

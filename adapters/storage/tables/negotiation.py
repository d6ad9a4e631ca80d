"""Negotiation policies, what asks for approval, and promises to pay."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId


class NegotiationPolicyRow(Base):
    """One version of a policy, as the TOML that was checked; never changed, only withdrawn."""

    __tablename__ = "negotiation_policies"
    __table_args__ = (UniqueConstraint("portfolio_id", "segment", "version"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    segment: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class IndexTableRow(Base):
    """A price index as an operator put it in force, as the file that was checked; the newest of a name counts."""

    __tablename__ = "index_tables"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(10), index=True)
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class ApprovalRequestRow(Base):
    """A counter-proposal beyond the authority of who heard it."""

    __tablename__ = "approval_requests"
    __table_args__ = (Index(None, "state", "requested_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    proposal: Mapped[dict[str, Any]] = mapped_column(JSON)
    approver: Mapped[str] = mapped_column(String(20))
    """The least authority that may grant it."""
    total_cents: Mapped[int]
    discount_cents: Mapped[int]
    installments: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    """pending, approved, refused, used."""
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(200), default="")


class PromiseRow(Base):
    """A date and an amount that the debtor promised, without the terms of an agreement."""

    __tablename__ = "promises"
    __table_args__ = (Index(None, "state", "due_date"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    amount_cents: Mapped[int]
    paid_cents: Mapped[int] = mapped_column(default=0)
    due_date: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20))
    """open, kept, broken, cancelled."""
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class PromiseEventRow(Base):
    """Every change of a promise: who, why, when. `from_state` is empty when it was made."""

    __tablename__ = "promise_events"
    __table_args__ = (Index(None, "promise_id", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    promise_id: Mapped[str] = mapped_column(ForeignKey("promises.id"))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    paid_cents: Mapped[int]
    """Of the promise after the change."""
    actor: Mapped[str] = mapped_column(String(20))
    """debtor, user, provider, system."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)

"""Agreements, the debts they settle, their installments and all that became of them."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId

_ZERO = text("0")
_EMPTY = text("''")


class AgreementRow(Base):
    __tablename__ = "agreements"
    __table_args__ = (Index(None, "state", "confirmed_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    protocol: Mapped[str] = mapped_column(String(20), unique=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    """proposed, confirmed, in_force, kept, broken, cancelled."""
    principal_cents: Mapped[int]
    charges_cents: Mapped[int]
    """Multa, juros and correction."""
    discount_cents: Mapped[int]
    interest_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    """Of the instalments."""
    total_cents: Mapped[int]
    monthly_rate: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    """Basis points."""
    late_multa: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    """Of an instalment paid after its day: once, basis points."""
    late_juros_month: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    """Basis points a month, by the day."""
    tolerance_days: Mapped[int] = mapped_column(default=2, server_default=text("2"))
    authority: Mapped[str] = mapped_column(String(20), default="ura", server_default=text("'ura'"))
    policy: Mapped[str] = mapped_column(String(80), default="", server_default=_EMPTY)
    """Name and version of the policy it was made by."""
    read_back: Mapped[str] = mapped_column(String(2000))
    """The text read to the debtor before the explicit yes."""
    replaces: Mapped[str | None] = mapped_column(String(26))
    """The agreement that this one renegotiated."""
    confirmed_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class AgreementDebtRow(Base):
    """The bill of one debt in an agreement, as of the day it was made."""

    __tablename__ = "agreement_debts"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"), primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debts.id"), primary_key=True, index=True)
    principal_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    multa_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    juros_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    correction_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    discount_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)


class InstallmentRow(Base):
    __tablename__ = "installments"
    __table_args__ = (Index(None, "state", "due_date"),)

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    amount_cents: Mapped[int]
    due_date: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20), default="open")
    """open, overdue, paid, cancelled."""
    paid_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    reduced_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    """Taken off because it was settled early."""
    late_cents: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    """Came in beyond the amount because it was paid late."""


class AgreementEventRow(Base):
    """Every change of an agreement's or an installment's state: who, why, when."""

    __tablename__ = "agreement_events"
    __table_args__ = (Index(None, "agreement_id", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"))
    installment_number: Mapped[int | None]
    """None: the agreement itself."""
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(20))
    """debtor, user, provider, system."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)

"""Agreements, the debts they settle and their installments."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant


class AgreementRow(Base):
    __tablename__ = "agreements"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    protocol: Mapped[str] = mapped_column(String(20), unique=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    """proposed, confirmed, in_force, kept, broken, cancelled."""
    principal_cents: Mapped[int]
    charges_cents: Mapped[int]
    discount_cents: Mapped[int]
    total_cents: Mapped[int]
    read_back: Mapped[str] = mapped_column(String(2000))
    """The text read to the debtor before the explicit yes."""
    confirmed_at: Mapped[datetime] = mapped_column(Instant)


class AgreementDebtRow(Base):
    __tablename__ = "agreement_debts"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"), primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debts.id"), primary_key=True)


class InstallmentRow(Base):
    __tablename__ = "installments"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    amount_cents: Mapped[int]
    due_date: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20), default="open")

"""What debtors told that somebody has to look at, the debts that it is about, and how it ended."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, Word
from domain.call.case import CaseKind, PaymentWay
from domain.call.case_decision import Verdict


class CaseRow(Base):
    __tablename__ = "cases"
    __table_args__ = (Index(None, "state", "opened_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[CaseKind] = mapped_column(Word(CaseKind))
    reason: Mapped[str] = mapped_column(String(40), default="")
    """A word of the kind's own enum in `domain.call.case`."""
    protocol: Mapped[str] = mapped_column(String(20))
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_way: Mapped[PaymentWay | None] = mapped_column(Word(PaymentWay))
    state: Mapped[str] = mapped_column(String(12), default="open")
    """A word of `domain.call.case_decision.CaseState`."""
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The agent who wrote it down; None: the debtor told it to the menu."""


class CaseDebtRow(Base):
    """A debt that a case holds back while it is open."""

    __tablename__ = "case_debts"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debts.id"), primary_key=True, index=True)


class CaseDecisionRow(Base):
    """`reason` is what the person who decided wrote; it may name people."""

    __tablename__ = "case_decisions"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(Word(Verdict))
    reason: Mapped[str] = mapped_column(String(500))
    decided_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime] = mapped_column(Instant)
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notices.id"))
    """The message that asks the debtor to call back."""
    untold: Mapped[str | None] = mapped_column(String(120))
    """Why there is none, in pt-BR."""

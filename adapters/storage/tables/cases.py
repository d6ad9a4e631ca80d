"""What debtors told that somebody has to look at."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, Word
from domain.call.case import CaseKind, PaymentWay


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
    opened_at: Mapped[datetime] = mapped_column(Instant)

"""Charges at the payment provider, and the money that came in."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant


class PaymentChargeRow(Base):
    """One request for payment at the provider."""

    __tablename__ = "payment_charges"
    __table_args__ = (
        Index(None, "agreement_id", "installment_number"),
        Index(None, "state", "checked_at"),
        Index(None, "debtor_id", "state"),
    )

    txid: Mapped[str] = mapped_column(String(35), primary_key=True)
    """Ours, 26 to 35 letters and digits, given to the provider: asking again with it makes no second charge."""
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"))
    installment_number: Mapped[int | None]
    """None: the charge settles all that is open."""
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"))
    method: Mapped[str] = mapped_column(String(10))
    """pix, card."""
    state: Mapped[str] = mapped_column(String(40))
    """`creating` until the provider answered, then the provider's words; see `domain.payment.charge.ChargeState`."""
    amount_cents: Mapped[int]
    due_date: Mapped[date] = mapped_column(Date)
    days_after_due: Mapped[int]
    code: Mapped[str] = mapped_column(Text, default="")
    """The Pix copy-and-paste, or the address of the card's payment page."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    checked_at: Mapped[datetime] = mapped_column(Instant)
    """When the provider was last asked."""
    in_doubt_since: Mapped[datetime | None] = mapped_column(Instant)
    doubt: Mapped[str] = mapped_column(String(40), default="")


class PaymentRow(Base):
    """Money that came in, once per end-to-end id, whichever way it was heard of."""

    __tablename__ = "payments"

    end_to_end_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    txid: Mapped[str | None] = mapped_column(ForeignKey("payment_charges.txid"), index=True)
    agreement_id: Mapped[str | None] = mapped_column(ForeignKey("agreements.id"), index=True)
    amount_cents: Mapped[int]
    excess_cents: Mapped[int] = mapped_column(default=0)
    """What was open for nothing: to be given back or looked into."""
    paid_at: Mapped[datetime] = mapped_column(Instant, index=True)
    source: Mapped[str] = mapped_column(String(20))
    """webhook, reconciliation, manual."""
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

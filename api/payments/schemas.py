"""Charges and payments."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.schemas import Body, Reply
from domain.payment.charge import ChargeState, PaymentDoubt, PaymentMethod


class NewCharge(Body):
    """`installment_number` None charges all that is open at once, with its reduction."""

    agreement_id: Annotated[str, Field(min_length=1, max_length=26)]
    installment_number: Annotated[int | None, Field(ge=1, le=120)] = None
    method: PaymentMethod = PaymentMethod.PIX


class Charge(Reply):
    """`code` is the Pix copy-and-paste, or the address of the card's payment page."""

    txid: str
    agreement_id: str
    installment_number: int | None
    method: PaymentMethod
    state: ChargeState
    amount_cents: int
    due_date: date
    days_after_due: int
    code: str
    created_at: datetime
    checked_at: datetime
    in_doubt_since: datetime | None
    doubt: PaymentDoubt | None


class ChargeList(Reply):
    items: list[Charge]
    page: int
    page_size: int
    total: int


class Payment(Reply):
    end_to_end_id: str
    txid: str | None
    amount_cents: int
    excess_cents: int
    paid_at: datetime
    source: str
    recorded_at: datetime


class PaidElsewhere(Body):
    """`reference` names the payment where it was made; the same one is recorded once."""

    agreement_id: Annotated[str, Field(min_length=1, max_length=26)]
    reference: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,32}$")]
    amount_cents: Annotated[int, Field(ge=1, le=1_000_000_000)]
    paid_at: datetime


class Recorded(Reply):
    """`excess_cents` found nothing to pay."""

    excess_cents: int
    kept: bool


class Heard(Reply):
    charges: int

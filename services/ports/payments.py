"""The payment provider. A sandbox stands behind it here, and a bank's Pix API in production: see docs/payments.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from domain.payment.charge import ChargeState, PaymentMethod


class PaymentsError(Exception):
    """Root of what goes wrong at the provider."""


class ProviderUnavailable(PaymentsError):
    """No answer, or one that makes no sense: nothing is known, so ask again."""


class ChargeRefused(PaymentsError):
    """The provider will not take the charge as it is; asking again changes nothing."""


class WebhookRefused(PaymentsError):
    """The call did not come from the provider, or is none of its messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRequest:
    """`txid` is ours, 26 to 35 letters and digits: creating again with it makes no second charge.

    `days_after_due`: how many calendar days after the due date it can still be paid. Rates are those added after it.
    """

    txid: str
    method: PaymentMethod
    amount_cents: int
    due_date: date
    days_after_due: int
    payer_name: str = field(repr=False)
    payer_document: str = field(repr=False)
    description: str = ""
    multa_basis_points: int = 0
    juros_basis_points_per_month: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that came in; `end_to_end_id` is unique everywhere, `txid` None for money without a charge."""

    end_to_end_id: str
    txid: str | None
    amount_cents: int
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCharge:
    """The charge as the provider knows it; `code` is the Pix copy-and-paste or the address of the payment page."""

    txid: str
    state: ChargeState
    amount_cents: int
    due_date: date
    code: str
    receipts: tuple[Receipt, ...] = ()


class PaymentProvider(Protocol):
    """Every method has a time limit of its own and raises ProviderUnavailable when it passes."""

    async def create(self, request: ChargeRequest) -> ProviderCharge:
        """Idempotent by txid. Raises ChargeRefused."""
        ...

    async def cancel(self, txid: str) -> ProviderCharge:
        """A charge that is over already is left as it is. Raises ChargeRefused for one that does not exist."""
        ...

    async def find(self, txid: str) -> ProviderCharge | None: ...

    async def received(self, since: datetime, until: datetime) -> Sequence[Receipt]:
        """All money that came in from `since` to `until`; what a webhook should have told."""
        ...

    def read_webhook(self, body: bytes, *, secret: str) -> Sequence[Receipt]:
        """What the provider tells by calling us; the same may be told many times. Raises WebhookRefused."""
        ...

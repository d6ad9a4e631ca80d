"""Charges and the money that came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.ids import AgreementId, DebtorId, UserId
from domain.payment.charge import ChargeState, PaymentDoubt, PaymentMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFacts:
    """`installment_number` None: it settles all that is open."""

    txid: str
    agreement_id: AgreementId
    installment_number: int | None
    debtor_id: DebtorId
    method: PaymentMethod
    state: ChargeState
    amount_cents: int
    due_date: date
    days_after_due: int
    code: str
    created_at: datetime
    checked_at: datetime
    in_doubt_since: datetime | None = None
    doubt: PaymentDoubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    end_to_end_id: str
    txid: str | None
    agreement_id: AgreementId | None
    amount_cents: int
    excess_cents: int
    paid_at: datetime
    source: str
    recorded_at: datetime
    recorded_by: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeQuery:
    """None asks for any."""

    agreement_id: AgreementId | None = None
    state: ChargeState | None = None
    in_doubt: bool | None = None


class PaymentsRepository(Protocol):
    def add_charge(self, charge: ChargeFacts) -> None: ...

    def charge(self, txid: str, *, lock: bool = False) -> ChargeFacts | None: ...

    def unsettled_of(self, agreement_id: AgreementId) -> Sequence[ChargeFacts]: ...

    def page(self, query: ChargeQuery, *, limit: int, offset: int) -> Sequence[ChargeFacts]:
        """Newest first."""
        ...

    def count(self, query: ChargeQuery) -> int: ...

    def to_check(self, *, before: datetime, limit: int) -> Sequence[ChargeFacts]:
        """Charges that the provider is to be asked about and was not asked since `before`, the longest ago first."""
        ...

    def set_state(self, txid: str, state: ChargeState, *, code: str | None, checked_at: datetime) -> None: ...

    def doubt(self, txid: str, doubt: PaymentDoubt | None, *, since: datetime | None) -> None: ...

    def add_payment(self, payment: PaymentFacts) -> bool:
        """False when it is known already."""
        ...

    def set_excess(self, end_to_end_id: str, excess_cents: int) -> None: ...

    def payments_of(self, agreement_id: AgreementId) -> Sequence[PaymentFacts]: ...

    def paid_by(self, debtor_id: DebtorId, *, since: datetime) -> Sequence[PaymentFacts]:
        """What was written down of their money since then, the newest first."""
        ...

    def last_received(self) -> datetime | None:
        """When the newest payment that the provider told was made."""
        ...

    def in_doubt(self, debtor_id: DebtorId) -> bool:
        """Whether a payment of theirs is not cleared up: nobody calls them meanwhile."""
        ...

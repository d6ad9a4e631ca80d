"""Agreements as they stand, and the writing down of all that becomes of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.ids import AgreementId, AttemptId, DebtId, DebtorId, PortfolioId, UserId
from domain.negotiation.agreement import Agreement, AgreementState, InstallmentStanding
from domain.negotiation.late_payment import LateRates
from domain.negotiation.offer import DebtBill


class Actor(StrEnum):
    """Who moved an agreement."""

    DEBTOR = "debtor"
    USER = "user"
    PROVIDER = "provider"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActedBy:
    """`reason` is a word for programs, or what a user typed."""

    actor: Actor
    reason: str
    user_id: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEvent:
    """One change of state; without a number, of the agreement itself."""

    agreement_id: AgreementId
    installment_number: int | None = None
    from_state: str
    to_state: str
    by: ActedBy
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgreement:
    agreement: Agreement
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    attempt_id: AttemptId
    tolerance_days: int
    by: ActedBy
    replaces: AgreementId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """`bills` are those of the day it was made."""

    agreement_id: AgreementId
    protocol: str
    debtor_id: DebtorId
    debtor_name: str = field(repr=False)
    debtor_document: str = field(repr=False)
    debtor_email: str = field(repr=False)
    portfolio_id: PortfolioId
    portfolio: str
    creditor: str
    attempt_id: AttemptId | None
    state: AgreementState
    principal_cents: int
    charges_cents: int
    discount_cents: int
    interest_cents: int
    total_cents: int
    paid_cents: int
    monthly_rate: int
    late: LateRates
    tolerance_days: int
    authority: str
    policy: str
    read_back: str = field(repr=False)
    replaces: AgreementId | None
    confirmed_at: datetime
    closed_at: datetime | None
    installments: tuple[InstallmentStanding, ...] = ()
    bills: tuple[DebtBill, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    installment_number: int | None
    from_state: str
    to_state: str
    actor: str
    user: str | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementQuery:
    """None asks for any."""

    state: AgreementState | None = None
    portfolio_id: PortfolioId | None = None
    debtor_id: DebtorId | None = None
    since: datetime | None = None
    until: datetime | None = None


class AgreementsRepository(Protocol):
    def add(self, new: NewAgreement) -> None:
        """With its debts, which are under agreement from now on, its installments and its first event."""
        ...

    def get(self, agreement_id: AgreementId, *, lock: bool = False) -> AgreementFacts | None:
        """Whole; with `lock` held until the transaction ends."""
        ...

    def of_attempt(self, attempt_id: AttemptId) -> AgreementId | None: ...

    def page(self, query: AgreementQuery, *, limit: int, offset: int) -> Sequence[AgreementFacts]:
        """Newest first, without installments and bills."""
        ...

    def count(self, query: AgreementQuery) -> int: ...

    def events(self, agreement_id: AgreementId) -> Sequence[EventFacts]: ...

    def live_due_before(self, day: date, *, after: AgreementId | None, limit: int) -> Sequence[AgreementId]:
        """Agreements in which payments are expected and one unpaid installment was due before that day."""
        ...

    def live_of_debtor(self, debtor_id: DebtorId) -> Sequence[AgreementId]: ...

    def set_state(self, agreement_id: AgreementId, state: AgreementState, *, closed_at: datetime | None) -> None: ...

    def save_installments(self, agreement_id: AgreementId, installments: Collection[InstallmentStanding]) -> None: ...

    def add_events(self, events: Sequence[AgreementEvent]) -> None: ...

    def set_debts(self, agreement_id: AgreementId, status: str, *, at: datetime) -> None:
        """Of the debts of the agreement that are under agreement still."""
        ...

    def reduce_principal(self, debt_id: DebtId, *, by_cents: int, at: datetime) -> None: ...

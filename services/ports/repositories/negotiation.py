"""Negotiation policies, approvals, promises, and who sits at the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from domain.ids import AttemptId, DebtorId, PortfolioId, UserId
from services.ports.repositories.agreements import ActedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts:
    id: int
    portfolio_id: PortfolioId
    portfolio: str
    segment: str
    version: int
    name: str
    source: str = field(repr=False)
    valid_from: date
    valid_until: date | None
    created_by: str | None
    created_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPolicy:
    portfolio_id: PortfolioId
    segment: str
    version: int
    name: str
    source: str
    valid_from: date
    valid_until: date | None
    created_by: UserId | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyQuery:
    """None asks for any; `valid_on` leaves out those that are not, and the withdrawn."""

    portfolio_id: PortfolioId | None = None
    segment: str | None = None
    valid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who negotiates in an attempt, and for whom."""

    attempt_id: AttemptId
    campaign_id: int
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    name: str = field(repr=False)
    document: str = field(repr=False)
    email: str = field(repr=False)
    creditor: str
    identity_confirmed: bool
    in_hand_of: UserId | None
    """The agent whose open session holds the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    ltv_cents: int | None
    paid_on_time: int | None
    paid_late: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """`debtor` is the first name alone."""

    id: str
    debtor_id: DebtorId
    debtor: str = field(repr=False)
    portfolio_id: PortfolioId
    portfolio: str
    attempt_id: AttemptId | None
    proposal: Mapping[str, object]
    approver: str
    total_cents: int
    discount_cents: int
    installments: int
    state: str
    requested_by: str | None
    requested_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApproval:
    id: str
    party: Party
    proposal: Mapping[str, object]
    approver: str
    total_cents: int
    discount_cents: int
    installments: int
    requested_by: UserId | None
    requested_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFacts:
    id: str
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    attempt_id: AttemptId | None
    amount_cents: int
    paid_cents: int
    due_date: date
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    id: str
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    attempt_id: AttemptId | None
    amount_cents: int
    due_date: date
    made_by: UserId | None
    made_at: datetime
    held_until: datetime
    """Until then nobody calls: the promise is not due yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseEvent:
    """`from_state` is empty when the promise was made; `paid_cents` is of the promise after the change."""

    promise_id: str
    from_state: str
    to_state: str
    paid_cents: int
    by: ActedBy
    at: datetime


class NegotiationRepository(Protocol):
    def policies_in_force(self, portfolio_id: PortfolioId, day: date) -> Sequence[PolicyFacts]: ...

    def rules_segment(self, segment: str) -> bool:
        """Whether a policy that was not withdrawn is for the segment."""
        ...

    def policy(self, policy_id: int) -> PolicyFacts | None: ...

    def page(self, query: PolicyQuery, *, limit: int, offset: int) -> Sequence[PolicyFacts]:
        """Newest first."""
        ...

    def count(self, query: PolicyQuery) -> int: ...

    def portfolio_exists(self, portfolio_id: PortfolioId) -> bool: ...

    def last_version(self, portfolio_id: PortfolioId, segment: str) -> int:
        """0 when there is none."""
        ...

    def add_policy(self, policy: NewPolicy) -> int: ...

    def withdraw(self, policy_id: int, *, at: datetime) -> None: ...

    def party(self, attempt_id: AttemptId) -> Party | None: ...

    def profile(self, debtor_id: DebtorId) -> ProfileFacts | None: ...

    def add_approval(self, approval: NewApproval) -> None: ...

    def approval(self, approval_id: str, *, lock: bool = False) -> ApprovalFacts | None:
        """With `lock` held until the transaction ends."""
        ...

    def approvals(self, state: str | None, *, limit: int, offset: int) -> Sequence[ApprovalFacts]:
        """Oldest first."""
        ...

    def count_approvals(self, state: str | None) -> int: ...

    def decide_approval(
        self, approval_id: str, state: str, *, by: UserId | None, reason: str, at: datetime
    ) -> None: ...

    def use_approval(self, approval_id: str) -> None: ...

    def add_promise(self, promise: NewPromise) -> None:
        """And hold the debtor's calls of the portfolio until it is due."""
        ...

    def promise(self, promise_id: str, *, lock: bool = False) -> PromiseFacts | None:
        """With `lock` held until the transaction ends."""
        ...

    def open_promises(
        self, *, debtor_id: DebtorId | None = None, due_before: date | None = None, limit: int = 500
    ) -> Sequence[PromiseFacts]: ...

    def save_promise(self, promise_id: str, *, paid_cents: int, state: str, closed_at: datetime | None) -> None: ...

    def lift_promise_hold(self, promise: PromiseFacts, *, by: UserId | None, at: datetime) -> None:
        """Nothing is waited for any more."""
        ...

    def add_promise_event(self, event: PromiseEvent) -> None: ...

    def promise_events(self, promise_id: str) -> Sequence[PromiseEvent]:
        """Oldest first."""
        ...

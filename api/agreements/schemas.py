"""Offers, counter-proposals, approvals, agreements and promises. Amounts in cents, rates in basis points."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas import Body, Reply
from domain.negotiation.agreement import AgreementState, CancelReason, InstallmentState
from domain.negotiation.counter_proposal import CounterOutcome, Limit
from domain.negotiation.offer import OfferKind, OfferReason
from domain.negotiation.policy import Authority
from services.ports.repositories.agreements import Actor

Cents = Annotated[int, Field(ge=1, le=1_000_000_000)]
ApprovalState = Literal["pending", "approved", "refused", "used"]


class ReadBack(Reply):
    """Read in this order before the yes; `message` goes out after it."""

    items: list[str]
    doubts: str
    agree: str
    next_steps: str
    consequence: str
    message: str


class OfferedInstallment(Reply):
    number: int
    amount_cents: int
    due_date: date


class OfferReply(Reply):
    """`reasons` are the codes, `reason_labels` their words."""

    kind: OfferKind
    payments: int
    first_due: date
    principal_cents: int
    multa_cents: int
    juros_cents: int
    correction_cents: int
    discount_cents: int
    interest_cents: int
    total_cents: int
    monthly_rate: int
    cet: int
    installments: list[OfferedInstallment]
    reasons: list[OfferReason]
    reason_labels: list[str]
    campaigns: list[str]
    authority: Authority
    policy: str
    read_back: ReadBack


class ProposalBody(Body):
    """What the debtor asks for; whatever is left out is up to us. The same terms confirm an offer or an answer."""

    payments: Annotated[int | None, Field(ge=1, le=120)] = None
    payment_cents: Cents | None = None
    total_cents: Cents | None = None
    first_due: date | None = None


class Asked(Body):
    attempt_id: Annotated[str, Field(min_length=1, max_length=26)]
    proposal: ProposalBody


class CounterReply(Reply):
    """`offer` may be agreed upon at once; `wanted` once somebody with authority `approver` grants it."""

    outcome: CounterOutcome
    offer: OfferReply
    limits: list[Limit]
    wanted: OfferReply | None
    approver: Authority | None
    approval_id: str | None


class NewAgreement(Asked):
    """`agreed`: the debtor heard every item and said yes."""

    agreed: Literal[True]
    approval_id: Annotated[str | None, Field(max_length=26)] = None
    replaces: Annotated[str | None, Field(max_length=26)] = None


class AgreementItem(Reply):
    id: str
    protocol: str
    debtor_id: int
    debtor_first_name: str
    portfolio_id: int
    portfolio: str
    attempt_id: str | None
    state: AgreementState
    state_label: str
    total_cents: int
    paid_cents: int
    discount_cents: int
    confirmed_at: datetime
    closed_at: datetime | None


class AgreementList(Reply):
    items: list[AgreementItem]
    page: int
    page_size: int
    total: int


class InstallmentItem(Reply):
    number: int
    amount_cents: int
    due_date: date
    state: InstallmentState
    paid_cents: int
    reduced_cents: int
    open_cents: int


class AgreementEventItem(Reply):
    """`installment_number` None: the agreement itself."""

    installment_number: int | None
    from_state: str
    to_state: str
    actor: str
    user: str | None
    reason: str
    at: datetime


class Agreement(AgreementItem):
    principal_cents: int
    charges_cents: int
    interest_cents: int
    monthly_rate: int
    authority: str
    policy: str
    read_back: str
    replaces: str | None
    installments: list[InstallmentItem]
    events: list[AgreementEventItem]


class SettlementReply(Reply):
    """All that is open, paid today: what was agreed less `reduction_cents` (interest saved), and what delays cost."""

    agreed_cents: int
    multa_cents: int
    juros_cents: int
    total_cents: int
    reduction_cents: int


class Cancelling(Body):
    reason: CancelReason
    note: Annotated[str, Field(max_length=150)] = ""


class Approval(Reply):
    id: str
    debtor: str
    portfolio: str
    attempt_id: str | None
    proposal: ProposalBody
    approver: Authority
    total_cents: int
    discount_cents: int
    installments: int
    state: ApprovalState
    requested_by: str | None
    requested_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str


class ApprovalList(Reply):
    items: list[Approval]
    page: int
    page_size: int
    total: int


class ApprovalDecision(Body):
    approve: bool
    reason: Annotated[str, Field(max_length=200)] = ""


class NewPromise(Body):
    attempt_id: Annotated[str, Field(min_length=1, max_length=26)]
    amount_cents: Cents
    due_date: date


class Promise(Reply):
    id: str
    amount_cents: int
    paid_cents: int
    due_date: date
    state: str


class PromiseStep(Reply):
    """`from_state` is empty when the promise was made."""

    from_state: str
    to_state: str
    paid_cents: int
    actor: Actor
    reason: str
    at: datetime


class PromiseStory(Promise):
    """Oldest step first."""

    events: list[PromiseStep]


class CancellingPromise(Body):
    note: Annotated[str, Field(max_length=150)] = ""

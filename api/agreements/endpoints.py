"""Negotiating with the person on the line, and the agreements made.

An agent negotiates for the call in hand alone, and sees the agreements of that call; the floor sees them all.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access import Anyone, FloorStaff
from api.agreements.presenter import present_agreement, present_counter, present_item, present_offer, present_promise
from api.agreements.schemas import (
    Agreement,
    AgreementList,
    Approval,
    ApprovalDecision,
    ApprovalList,
    ApprovalState,
    Asked,
    Cancelling,
    CancellingPromise,
    Cents,
    CounterReply,
    NewAgreement,
    NewPromise,
    OfferReply,
    Promise,
    PromiseStory,
    ProposalBody,
    SettlementReply,
)
from api.context import Context
from domain.ids import AgreementId, DebtorId, PortfolioId
from domain.negotiation.agreement import AgreementState
from domain.negotiation.counter_proposal import Proposal
from services.auth import Visitor
from services.negotiation.agreements import Yes
from services.negotiation.negotiating import Negotiator
from services.ports.repositories.agreements import AgreementQuery

router = APIRouter(prefix="/api", tags=["agreements"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/negotiation/{attempt_id}/offers")
async def list_offers(
    attempt_id: str, visitor: Anyone, context: Context, capacity_cents: Cents | None = None
) -> list[OfferReply]:
    """At most three, the best for this debtor first; `capacity_cents` is what fits a month, as they said."""
    party, offers = await context.negotiation.offers(attempt_id, _who(visitor), capacity_cents=capacity_cents)
    return [present_offer(offer, party) for offer in offers]


@router.post("/negotiation/counter")
async def answer_proposal(body: Asked, visitor: Anyone, context: Context) -> CounterReply:
    """Accepted, or the nearest that is allowed; nothing is stored."""
    answer = await context.negotiation.counter(body.attempt_id, _who(visitor), _terms(body.proposal))
    return present_counter(answer)


@router.post("/negotiation/approvals", status_code=status.HTTP_201_CREATED)
async def ask_approval(body: Asked, visitor: Anyone, context: Context) -> CounterReply:
    answer = await context.negotiation.ask_approval(body.attempt_id, _who(visitor), _terms(body.proposal))
    return present_counter(answer)


@router.get("/negotiation/approvals")
async def list_approvals(
    _visitor: FloorStaff, context: Context, state: ApprovalState | None = None, page: PageNumber = 1
) -> ApprovalList:
    found = await context.negotiation.approvals(state, page=page)
    items = [Approval.model_validate(item) for item in found.items]
    return ApprovalList(items=items, page=page, page_size=found.page_size, total=found.total)


@router.get("/negotiation/approvals/{approval_id}")
async def get_approval(approval_id: str, _visitor: Anyone, context: Context) -> Approval:
    return Approval.model_validate(await context.negotiation.approval(approval_id))


@router.post("/negotiation/approvals/{approval_id}/decision")
async def decide_approval(approval_id: str, body: ApprovalDecision, visitor: FloorStaff, context: Context) -> Approval:
    decided = await context.negotiation.decide_approval(
        approval_id, _who(visitor), approve=body.approve, reason=body.reason
    )
    return Approval.model_validate(decided)


@router.post("/agreements", status_code=status.HTTP_201_CREATED)
async def confirm_agreement(body: NewAgreement, visitor: Anyone, context: Context) -> Agreement:
    """The terms are worked out again: what a screen shows is never believed."""
    replaces = AgreementId(body.replaces) if body.replaces else None
    yes = Yes(proposal=_terms(body.proposal), approval_id=body.approval_id, replaces=replaces)
    return present_agreement(await context.agreements.confirm(body.attempt_id, _who(visitor), yes))


@router.get("/agreements")
async def list_agreements(
    _visitor: FloorStaff,
    context: Context,
    state: AgreementState | None = None,
    portfolio_id: PortfolioId | None = None,
    debtor_id: DebtorId | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    page: PageNumber = 1,
) -> AgreementList:
    """Newest first; `since` and `until` are of the confirmation, the second excluded."""
    query = AgreementQuery(state=state, portfolio_id=portfolio_id, debtor_id=debtor_id, since=since, until=until)
    found = await context.agreements.page(query, page=page)
    items = [present_item(item) for item in found.items]
    return AgreementList(items=items, page=page, page_size=found.page_size, total=found.total)


@router.get("/agreements/{agreement_id}")
async def get_agreement(agreement_id: str, _visitor: FloorStaff, context: Context) -> Agreement:
    return present_agreement(await context.agreements.detail(agreement_id))


@router.get("/agreements/{agreement_id}/settlement")
async def get_settlement(agreement_id: str, _visitor: FloorStaff, context: Context) -> SettlementReply:
    return SettlementReply.model_validate(await context.agreements.settlement(agreement_id))


@router.post("/agreements/{agreement_id}/cancel")
async def cancel_agreement(agreement_id: str, body: Cancelling, visitor: FloorStaff, context: Context) -> Agreement:
    """Paid elsewhere: the debts are paid; any other reason opens them again."""
    cancelled = await context.agreements.cancel(agreement_id, body.reason, note=body.note, by=visitor.user_id)
    return present_agreement(cancelled)


@router.post("/promises", status_code=status.HTTP_201_CREATED)
async def make_promise(body: NewPromise, visitor: Anyone, context: Context) -> Promise:
    """Until it is due the debtor is not called for this portfolio."""
    made = await context.promises.make(
        body.attempt_id, _who(visitor), amount_cents=body.amount_cents, due_date=body.due_date
    )
    return Promise.model_validate(made)


@router.get("/promises/{promise_id}")
async def get_promise(promise_id: str, _visitor: FloorStaff, context: Context) -> PromiseStory:
    """With who changed it, why and when."""
    return present_promise(await context.promises.detail(promise_id))


@router.post("/promises/{promise_id}/cancel")
async def cancel_promise(
    promise_id: str, visitor: FloorStaff, context: Context, body: CancellingPromise | None = None
) -> PromiseStory:
    """Nothing is waited for any more: the debtor may be called at once."""
    note = body.note if body else ""
    return present_promise(await context.promises.cancel(promise_id, by=visitor.user_id, note=note))


def _who(visitor: Visitor) -> Negotiator:
    return Negotiator(user_id=visitor.user_id, role=visitor.role)


def _terms(body: ProposalBody) -> Proposal:
    return Proposal(**body.model_dump())

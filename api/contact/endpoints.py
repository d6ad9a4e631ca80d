"""Who may be contacted, and why not; holds, portfolios' own rules, Anatel's meter."""

import json

from fastapi import APIRouter, status
from pydantic import AwareDatetime

from api.access import FloorStaff, Manager
from api.contact.presenter import present_why
from api.contact.schemas import (
    ContactPolicy,
    Hold,
    HoldCreated,
    NewContactPolicy,
    NewHold,
    Origination,
    WhyAnswer,
    WhyQuestion,
)
from api.context import Context
from api.errors import NotFound
from domain.contact.facts import Channel
from domain.ids import DebtorId, PortfolioId
from services.ports.repositories.contact import NewHold as NewContactHold

router = APIRouter(prefix="/api", tags=["contact"])


@router.get("/debtors/{debtor_id}/contact")
async def explain_contact(
    debtor_id: int,
    _visitor: FloorStaff,
    context: Context,
    at: AwareDatetime | None = None,
    channel: Channel = Channel.CALL,
) -> WhyAnswer:
    """Every rule's answer, for each campaign and number, now or at another instant."""
    return present_why(await context.contact.why(str(debtor_id), at=at, channel=channel))


@router.post("/contact/why")
async def explain_found(body: WhyQuestion, _visitor: FloorStaff, context: Context) -> WhyAnswer:
    """The same for whoever has the document or the contract."""
    found = await context.contact.why_found(
        document=body.document, contract=body.contract, at=body.at, channel=body.channel
    )
    return present_why(found)


@router.get("/debtors/{debtor_id}/holds")
async def list_holds(debtor_id: int, _visitor: FloorStaff, context: Context) -> list[Hold]:
    return [Hold.model_validate(hold) for hold in await context.contact.holds(debtor_id)]


@router.post("/debtors/{debtor_id}/holds", status_code=status.HTTP_201_CREATED)
async def hold_back(debtor_id: int, body: NewHold, visitor: FloorStaff, context: Context) -> HoldCreated:
    hold = NewContactHold(
        kind=body.kind,
        debtor_id=DebtorId(debtor_id),
        starts_at=body.starts_at or context.deps.clock.now(),
        ends_at=body.ends_at,
        portfolio_id=None if body.portfolio_id is None else PortfolioId(body.portfolio_id),
        reason=body.reason,
        created_by=visitor.user_id,
    )
    return HoldCreated(id=await context.contact.hold(hold))


@router.delete("/holds/{hold_id}", status_code=status.HTTP_204_NO_CONTENT)
async def lift_hold(hold_id: int, visitor: Manager, context: Context) -> None:
    await context.contact.lift(hold_id, by=visitor.user_id)


@router.get("/portfolios/{portfolio_id}/contact-policy")
async def contact_policy(portfolio_id: int, _visitor: FloorStaff, context: Context) -> ContactPolicy:
    found = await context.contact.policy(portfolio_id)
    if found is None:
        raise NotFound
    return ContactPolicy(portfolio_id=portfolio_id, version=found.version, settings=json.loads(found.settings))


@router.put("/portfolios/{portfolio_id}/contact-policy")
async def tighten_policy(
    portfolio_id: int, body: NewContactPolicy, visitor: Manager, context: Context
) -> ContactPolicy:
    """Refused when any rule would be looser than the floor, naming the rule and its law."""
    version = await context.contact.set_policy(portfolio_id, body.settings, by=visitor.user_id)
    return ContactPolicy(portfolio_id=portfolio_id, version=version, settings=body.settings)


@router.get("/origination")
async def origination(_visitor: FloorStaff, context: Context) -> list[Origination]:
    """Anatel's meter: short calls and volumes, by carrier."""
    return [Origination.model_validate(one) for one in await context.origination.meters()]

"""Negotiation policies: looked at by the floor, changed by managers."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access import FloorStaff, Manager
from api.context import Context
from api.errors import InvalidInput
from api.policies.schemas import NewPolicy, PolicyDetail, PolicyFile, PolicyItem, PolicyPage, PolicyVerdict
from domain.ids import PortfolioId
from domain.negotiation.policy_reader import PolicyRefused
from services.negotiation.policies import check_policy
from services.ports.repositories.negotiation import PolicyQuery

router = APIRouter(prefix="/api/policies", tags=["policies"])


@router.get("")
async def list_policies(
    _visitor: FloorStaff,
    context: Context,
    portfolio_id: PortfolioId | None = None,
    segment: str | None = None,
    valid_on: date | None = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> PolicyPage:
    """Newest first; `valid_on` leaves out those that are not in force on that day."""
    query = PolicyQuery(portfolio_id=portfolio_id, segment=segment, valid_on=valid_on)
    found = await context.policies.page(query, page=page)
    items = [PolicyItem.model_validate(item) for item in found.items]
    return PolicyPage(items=items, page=page, page_size=found.page_size, total=found.total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def add_policy(body: NewPolicy, visitor: Manager, context: Context) -> PolicyDetail:
    """A version above those before it; a file that is wrong or breaks the law is refused whole."""
    try:
        added = await context.policies.add(body.portfolio_id, body.source, by=visitor.user_id)
    except PolicyRefused as error:
        raise InvalidInput("source", str(error)) from error
    return PolicyDetail.model_validate(added)


@router.post("/check")
async def check_policy_file(body: PolicyFile, _visitor: Manager) -> PolicyVerdict:
    try:
        policy = check_policy(body.source, file="política")
    except PolicyRefused as error:
        return PolicyVerdict(
            ok=False, line=error.line, field=error.field, value=error.value, law=error.law, message=str(error)
        )
    return PolicyVerdict(ok=True, name=policy.name, bands=len(policy.bands))


@router.get("/{policy_id}")
async def get_policy(policy_id: int, _visitor: FloorStaff, context: Context) -> PolicyDetail:
    return PolicyDetail.model_validate(await context.policies.get(policy_id))


@router.post("/{policy_id}/withdraw")
async def withdraw_policy(policy_id: int, _visitor: Manager, context: Context) -> PolicyDetail:
    """It rules no new offer; the agreements made by it stand."""
    return PolicyDetail.model_validate(await context.policies.withdraw(policy_id))

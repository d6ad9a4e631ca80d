"""Cases: listed for who has to look at them, and decided."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import FloorStaff
from api.cases.presenter import present_case
from api.cases.schemas import Case, CaseList, CaseVerdict
from api.context import Context
from domain.call.case import CaseKind
from domain.call.case_decision import CaseState
from domain.ids import PortfolioId
from services.ports.repositories.cases import CaseQuery

router = APIRouter(prefix="/api/cases", tags=["cases"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]


@router.get("")
async def list_cases(
    _visitor: FloorStaff,
    context: Context,
    kind: CaseKind | None = None,
    state: CaseState | None = None,
    portfolio_id: PortfolioId | None = None,
    page: PageNumber = 1,
) -> CaseList:
    """Open ones first, the oldest of them first."""
    found = await context.cases.page(CaseQuery(kind=kind, state=state, portfolio_id=portfolio_id), page=page)
    items = [present_case(item) for item in found.items]
    return CaseList(items=items, page=page, page_size=found.page_size, total=found.total)


@router.post("/{case_id}/decision")
async def decide_case(case_id: str, body: CaseVerdict, visitor: FloorStaff, context: Context) -> Case:
    """Once; the same decision told again changes nothing."""
    return present_case(await context.cases.decide(case_id, body.verdict, reason=body.reason, by=visitor.user_id))

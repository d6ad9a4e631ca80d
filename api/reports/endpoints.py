"""Figures of the operation."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access import FloorStaff, Manager
from api.context import Context
from api.reports.schemas import CostRates, KpiDefinition, KpiRow, Kpis, NewCostRates
from domain.reporting import cost
from domain.reporting.kpi import FUNNEL, KPIS, GroupBy
from services.reporting import KpiRequest

router = APIRouter(prefix="/api/reports", tags=["reports"])


@router.get("/kpis")
async def kpis(
    _visitor: FloorStaff,
    context: Context,
    first_day: Annotated[date, Query(alias="from")],
    last_day: Annotated[date, Query(alias="to")],
    group_by: GroupBy = GroupBy.TOTAL,
    portfolio_id: int | None = None,
    campaign_id: int | None = None,
    segment: Annotated[str, Query(max_length=2000)] = "",
) -> Kpis:
    """Calls of these days (both included, in the house's time) and what became of them."""
    request = KpiRequest(
        first_day=first_day,
        last_day=last_day,
        group_by=group_by,
        portfolio_id=portfolio_id,
        campaign_id=campaign_id,
        segment=segment,
    )
    rows = [KpiRow.model_validate(row) for row in await context.reporting.kpis(request)]
    definitions = [KpiDefinition.model_validate(one) for one in KPIS.values()]
    return Kpis(definitions=definitions, funnel=list(FUNNEL), rows=rows)


@router.get("/costs")
async def list_cost_rates(_visitor: FloorStaff, context: Context) -> list[CostRates]:
    """What the operation pays, by the day from which it holds."""
    return [CostRates.model_validate(one) for one in await context.reporting.cost_rates()]


@router.post("/costs", status_code=status.HTTP_201_CREATED)
async def set_cost_rates(body: NewCostRates, visitor: Manager, context: Context) -> CostRates:
    """From that day on; rates of the same day are replaced."""
    rates = cost.CostRates(**body.model_dump())
    await context.reporting.set_cost_rates(rates, by=visitor.user_id)
    return CostRates.model_validate(rates)

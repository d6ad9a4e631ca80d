"""Figures of the operation."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import FloorStaff
from api.context import Context
from api.reports.schemas import KpiDefinition, KpiRow, Kpis
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

"""Outcomes, latest first."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Anyone
from api.context import Context
from api.outcomes.presenter import present_outcome
from api.outcomes.schemas import OutcomePage
from domain.ids import CampaignId

router = APIRouter(prefix="/api/outcomes", tags=["outcomes"])


@router.get("")
async def list_outcomes(
    _visitor: Anyone,
    context: Context,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[str | None, Query(max_length=60)] = None,
    campaign_id: CampaignId | None = None,
) -> OutcomePage:
    page = await context.outcomes.page(limit=limit, before=before, campaign_id=campaign_id)
    return OutcomePage(items=[present_outcome(item) for item in page.items], next=page.next)

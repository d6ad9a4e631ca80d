"""Campaigns and portfolios."""

from fastapi import APIRouter, status

from api.access import FloorStaff, Manager
from api.campaigns.presenter import dialing_of, plan_of
from api.campaigns.schemas import Campaign, NewCampaign, NewDialing, NewStatus, PacingWhy, Portfolio
from api.context import Context

router = APIRouter(prefix="/api", tags=["campaigns"])


@router.get("/campaigns")
async def list_campaigns(_visitor: FloorStaff, context: Context) -> list[Campaign]:
    return [Campaign.model_validate(campaign) for campaign in await context.campaigns.campaigns()]


@router.post("/campaigns", status_code=status.HTTP_201_CREATED)
async def create_campaign(body: NewCampaign, _visitor: Manager, context: Context) -> Campaign:
    """Born paused, with a lead for each debtor of the portfolio who has an open debt."""
    return Campaign.model_validate(await context.campaigns.create(plan_of(body)))


@router.put("/campaigns/{campaign_id}/dialing")
async def set_campaign_dialing(campaign_id: int, body: NewDialing, _visitor: Manager, context: Context) -> Campaign:
    """How it dials from the dialer's next decision on."""
    return Campaign.model_validate(await context.campaigns.set_dialing(campaign_id, dialing_of(body)))


@router.get("/campaigns/{campaign_id}/pacing")
async def explain_campaign_pacing(campaign_id: int, _visitor: FloorStaff, context: Context) -> PacingWhy:
    """Why it dialled or waited, lately."""
    return PacingWhy.model_validate(await context.pacing.why(campaign_id))


@router.post("/campaigns/{campaign_id}/status")
async def set_campaign_status(campaign_id: int, body: NewStatus, _visitor: FloorStaff, context: Context) -> Campaign:
    return Campaign.model_validate(await context.campaigns.set_status(campaign_id, body.status))


@router.get("/portfolios")
async def list_portfolios(_visitor: FloorStaff, context: Context) -> list[Portfolio]:
    return [Portfolio.model_validate(portfolio) for portfolio in await context.campaigns.portfolios()]

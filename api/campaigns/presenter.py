"""From what the screens send to what the services take."""

from api.campaigns.schemas import NewCampaign, NewDialing, NewPacing
from domain.call.dial_mode import PacingSettings
from domain.ids import UserId
from services.campaigns import CampaignDialing, CampaignPlan


def plan_of(body: NewCampaign) -> CampaignPlan:
    return CampaignPlan(
        name=body.name,
        portfolio_id=body.portfolio_id,
        dial_mode=body.dial_mode,
        concurrent_calls=body.concurrent_calls,
        max_attempts=body.max_attempts,
        retry_delay_minutes=body.retry_delay_minutes,
        caller_id=body.caller_id,
        pacing=_pacing(body.pacing),
        agents=_agents(body.agents),
    )


def dialing_of(body: NewDialing) -> CampaignDialing:
    return CampaignDialing(
        dial_mode=body.dial_mode,
        concurrent_calls=body.concurrent_calls,
        pacing=_pacing(body.pacing),
        agents=_agents(body.agents),
    )


def _pacing(body: NewPacing) -> PacingSettings:
    return PacingSettings(
        abandonment_target=body.abandonment_target,
        goal=body.goal,
        ratio=body.ratio,
        max_wait_seconds=body.max_wait_seconds,
        ring_timeout_seconds=body.ring_timeout_seconds,
        weight=body.weight,
        cancel_surplus=body.cancel_surplus,
    )


def _agents(ids: tuple[int, ...]) -> frozenset[UserId]:
    return frozenset(UserId(one) for one in ids)

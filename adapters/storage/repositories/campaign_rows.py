"""A campaign's dialling settings between their columns and `PacingSettings`, and who works for it."""

from typing import Any

from sqlalchemy import Connection, select

from adapters.storage.tables.portfolio import CampaignAgentRow, CampaignRow
from domain.call.dial_mode import PacingGoal, PacingSettings
from domain.ids import CampaignId, UserId

PACING_COLUMNS = (
    CampaignRow.abandonment_target,
    CampaignRow.pacing_goal,
    CampaignRow.dial_ratio,
    CampaignRow.max_wait_seconds,
    CampaignRow.ring_timeout_seconds,
    CampaignRow.weight,
    CampaignRow.cancel_surplus,
)


def pacing_of(row: Any) -> PacingSettings:
    return PacingSettings(
        abandonment_target=row.abandonment_target / 10_000,
        goal=PacingGoal(row.pacing_goal),
        ratio=row.dial_ratio / 100,
        max_wait_seconds=row.max_wait_seconds,
        ring_timeout_seconds=row.ring_timeout_seconds,
        weight=row.weight,
        cancel_surplus=row.cancel_surplus,
    )


def pacing_values(pacing: PacingSettings) -> dict[str, Any]:
    return {
        "abandonment_target": round(pacing.abandonment_target * 10_000),
        "pacing_goal": pacing.goal.value,
        "dial_ratio": round(pacing.ratio * 100),
        "max_wait_seconds": pacing.max_wait_seconds,
        "ring_timeout_seconds": pacing.ring_timeout_seconds,
        "weight": pacing.weight,
        "cancel_surplus": pacing.cancel_surplus,
    }


def read_agents(connection: Connection) -> dict[CampaignId, frozenset[UserId]]:
    """Of every campaign that has agents of its own."""
    found: dict[CampaignId, set[UserId]] = {}
    for campaign_id, user_id in connection.execute(select(CampaignAgentRow.campaign_id, CampaignAgentRow.user_id)):
        found.setdefault(CampaignId(campaign_id), set()).add(UserId(user_id))
    return {campaign_id: frozenset(users) for campaign_id, users in found.items()}

"""The summary of a campaign, counted from what is committed, so that it adds up whatever crashed meanwhile."""

from collections.abc import Sequence
from typing import Any

from domain.call.lead import LeadState
from domain.ids import CampaignId
from services.ports.repositories.call_summary import CampaignProgress
from services.ports.storage import Storage

_STILL_TO_DIAL = (LeadState.NEW, LeadState.READY, LeadState.DIALING)


async def read_progress(storage: Storage, campaign_id: CampaignId) -> CampaignProgress:
    return await storage.read(lambda uow: uow.call_summary.progress(campaign_id))


def is_worked(progress: CampaignProgress) -> bool:
    """Nobody left to dial today (waiting leads have their day) and nothing in flight: calls closed, recordings too."""
    to_dial = sum(progress.leads.get(state, 0) for state in _STILL_TO_DIAL)
    return to_dial == 0 and progress.open_attempts == 0 and progress.open_recordings == 0


def count_waiting(progress: CampaignProgress) -> int:
    """Debtors whose turn has not come today; the dialer claims some of them ahead of it."""
    claimed_ahead = max(0, progress.leads.get(LeadState.DIALING, 0) - progress.open_attempts)
    return claimed_ahead + progress.leads.get(LeadState.NEW, 0) + progress.leads.get(LeadState.READY, 0)


async def summarise(storage: Storage, campaign_id: CampaignId) -> dict[str, Any]:
    """A JSON object; `outcomes` (disposition → count) adds up to `attempts`; `messages` are all, by state."""
    totals, messages = await storage.read(lambda uow: (uow.call_summary.totals(campaign_id), uow.notices.counts()))
    return {
        "attempts": sum(totals.outcomes.values()),
        "answered": totals.answered,
        "outcomes": {disposition.value: count for disposition, count in sorted(totals.outcomes.items())},
        "agreements": totals.agreements,
        "agreed_cents": totals.agreed_cents,
        "recordings": totals.recordings,
        "broken_recordings": totals.broken_recordings,
        "bridged": totals.bridged,
        "messages": {state.value: count for state, count in sorted(messages.items())},
        "latencies_ms": {name: _percentiles(values) for name, values in totals.latencies_ms.items() if values},
    }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    """Nearest-rank percentiles: of few values, a p99 is their maximum."""
    ordered = sorted(values)

    def at(share: float) -> float:
        rank = max(1, -(-len(ordered) * share // 1))
        return round(ordered[int(rank) - 1], 1)

    return {"p50": at(0.50), "p99": at(0.99), "calls": len(ordered)}

"""The floor as supervisors watch it: what is live is read each time, the day's figures as often as they are cheap."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import time as day_time
from zoneinfo import ZoneInfo

from domain.call.disposition import Disposition
from domain.ids import CampaignId
from domain.pacing.holding import say_sample
from services.pacing import FRESH
from services.ports.clock import Clock
from services.ports.repositories.floor import (
    AgentOnFloor,
    AgreementCount,
    CallOnFloor,
    CampaignOnFloor,
    LeadCount,
    OutcomeCount,
)
from services.ports.storage import Storage, UnitOfWork

_FIGURES_EVERY_SECONDS = 0.4
_FIGURES_SHARE = 0.02
"""Of one core at most goes into the day's figures, however large the tables have grown."""

_NO_LEADS = LeadCount(total=0, done=0)
_NO_AGREEMENTS = AgreementCount(agreements=0, total_cents=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignView:
    id: CampaignId
    name: str
    status: str
    dial_mode: str
    concurrent_calls: int
    leads_total: int
    leads_done: int
    live_calls: int
    answered: int
    agreements: int
    agreed_cents: int
    pacing: str
    """Why it dials or waits just now, in words; empty when it does neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorView:
    """Counts, answered and agreements are of the operation's day."""

    agents: Sequence[AgentOnFloor]
    calls: Sequence[CallOnFloor]
    campaigns: Sequence[CampaignView]
    counts: Mapping[Disposition, int]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    leads: Mapping[CampaignId, LeadCount]
    outcomes: Sequence[OutcomeCount]
    agreements: Mapping[CampaignId, AgreementCount]


class FloorService:
    def __init__(
        self,
        *,
        storage: Storage,
        clock: Clock,
        timezone: ZoneInfo,
        monotonic: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._timezone = timezone
        self._monotonic = monotonic
        self._figures: _Figures | None = None
        self._figures_due = 0.0

    async def now(self) -> FloorView:
        view, _ = await self.look()
        return view

    async def look(self) -> tuple[FloorView, float]:
        """The floor, and in how many seconds its figures, too dear to be read again now, come due (0: they are new)."""
        now = self._clock.now()
        due = self._figures is None or self._monotonic() >= self._figures_due
        since = day_start(now, self._timezone)

        def work(uow: UnitOfWork) -> tuple[FloorView, _Figures, float]:
            began = self._monotonic()
            figures = _read_figures(uow, since) if due or self._figures is None else self._figures
            took = self._monotonic() - began
            return _view(uow, figures, now), figures, took

        view, figures, took = await self._storage.read(work)
        if not due:
            return view, max(0.0, self._figures_due - self._monotonic())
        self._figures = figures
        self._figures_due = self._monotonic() + max(_FIGURES_EVERY_SECONDS, took / _FIGURES_SHARE)
        return view, 0.0


def day_start(now: datetime, timezone: ZoneInfo) -> datetime:
    """Midnight of the operation's day."""
    return datetime.combine(now.astimezone(timezone).date(), day_time(), timezone)


def _read_figures(uow: UnitOfWork, since: datetime) -> _Figures:
    return _Figures(
        leads=uow.floor.lead_counts(),
        outcomes=uow.floor.outcome_counts(since=since),
        agreements=uow.floor.agreement_counts(since=since),
    )


def _view(uow: UnitOfWork, figures: _Figures, now: datetime) -> FloorView:
    calls = uow.floor.calls()
    live = Counter(call.campaign_id for call in calls)
    answered: Counter[CampaignId] = Counter()
    counts: Counter[Disposition] = Counter()
    for row in figures.outcomes:
        answered[row.campaign_id] += row.answered
        counts[row.disposition] += row.attempts
    says = {one.campaign_id: say_sample(one.decision) for one in uow.pacing.newest(now - FRESH)}
    campaigns = [
        _campaign(campaign, figures, says, live=live[campaign.id], answered=answered[campaign.id])
        for campaign in uow.floor.campaigns()
    ]
    return FloorView(agents=uow.floor.agents(), calls=calls, campaigns=campaigns, counts=counts, now=now)


def _campaign(
    campaign: CampaignOnFloor, figures: _Figures, says: Mapping[CampaignId, str], *, live: int, answered: int
) -> CampaignView:
    leads = figures.leads.get(campaign.id, _NO_LEADS)
    agreed = figures.agreements.get(campaign.id, _NO_AGREEMENTS)
    return CampaignView(
        id=campaign.id,
        name=campaign.name,
        status=campaign.status,
        dial_mode=campaign.dial_mode,
        concurrent_calls=campaign.concurrent_calls,
        leads_total=leads.total,
        leads_done=leads.done,
        live_calls=live,
        answered=answered,
        agreements=agreed.agreements,
        agreed_cents=agreed.total_cents,
        pacing=says.get(campaign.id, "") if campaign.status == "running" else "",
    )

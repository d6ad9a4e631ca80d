"""The promise about abandoned people, campaign by campaign: counted as it happens, on top of what the truth has."""

import asyncio
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from domain.ids import CampaignId
from domain.pacing.abandonment import (
    DAYS,
    AbandonmentMeter,
    AbandonmentPolicy,
    AbandonmentTally,
    decide_overdial,
)
from services.ports.clock import Clock
from services.ports.storage import Storage, StorageError, UnitOfWork
from services.waiting import heard_within

log = structlog.get_logger(__name__)


class AbandonmentBook:
    """Until the last thirty days were read, nobody is called for whom no agent is free."""

    def __init__(self, storage: Storage, clock: Clock, zone: ZoneInfo) -> None:
        self._storage = storage
        self._clock = clock
        self._zone = zone
        self._meters: dict[CampaignId, AbandonmentMeter] = {}
        self._wake = asyncio.Event()

    def answered(self, campaign_id: CampaignId) -> None:
        now, today = self._now()
        if campaign_id in self._meters:
            self._meters[campaign_id].answered(now, today)

    def abandoned(self, campaign_id: CampaignId) -> None:
        now, today = self._now()
        if campaign_id in self._meters:
            self._meters[campaign_id].abandoned(now, today)

    def may_overdial(self, campaign_id: CampaignId, target: float) -> bool:
        meter = self._meters.get(campaign_id)
        if meter is None:
            return False
        return decide_overdial(meter.windows(*self._now()), AbandonmentPolicy(target=target)).allowed

    def wake(self) -> None:
        self._wake.set()

    async def run(self, running: Callable[[], Collection[CampaignId]], *, poll_seconds: float) -> None:
        """Take up campaigns as they begin to run."""
        while True:
            await self._read([campaign_id for campaign_id in running() if campaign_id not in self._meters])
            await heard_within(self._wake, poll_seconds)
            self._wake.clear()

    async def _read(self, campaigns: Collection[CampaignId]) -> None:
        for campaign_id in campaigns:
            try:
                days = await self._storage.read(partial(self._days, campaign_id, *self._now()))
            except StorageError:
                log.warning("abandonment_not_read", campaign_id=campaign_id)
            else:
                self._meters[campaign_id] = AbandonmentMeter(days=days)

    def _days(
        self, campaign_id: CampaignId, now: datetime, today: date, uow: UnitOfWork
    ) -> dict[date, AbandonmentTally]:
        days: dict[date, AbandonmentTally] = {}
        for back in range(DAYS):
            day = today - timedelta(days=back)
            since = datetime.combine(day, time(), self._zone)
            until = min(datetime.combine(day + timedelta(days=1), time(), self._zone), now)
            tally = uow.pacing.tally(campaign_id, since=since, until=until)
            if tally.answered:
                days[day] = tally
        return days

    def _now(self) -> tuple[datetime, date]:
        now = self._clock.now()
        return now, now.astimezone(self._zone).date()

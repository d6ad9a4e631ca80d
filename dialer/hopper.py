"""A small stock of leads that may be called, in this dialer's hands under a lease."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from dialer.campaign_book import CampaignBook
from dialer.chance_book import ChanceBook
from dialer.journal import Journal
from dialer.settings import DialerSettings
from domain.call.dial_mode import DialMode
from domain.ids import CampaignId
from services.claiming import Claim, claim_leads, give_back_leads
from services.ports.clock import Clock
from services.ports.repositories.leads import ClaimedLead, DialingCampaign
from services.ports.storage import Storage, StorageError
from services.waiting import heard_within

log = structlog.get_logger(__name__)
LEASE_MARGIN = timedelta(seconds=5)
BATCH = 50


class Hopper:
    def __init__(
        self,
        storage: Storage,
        journal: Journal,
        clock: Clock,
        settings: DialerSettings,
        book: CampaignBook,
        chances: ChanceBook,
    ) -> None:
        self._storage = storage
        self._journal = journal
        self._clock = clock
        self._settings = settings
        self._book = book
        self._chances = chances
        self._stock: dict[CampaignId, deque[ClaimedLead]] = {}
        self._empty_until: dict[CampaignId, float] = {}
        self._low = asyncio.Event()
        self.on_filled: Callable[[], None] = lambda: None

    def take(self, campaign_id: CampaignId, count: int) -> list[ClaimedLead]:
        """Up to `count` leads; they are the caller's to begin or to give back."""
        stock = self._stock.get(campaign_id)
        if not stock:
            return []
        taken: list[ClaimedLead] = []
        expired: list[ClaimedLead] = []
        fresh_until = self._clock.now() + LEASE_MARGIN
        while stock and len(taken) < count:
            lead = stock.popleft()
            if lead.claimed_until > fresh_until:
                taken.append(lead)
            else:
                expired.append(lead)
        self.give_back(expired)
        self._low.set()
        return taken

    def give_back(self, leads: list[ClaimedLead]) -> None:
        if not leads:
            return
        now, dialer = self._clock.now(), self._settings.name
        self._journal.put(
            lambda uow: give_back_leads(uow, leads, dialer=dialer, now=now), what="give_back_leads", key="leads"
        )

    def give_back_all(self) -> None:
        for campaign_id in list(self._stock):
            self._drop(campaign_id)

    def wake(self) -> None:
        """Campaigns changed or leads may have come due: look at once."""
        self._empty_until.clear()
        self._low.set()

    async def run(self) -> None:
        while True:
            for campaign_id in [known for known in self._stock if known not in self._book.running]:
                self._drop(campaign_id)
            more = [await self._fill(campaign) for campaign in list(self._book.running.values())]
            if any(more):
                continue
            await heard_within(self._low, self._settings.poll_seconds)
            self._low.clear()

    async def _fill(self, campaign: DialingCampaign) -> bool:
        """Whether more leads may be due at once. In preview the agents choose: nothing is kept in stock for them."""
        if campaign.dial_mode is DialMode.PREVIEW:
            return False
        loop = asyncio.get_running_loop()
        stock = self._stock.setdefault(campaign.campaign_id, deque())
        if len(stock) >= self._wanted(campaign) or loop.time() < self._empty_until.get(campaign.campaign_id, 0.0):
            return False
        claim = await self._claim(campaign.campaign_id)
        if claim is None or claim.seen == 0:
            self._empty_until[campaign.campaign_id] = loop.time() + self._settings.poll_seconds
            return False
        stock.extend(claim.leads)
        self._chances.dealt(tuple(lead.lead_id for lead in claim.leads), claim.passed)
        if claim.leads:
            self.on_filled()
        return len(stock) < self._wanted(campaign)

    async def _claim(self, campaign_id: CampaignId) -> Claim | None:
        claim = partial(
            claim_leads,
            campaign_id=campaign_id,
            dialer=self._settings.name,
            now=self._clock.now(),
            lease=timedelta(seconds=self._settings.lease_seconds),
            limit=BATCH,
            model=self._chances.model,
            passes=dict(self._chances.passes),
        )
        try:
            return await self._storage.write(claim)
        except StorageError:
            # Leads that were claimed after all come back when their lease ends.
            log.warning("leads_not_claimed", campaign_id=campaign_id)
            return None

    def _wanted(self, campaign: DialingCampaign) -> int:
        """About two seconds of dialling, or half of what is in flight; no more, since others wait for the rest."""
        return max(4, round(2 * self._settings.trunk.calls_per_second), campaign.concurrent_calls // 2)

    def _drop(self, campaign_id: CampaignId) -> None:
        self.give_back(list(self._stock.pop(campaign_id, ())))
        self._empty_until.pop(campaign_id, None)

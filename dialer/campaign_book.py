"""The running campaigns, as last read; a stop counts anyway from the next decision, which reads the truth again."""

import asyncio
from collections.abc import Callable

import structlog

from dialer.settings import DialerSettings
from domain.ids import CampaignId
from services.ports.repositories.leads import DialingCampaign
from services.ports.storage import Storage, StorageError
from services.waiting import heard_within

log = structlog.get_logger(__name__)


class CampaignBook:
    def __init__(self, storage: Storage, settings: DialerSettings, on_change: Callable[[], None]) -> None:
        self._storage = storage
        self._settings = settings
        self._on_change = on_change
        self._stale = asyncio.Event()
        self.running: dict[CampaignId, DialingCampaign] = {}

    def wake(self) -> None:
        self._stale.set()

    async def run(self) -> None:
        while True:
            await self.refresh()
            await heard_within(self._stale, self._settings.poll_seconds)
            self._stale.clear()

    async def refresh(self) -> None:
        try:
            campaigns = await self._storage.read(lambda uow: uow.leads.running_campaigns())
        except StorageError:
            log.warning("campaigns_not_read")
            return
        found = {campaign.campaign_id: campaign for campaign in campaigns}
        if found != self.running:
            self.running = found
            self._on_change()

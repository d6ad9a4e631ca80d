"""Keeps an eye on Anatel's meter, and tells the engine how fast it may still dial."""

import asyncio

import structlog

from dialer.settings import DialerSettings
from domain.contact.origination import (
    OriginationDecision,
    OriginationLevel,
    OriginationPolicy,
    decide_origination,
    metered_day,
)
from services.ports.clock import Clock
from services.ports.storage import Storage, StorageError

log = structlog.get_logger(__name__)


class OriginationWatch:
    """`decision` is the last one made; what cannot be read leaves it as it is."""

    def __init__(
        self, storage: Storage, clock: Clock, settings: DialerSettings, policy: OriginationPolicy | None = None
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._settings = settings
        self._policy = policy or OriginationPolicy()
        self.decision = OriginationDecision()

    @property
    def rate_factor(self) -> float:
        return self.decision.rate_factor

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(self._settings.meter_seconds)

    async def look(self) -> None:
        now, carrier = self._clock.now(), self._settings.trunk.name
        try:
            counters = await self._storage.read(
                lambda uow: uow.call_meter.counters(metered_day(now), carriers=[carrier])
            )
        except StorageError:
            log.warning("call_meter_not_read")
            return
        decision = decide_origination(counters, self._policy, now=now)
        if decision.level is not self.decision.level:
            tell = log.info if decision.level is OriginationLevel.FREE else log.warning
            codes = [reason.code for reason in decision.reasons]
            tell("origination_level", level=decision.level.name, rate_factor=decision.rate_factor, reasons=codes)
        self.decision = decision

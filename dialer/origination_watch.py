"""Keeps an eye on Anatel's meter, and tells the engine how fast it may still dial."""

import asyncio

import structlog

from dialer.settings import DialerSettings, TrunkSettings
from domain.contact.origination import (
    OriginationDecision,
    OriginationLevel,
    OriginationPolicy,
    decide_for_carrier,
    metered_day,
)
from services.ports.clock import Clock
from services.ports.storage import Storage, StorageError

log = structlog.get_logger(__name__)


class OriginationWatch:
    """`decision` is the last one made; what cannot be read leaves it as it is."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        settings: DialerSettings,
        policy: OriginationPolicy | None = None,
        *,
        trunk: TrunkSettings | None = None,
    ) -> None:
        """Of `trunk`; without it, of the first one."""
        self._storage = storage
        self._clock = clock
        self._settings = settings
        self._trunk = trunk or settings.trunk
        self._policy = policy or OriginationPolicy()
        self.decision = OriginationDecision()

    @property
    def rate_factor(self) -> float:
        """What part of the trunk's calls per second may be placed, 0 to 1."""
        rate = self.decision.calls_per_second
        return 1.0 if rate is None else min(1.0, rate / self._trunk.calls_per_second)

    async def run(self) -> None:
        told = False
        while True:
            told = told or await self._tell_whose()
            await self.look()
            await asyncio.sleep(self._settings.meter_seconds)

    async def look(self) -> None:
        now, trunk = self._clock.now(), self._trunk
        try:
            volumes = await self._storage.read(lambda uow: uow.call_meter.month_volumes(metered_day(now)))
        except StorageError:
            log.warning("call_meter_not_read")
            return
        carrier = trunk.carrier or trunk.name
        decision = decide_for_carrier(volumes, self._policy, cnpj_root=trunk.cnpj_root, carrier=carrier, now=now)
        if decision.level is not self.decision.level:
            tell = log.info if decision.level is OriginationLevel.FREE else log.warning
            codes = [reason.code for reason in decision.reasons]
            tell("origination_level", level=decision.level.name, rate_factor=decision.rate_factor, reasons=codes)
        self.decision = decision

    async def _tell_whose(self) -> bool:
        """Write down whose calls the trunk carries; False when that has to be tried again."""
        now, trunk = self._clock.now(), self._trunk
        carrier = trunk.carrier or trunk.name
        try:
            await self._storage.write(
                lambda uow: uow.call_meter.own_trunk(trunk.name, carrier=carrier, cnpj_root=trunk.cnpj_root, at=now)
            )
        except StorageError:
            log.warning("trunk_owner_not_written")
            return False
        return True

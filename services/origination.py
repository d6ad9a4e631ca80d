"""Anatel's meter, as the screens show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.contact.origination import (
    DayVolume,
    OriginationPolicy,
    count_volumes,
    decide_origination,
    forecast_day,
    forecast_month,
    metered_day,
)
from services.ports.clock import Clock
from services.ports.storage import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMeter:
    """Of a CNPJ root on one carrier; `carrier` empty: on all of them together."""

    cnpj_root: str
    carrier: str
    calls: int
    short_calls: int
    month_calls: int
    day_forecast: int
    month_forecast: int
    level: str
    rate_factor: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginationService:
    storage: Storage
    clock: Clock
    policy: OriginationPolicy = field(default_factory=OriginationPolicy)

    async def meters(self) -> Sequence[CallMeter]:
        """Every CNPJ root with calls this month: first its sum, then carrier by carrier."""
        now = self.clock.now()
        volumes = await self.storage.read(lambda uow: uow.call_meter.month_volumes(metered_day(now)))
        found: list[CallMeter] = []
        for root in sorted({one.cnpj_root for one in volumes}):
            mine = [one for one in volumes if one.cnpj_root == root]
            found.append(self._meter(mine, root, "", now))
            carriers = sorted({one.carrier for one in mine})
            found += [self._meter([one for one in mine if one.carrier == name], root, name, now) for name in carriers]
        return found

    def _meter(self, volumes: Iterable[DayVolume], root: str, carrier: str, now: datetime) -> CallMeter:
        counters = count_volumes(volumes, metered_day(now))
        decision = decide_origination(counters, self.policy, now=now)
        return CallMeter(
            cnpj_root=root,
            carrier=carrier,
            calls=counters.calls,
            short_calls=counters.short_calls,
            month_calls=counters.month_calls,
            day_forecast=forecast_day(counters, self.policy, now),
            month_forecast=forecast_month(counters, self.policy, now),
            level=decision.level.name.lower(),
            rate_factor=decision.rate_factor,
            reasons=tuple(reason.says for reason in decision.reasons),
        )

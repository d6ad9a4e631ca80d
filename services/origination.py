"""Anatel's meter, as the screens show it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.contact.origination import (
    OriginationPolicy,
    decide_origination,
    forecast_day,
    forecast_month,
    metered_day,
)
from services.ports.clock import Clock
from services.ports.storage import Storage, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierMeter:
    """One CNPJ root has one trunk on each carrier; its trunk's name stands for both."""

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

    async def meters(self) -> Sequence[CarrierMeter]:
        now = self.clock.now()

        def read(uow: UnitOfWork) -> list[CarrierMeter]:
            return [self._meter(uow, carrier) for carrier in uow.call_meter.carriers(metered_day(now))]

        return await self.storage.read(read)

    def _meter(self, uow: UnitOfWork, carrier: str) -> CarrierMeter:
        now = self.clock.now()
        counters = uow.call_meter.counters(metered_day(now), carriers=[carrier])
        decision = decide_origination(counters, self.policy, now=now)
        return CarrierMeter(
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

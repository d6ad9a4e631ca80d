"""How likely somebody answers, as the shift goes on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class Climate(NamedTuple):
    """`machines`: share of machines among the calls that nobody answers. `burst`: their detection is poor now."""

    answer_rate: float
    machines: float
    burst: bool = False


class AnswerRate(Protocol):
    def at(self, t: float) -> Climate:
        """`t` in seconds since the shift began."""
        ...


class Burst(NamedTuple):
    """For a while the rate is multiplied by `factor` and machines take a larger share."""

    begins: float
    ends: float
    factor: float
    machines: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Swinging:
    """A base that swings slowly about itself, with steps (from second, new base) and bursts."""

    base: float
    machines: float = 0.35
    swing: float = 0.1
    period_seconds: float = 9000.0
    steps: Sequence[tuple[float, float]] = ()
    bursts: Sequence[Burst] = ()

    def at(self, t: float) -> Climate:
        base = next((rate for since, rate in reversed(self.steps) if t >= since), self.base)
        rate = base * (1 + self.swing * math.sin(2 * math.pi * t / self.period_seconds))
        burst = next((one for one in self.bursts if one.begins <= t < one.ends), None)
        if burst is None:
            return Climate(min(rate, 0.98), self.machines)
        return Climate(min(rate * burst.factor, 0.98), burst.machines, burst=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHour:
    """The same on average, with a factor for each hour of the day; `opens` is the hour at which the shift begins."""

    base: float
    machines: float = 0.35
    opens: float = 9.0
    factors: Mapping[int, float] = field(default_factory=dict)

    def at(self, t: float) -> Climate:
        hour = int(self.opens + t / 3600) % 24
        return Climate(min(self.base * self.factors.get(hour, 1.0), 0.98), self.machines)

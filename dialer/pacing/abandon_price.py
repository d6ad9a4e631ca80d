"""The highest risk of finding nobody free at which a call is still placed, steered so that the promise is kept.

One threshold for every state is one price per abandoned person, which is what makes the calls that are placed the right
ones; its height is found by feedback: every person served raises it a little, every one lost lowers it a lot, and what
the shift has in hand or owes moves it at once.
"""

import math
from dataclasses import dataclass

_LOWEST_LOG = -7.0
_LOWEST_MEMORY_LOG = -6.0
_BURST_SECONDS = 20.0
_FIRST_BURSTS = 4.0
"""Bursts of one, believed in before any was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTuning:
    first_risk: float = 0.05
    integral: float = 0.1
    proportional: float = 0.7
    in_hand: float = 0.8
    """Bursts of lost people considered to have come before the first call: a cold start must earn its risk."""
    highest_risk: float = 0.6


class AbandonPrice:
    """`target` is the share of people who may be lost (0.028 aims a little below 3 %)."""

    def __init__(self, target: float, tuning: PriceTuning | None = None) -> None:
        self._target = target
        self._tuning = tuning or PriceTuning()
        self._log_risk = math.log(self._tuning.first_risk * min(1.0, target / 0.028))
        self._asked = 0
        self._lost = 0
        self._lost_at = -math.inf
        self._burst = 0
        self._squares = self._singles = _FIRST_BURSTS

    def asked(self) -> None:
        """A person answered, or asked for an agent: somebody must be free."""
        self._asked += 1
        self._log_risk += self._tuning.integral * self._target
        self._bound()

    def lost(self, now: float) -> None:
        self._lost += 1
        self._burst = self._burst + 1 if now - self._lost_at <= _BURST_SECONDS else 1
        self._lost_at = now
        self._squares += 2 * self._burst - 1
        self._singles += 1
        self._log_risk -= self._tuning.integral
        self._bound()

    def risk(self) -> float:
        """The threshold now, from about 0.001 to `highest_risk`."""
        allowed = self._target * self._asked
        # People are lost together, the more so in large teams: the day may end just after such a burst.
        burst = self._squares / self._singles
        excess = (allowed - self._lost - self._tuning.in_hand * burst**1.5) / math.sqrt(1 + allowed)
        log_risk = self._log_risk + self._tuning.proportional * excess
        return math.exp(min(max(log_risk, _LOWEST_LOG), math.log(self._tuning.highest_risk)))

    def _bound(self) -> None:
        # A price that ran away while no call could be placed would take as long to come back.
        ceiling = math.log(self._tuning.highest_risk) - 0.3
        self._log_risk = min(max(self._log_risk, _LOWEST_MEMORY_LOG), ceiling)

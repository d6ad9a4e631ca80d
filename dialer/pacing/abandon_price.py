"""The highest risk of finding nobody free at which a call is still placed, steered so that the promise is kept.

One threshold for every state is one price per abandoned person, which is what makes the calls that are placed the right
ones. As risks are honest forecasts, its height is known beforehand but for a factor near one, and feedback finds that
factor: what the shift has in hand raises the threshold, what it owes lowers it, and what stays in hand or owed for long
moves it for good. So a cold start trusts the forecast instead of its first few chances, good or bad.
"""

import math
from dataclasses import dataclass

_LOWEST_LOG = -7.0
_LOWEST_MEMORY_LOG = -6.0
_MOST_RAISED = 0.5
"""Of the logarithm: room left from quiet hours is not spent in one bad half hour."""
_BURST_SECONDS = 20.0
_FIRST_BURSTS = 4.0
"""Bursts of one, believed in before any was seen."""
_MOST_REMEMBERED = 5.0
_FIRST_FEW = 5.0
_RESERVE_BURSTS = 2.0
"""Chance alone moves a shift's end by about one burst, the price being what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTuning:
    first_risk: float = 0.035
    """At a target of 3 %: about what loses that share, as calls are placed up to it and mostly below."""
    in_hand_gain: float = 0.2
    owed_gain: float = 0.4
    """Of the logarithm, per person: a debt is paid back faster than room is used up."""
    integral: float = 0.01
    """How fast the threshold itself learns, per person whom the promise allows to lose."""
    reserve_share: float = 0.1
    """Kept in hand of all that may be lost, but no more than chance makes needful."""
    grown_reserve_share: float = 0.2
    """The same, of what may be lost beyond the first few: by then a promise is judged, and one may keep it."""
    highest_risk: float = 0.6


class AbandonPrice:
    """`target` is the share of people who may be lost."""

    def __init__(self, target: float, tuning: PriceTuning | None = None) -> None:
        self._target = target
        self._tuning = tuning or PriceTuning()
        self._log_risk = math.log(min(self._tuning.first_risk * target / 0.03, self._tuning.highest_risk))
        self._asked = 0
        self._lost = 0
        self._lost_at = -math.inf
        self._burst = 0
        self._squares = self._singles = _FIRST_BURSTS

    def asked(self) -> None:
        """A person answered, or asked for an agent: somebody must be free."""
        self._asked += 1
        in_hand = min(max(self._in_hand(), -_MOST_REMEMBERED), _MOST_REMEMBERED)
        learned = self._log_risk + self._tuning.integral * self._target * in_hand
        self._log_risk = min(max(learned, _LOWEST_MEMORY_LOG), math.log(self._tuning.highest_risk) - 0.3)

    def lost(self, now: float) -> None:
        self._lost += 1
        self._burst = self._burst + 1 if now - self._lost_at <= _BURST_SECONDS else 1
        self._lost_at = now
        self._squares += 2 * self._burst - 1
        self._singles += 1

    def risk(self) -> float:
        """The threshold now, from about 0.001 to `highest_risk`."""
        tuning, in_hand = self._tuning, self._in_hand()
        raised = in_hand * (tuning.in_hand_gain if in_hand > 0 else tuning.owed_gain)
        log_risk = self._log_risk + min(raised, _MOST_RAISED)
        return math.exp(min(max(log_risk, _LOWEST_LOG), math.log(tuning.highest_risk)))

    def _in_hand(self) -> float:
        """Who may yet be lost beyond the reserve, in units of chance; below zero they are owed."""
        # People are lost together, the more so in large teams: such a burst says less than as many single ones.
        burst = self._squares / self._singles
        allowed = self._target * self._asked
        tuning = self._tuning
        kept = tuning.reserve_share * allowed + tuning.grown_reserve_share * max(0.0, allowed - _FIRST_FEW)
        reserve = min(kept, _RESERVE_BURSTS * burst)
        return (allowed - self._lost - reserve) / math.sqrt(burst)

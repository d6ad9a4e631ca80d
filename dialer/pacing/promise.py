"""Who needed an agent, who was lost, how long the rest waited, and so how much risk the next call may take."""

from collections.abc import Hashable
from typing import Literal

from dialer.pacing.abandon_price import AbandonPrice, PriceTuning
from dialer.pacing.waiting_people import WaitingPeople

Measure = Literal["abandon", "strict", "relaxed"]
"""What counts against the target: people lost; lost or late; lost, with the mean wait bounded too."""

_TUNING: dict[Measure, PriceTuning] = {
    "abandon": PriceTuning(),
    # Who is late is found out later, and seldom alone.
    "strict": PriceTuning(first_risk=0.03, integral=0.03, reserve_share=0.2, grown_reserve_share=0.0),
    "relaxed": PriceTuning(grown_reserve_share=0.0),
}
_LATE_SECONDS = 2.0
_STAYING_SECONDS = 15.0
"""Behind a menu people hear that somebody comes; before that, hardly anyone hangs up."""
_WAIT_CEILING_SECONDS = 4.5
_LEAST_PEOPLE = 20


class Promise:
    def __init__(self, *, target: float, measure: Measure) -> None:
        self.target = target
        self.measure = measure
        self.waiting = WaitingPeople()
        self._price = AbandonPrice(max(target, 1e-6), _TUNING[measure])
        self._late: set[Hashable] = set()
        """Waiting, and counted as lost already."""
        self._needed = 0
        self._waited_seconds = 0.0

    def need_agent(self, call: Hashable, now: float) -> None:
        if self.waiting.add(call, now):
            self._needed += 1
            self._price.asked()

    def served(self, call: Hashable, now: float, wait: float | None) -> None:
        since = self.waiting.remove(call)
        if since is None:
            return
        waited = now - since if wait is None else wait
        self._waited_seconds += waited
        if self.measure == "strict" and waited > _LATE_SECONDS:
            self._count_lost(call, now)
        self._late.discard(call)

    def lost(self, call: Hashable, now: float) -> None:
        since = self.waiting.remove(call)
        if since is not None:
            self._waited_seconds += now - since
            self._count_lost(call, now)
            self._late.discard(call)

    def settle(self, now: float, waiting: int | None) -> None:
        """`waiting`: how many wait, when that is told."""
        self.waiting.settle(now, waiting)
        if self.measure == "strict" and len(self.waiting):
            # Who is late is lost to this promise now, not when an agent comes at last.
            late = self.waiting.longer_than(_LATE_SECONDS, now)
            for call in late:
                self._count_lost(call, now)
            self._late.intersection_update(late)

    def bearable_seconds(self, patience_seconds: float) -> float:
        """How long a person may wait and not count as lost."""
        return max(_STAYING_SECONDS, patience_seconds) if self.measure == "relaxed" else patience_seconds

    def risk_limit(self) -> float:
        limit = self._price.risk()
        if self.measure != "relaxed":
            return limit
        mean_wait = self._waited_seconds / max(self._needed, _LEAST_PEOPLE)
        return limit * min(1.0, max(0.1, 1 - 2 * (mean_wait - _WAIT_CEILING_SECONDS)))

    def _count_lost(self, call: Hashable, now: float) -> None:
        if call not in self._late:
            self._late.add(call)
            self._price.lost(now)

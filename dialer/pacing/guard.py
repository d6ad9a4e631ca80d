"""Around every way of dialing: steady time, safe counts, the trunk's caps, and the answer's explanation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialer.pacing.capacity import Capacity
from dialer.pacing.contract import PacingPolicy
from dialer.pacing.situation import Situation, Way
from dialer.pacing.steady_time import SteadyTime
from domain.pacing.decision import PacingDecision, Reason


class Guard:
    wants_hints = True

    def __init__(self, way: Way, policy: PacingPolicy) -> None:
        self._way = way
        self._capacity = Capacity(channels=policy.trunk_channels, calls_per_second=policy.calls_per_second)
        self._time = SteadyTime()
        self._last: tuple[Situation, int, int, Reason | None] | None = None

    def start(self, info: Mapping[str, Any]) -> None:
        """The way of dialing takes what it knows; trunks and cps, when told, replace the policy's caps."""
        self._way.configure(dict(info))
        if "trunks" in info or "cps" in info:
            self._capacity = Capacity(channels=info.get("trunks"), calls_per_second=info.get("cps"))

    def on_event(self, t: float, kind: str, **data: Any) -> None:
        now = self._time.at(t)
        if kind == "dial":
            self._capacity.dialed(now)
        self._way.on_event(now, kind, data)

    def calls_to_place(
        self, t: float, agents_ready: int, agents_talking: int, agents_wrap: int, calls_ringing: int, **more: Any
    ) -> int:
        now = self._time.at(t)
        situation = Situation.told(agents_ready, agents_talking, agents_wrap, calls_ringing, more)
        wanted = max(0, self._way.calls(now, situation))
        placed, cap = self._within_caps(now, situation, wanted) if wanted else (0, None)
        self._last = (situation, wanted, placed, cap)
        return placed

    def explain(self) -> PacingDecision | None:
        if self._last is None:
            return None
        situation, wanted, placed, cap = self._last
        decision = self._way.explain(situation, wanted)
        return decision if cap is None else replace(decision, calls=placed, reason=cap)

    def _within_caps(self, now: float, situation: Situation, wanted: int) -> tuple[int, Reason | None]:
        in_flight = situation.in_flight
        if in_flight is None:
            in_flight = situation.ringing + situation.talking + self._way.people_waiting
        channels, calls = self._capacity.channels_left(in_flight), self._capacity.calls_left(now)
        if channels is not None and channels < wanted and (calls is None or channels <= calls):
            return channels, Reason.TRUNK_FULL
        if calls is not None and calls < wanted:
            return calls, Reason.RATE_LIMIT
        return wanted, None

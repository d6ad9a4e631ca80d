"""What a pacer is told when it is asked, made safe: counts are never negative, what was not told has a meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from domain.pacing.decision import PacingDecision


@dataclass(slots=True)
class Situation:
    ready: int
    talking: int
    wrap: int
    ringing: int
    """Calls without a verdict: set up, ringing, in the menu."""
    leaving: int = 0
    waiting: int | None = None
    """People who need an agent now; None when only events tell."""
    in_flight: int | None = None
    concurrent_calls: int | None = None
    previews_accepted: int = 0
    answers_elsewhere: float = 0.0
    overdial: bool = True
    next_hints: Sequence[float] | None = None

    @property
    def agents(self) -> int:
        return self.ready + self.talking + self.wrap

    @classmethod
    def told(cls, ready: int, talking: int, wrap: int, ringing: int, more: dict[str, Any]) -> "Situation":
        situation = cls(_count(ready), _count(talking), _count(wrap), _count(ringing))
        if more:
            situation.leaving = _count(more.get("agents_leaving", 0))
            situation.waiting = _count_or_none(more.get("people_waiting"))
            situation.in_flight = _count_or_none(more.get("calls_in_flight"))
            situation.concurrent_calls = _count_or_none(more.get("concurrent_calls"))
            situation.previews_accepted = _count(more.get("previews_accepted", 0))
            situation.answers_elsewhere = max(0.0, float(more.get("answers_elsewhere", 0.0)))
            situation.overdial = bool(more.get("overdial", True))
            situation.next_hints = more.get("next_hints")
        return situation

    def decision(self, mode: str, calls: int, **more: Any) -> PacingDecision:
        """An explanation that has these counts already."""
        return PacingDecision(
            mode=mode,
            calls=calls,
            agents_ready=self.ready,
            agents_talking=self.talking,
            agents_wrap=self.wrap,
            agents_leaving=self.leaving,
            calls_ringing=self.ringing,
            **more,
        )


class Way(Protocol):
    """A way of dialing, inside of its guard: time never goes back, counts are safe, caps are not its matter."""

    def configure(self, info: dict[str, Any]) -> None: ...

    def on_event(self, now: float, kind: str, data: dict[str, Any]) -> None: ...

    def calls(self, now: float, situation: Situation) -> int:
        """May be negative: then none."""
        ...

    @property
    def people_waiting(self) -> int:
        """People who need an agent now, as after the last `calls`."""
        ...

    def explain(self, situation: Situation, calls: int) -> PacingDecision: ...


def _count(value: Any) -> int:
    return max(0, int(value))


def _count_or_none(value: Any) -> int | None:
    return None if value is None else _count(value)

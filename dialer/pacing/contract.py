"""What every pacer keeps to, so that one object runs in the yardstick, in simulations and in the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from domain.pacing.decision import PacingDecision

Goal = Literal["strict", "relaxed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingPolicy:
    abandonment_target: float = 0.03
    """People lost per person who needed an agent, at most; 0 never places a call without a free agent."""
    goal: Goal = "strict"
    """Menu first: "strict" counts who waits over two seconds as lost; "relaxed" keeps the mean wait within five."""
    patience_seconds: float = 2.0
    """How long an answered person may wait for an agent."""
    lines_per_agent: float = 2.0
    """For the mode power."""
    concurrent_calls: int = 10
    """Calls in flight, for modes without agents."""
    trunk_channels: int | None = None
    """None: the caller keeps the cap."""
    calls_per_second: float | None = None


class UnknownDialMode(Exception):
    """No pacer dials in this mode."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        super().__init__(f"unknown dial mode {mode!r}")


class Pacer(Protocol):
    """`t` is in seconds on any clock that does not stand for a date; kinds and keys not known are ignored."""

    wants_hints: bool

    def start(self, info: Mapping[str, Any]) -> None:
        """Optional, once: what configuration tells (target, goal, mode, patience, trunks, cps)."""
        ...

    def on_event(self, t: float, kind: str, **data: Any) -> None:
        """Something happened: dial, answer_human, no_answer, busy, fail, connect, abandon, agent_ready, …"""
        ...

    def calls_to_place(
        self, t: float, agents_ready: int, agents_talking: int, agents_wrap: int, calls_ringing: int, **more: Any
    ) -> int:
        """How many calls to place now, at least 0; `calls_ringing` are those without a verdict, the menu's included.

        `more`, all optional: people_waiting, agents_leaving, answers_elsewhere (expected by other campaigns with the
        same agents), overdial (False: no call without a free agent), previews_accepted, calls_in_flight,
        concurrent_calls, next_hints.
        """
        ...

    def explain(self) -> PacingDecision | None:
        """The last answer with what it was decided from; None before the first."""
        ...

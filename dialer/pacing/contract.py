"""What every pacer keeps to, so that one object runs in the yardstick, in simulations and in the engine."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingPolicy:
    abandonment_target: float = 0.03
    """Abandoned calls per answered call, at most."""
    concurrent_calls: int = 10
    """Calls in flight, for modes without agents."""


class UnknownDialMode(Exception):
    """No pacer dials in this mode."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        super().__init__(f"unknown dial mode {mode!r}")


class Pacer(Protocol):
    """`t` is in seconds on any clock that does not stand for a date; kinds and keys not known are ignored."""

    def on_event(self, t: float, kind: str, **data: Any) -> None:
        """Something happened: dial, answer_human, no_answer, busy, fail, connect, abandon, agent_ready, …"""
        ...

    def calls_to_place(
        self, t: float, agents_ready: int, agents_talking: int, agents_wrap: int, calls_ringing: int, **more: Any
    ) -> int:
        """How many calls to place now, at least 0. The engine also tells `calls_in_flight` and `concurrent_calls`."""
        ...

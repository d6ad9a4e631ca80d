"""Menu only: a fixed number of calls in flight, whatever becomes of each."""

from typing import Any

from dialer.pacing.contract import PacingPolicy

_ENDS = frozenset({"no_answer", "busy", "fail", "answer_machine", "abandon", "menu_exit", "hang_up"})


class IvrPacer:
    """Counts calls itself from the events unless it is told `calls_in_flight`."""

    def __init__(self, policy: PacingPolicy) -> None:
        self._policy = policy
        self._in_flight = 0

    def on_event(self, t: float, kind: str, **data: Any) -> None:  # noqa: ARG002 - the contract of every pacer
        if kind == "dial":
            self._in_flight += 1
        elif kind in _ENDS:
            self._in_flight = max(0, self._in_flight - 1)

    def calls_to_place(
        self,
        t: float,  # noqa: ARG002
        agents_ready: int,  # noqa: ARG002
        agents_talking: int,  # noqa: ARG002
        agents_wrap: int,  # noqa: ARG002
        calls_ringing: int,  # noqa: ARG002
        **more: Any,
    ) -> int:
        target = int(more.get("concurrent_calls", self._policy.concurrent_calls))
        return max(0, target - int(more.get("calls_in_flight", self._in_flight)))

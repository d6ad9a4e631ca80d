"""Menu only: a fixed number of calls in flight, whatever becomes of each."""

from dataclasses import replace
from typing import Any

from dialer.pacing.contract import PacingPolicy
from dialer.pacing.situation import Situation
from domain.pacing.decision import PacingDecision, Reason

_ENDS = frozenset({"no_answer", "busy", "fail", "answer_machine", "abandon", "menu_exit", "hang_up"})


class MenuOnly:
    """Counts calls itself from the events unless it is told `calls_in_flight`."""

    people_waiting = 0

    def __init__(self, policy: PacingPolicy) -> None:
        self._most = policy.concurrent_calls
        self._in_flight = 0

    def configure(self, info: dict[str, Any]) -> None:
        pass

    def on_event(self, now: float, kind: str, data: dict[str, Any]) -> None:  # noqa: ARG002 - as every way of dialing
        if kind == "dial":
            self._in_flight += 1
        elif kind in _ENDS:
            self._in_flight = max(0, self._in_flight - 1)

    def calls(self, now: float, situation: Situation) -> int:  # noqa: ARG002
        most = self._most if situation.concurrent_calls is None else situation.concurrent_calls
        return most - self._lines(situation)

    def explain(self, situation: Situation, calls: int) -> PacingDecision:
        reason = Reason.DIALING if calls else Reason.LINES_TAKEN
        return replace(situation.decision("ivr", calls, reason=reason), calls_ringing=self._lines(situation))

    def _lines(self, situation: Situation) -> int:
        return self._in_flight if situation.in_flight is None else situation.in_flight

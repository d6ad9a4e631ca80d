"""Power: a fixed number of lines per free agent. Simple, and never right for long: the predictive modes are better."""

from typing import Any

from dialer.pacing.contract import PacingPolicy
from dialer.pacing.progressive import explain_one_per_agent, one_per_free_agent
from dialer.pacing.situation import Situation
from dialer.pacing.waiting_people import WaitingPeople
from domain.pacing.decision import PacingDecision, Reason


class Power:
    def __init__(self, policy: PacingPolicy) -> None:
        self._lines_per_agent = policy.lines_per_agent
        self._target = policy.abandonment_target
        self._waiting = WaitingPeople()

    @property
    def people_waiting(self) -> int:
        return len(self._waiting)

    def configure(self, info: dict[str, Any]) -> None:
        self._target = float(info.get("target", self._target))

    def on_event(self, now: float, kind: str, data: dict[str, Any]) -> None:
        self._waiting.on_event(now, kind, data.get("call"))

    def calls(self, now: float, situation: Situation) -> int:
        self._waiting.settle(now, situation.waiting)
        waiting = len(self._waiting)
        if self._is_stopped(situation):
            return one_per_free_agent(situation, waiting)
        free = max(0, situation.ready - situation.leaving - waiting)
        # The tiny part keeps 1.1 lines of 10 agents from being 10.
        return int(self._lines_per_agent * free + 1e-9) - situation.ringing

    def explain(self, situation: Situation, calls: int) -> PacingDecision:
        more = {} if situation.overdial or not situation.agents else {"reason": Reason.ABANDONMENT_STOP}
        return explain_one_per_agent("power", situation, calls, waiting=len(self._waiting), target=self._target, **more)

    def _is_stopped(self, situation: Situation) -> bool:
        return not situation.overdial or self._target <= 0

"""Progressive: one call per free agent, so that nobody answers in vain."""

from typing import Any

from dialer.pacing.contract import PacingPolicy
from dialer.pacing.situation import Situation
from dialer.pacing.waiting_people import WaitingPeople
from domain.pacing.decision import PacingDecision, Reason


class Progressive:
    def __init__(self, _: PacingPolicy) -> None:
        self._waiting = WaitingPeople()

    @property
    def people_waiting(self) -> int:
        return len(self._waiting)

    def configure(self, info: dict[str, Any]) -> None:
        pass

    def on_event(self, now: float, kind: str, data: dict[str, Any]) -> None:
        self._waiting.on_event(now, kind, data.get("call"))

    def calls(self, now: float, situation: Situation) -> int:
        self._waiting.settle(now, situation.waiting)
        return one_per_free_agent(situation, len(self._waiting))

    def explain(self, situation: Situation, calls: int) -> PacingDecision:
        return explain_one_per_agent("progressive", situation, calls, waiting=len(self._waiting))


def one_per_free_agent(situation: Situation, waiting: int) -> int:
    return max(0, situation.ready - situation.leaving - waiting - situation.ringing)


def explain_one_per_agent(mode: str, situation: Situation, calls: int, **more: Any) -> PacingDecision:
    waiting = int(more.pop("waiting"))
    idle = Reason.NOBODY_FREE if situation.agents else Reason.NO_AGENTS
    reason = more.pop("reason", Reason.DIALING if calls else idle)
    return situation.decision(mode, calls, reason=reason, people_waiting=waiting, **more)

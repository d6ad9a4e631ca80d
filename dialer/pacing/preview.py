"""Preview: the agent looks at the debtor first and asks for the call; the dialer calls nobody unasked."""

from typing import Any

from dialer.pacing.contract import PacingPolicy
from dialer.pacing.situation import Situation
from domain.pacing.decision import PacingDecision, Reason


class Preview:
    people_waiting = 0

    def __init__(self, _: PacingPolicy) -> None:
        pass

    def configure(self, info: dict[str, Any]) -> None:
        pass

    def on_event(self, now: float, kind: str, data: dict[str, Any]) -> None:
        pass

    def calls(self, now: float, situation: Situation) -> int:  # noqa: ARG002 - as every way of dialing
        return min(situation.previews_accepted, situation.ready)

    def explain(self, situation: Situation, calls: int) -> PacingDecision:
        return situation.decision("preview", calls, reason=Reason.DIALING if calls else Reason.NOTHING_ASKED)

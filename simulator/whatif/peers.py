"""How other dialers pace, as far as their behaviour is known; written from descriptions, to be measured against.

Each answers the same questions as our pacers. None of them knows an answer probability, a ring time or a talk law.
"""

import math
from collections import deque
from collections.abc import Mapping
from typing import Any

from domain.pacing.decision import PacingDecision

_ANSWERS = frozenset({"answer_human", "agent_request"})
_ENDS_OF_WAIT = frozenset({"connect", "abandon"})


class _Peer:
    wants_hints = False

    def __init__(self) -> None:
        self.waiting = 0

    def start(self, info: Mapping[str, Any]) -> None:
        pass

    def explain(self) -> PacingDecision | None:
        return None

    def on_event(self, t: float, kind: str, **data: Any) -> None:  # noqa: ARG002 - as every pacer
        if kind in _ANSWERS:
            self.waiting += 1
        elif kind in _ENDS_OF_WAIT:
            self.waiting -= 1


class AdaptiveLevel(_Peer):
    """As VICIdial: a level of lines per agent, raised by idle agents, cut when the day's drops pass the limit.

    Once a second free agents minus waiting people are sampled; every 15 s the level moves by their mean share of the
    team, up to `most`; with drops over the limit it is halved, or set to 1 when `hard`. Every 2.5 s calls are placed
    up to level times the agents who are free or in a call; wrap-up is not counted.
    """

    def __init__(self, *, most: float = 3.0, hard: bool = False, limit: float = 0.03) -> None:
        super().__init__()
        self._most, self._hard, self._limit = most, hard, limit
        self._level = 1.0
        self._samples: deque[tuple[int, int]] = deque(maxlen=15)
        self._calls = self._answers = self._drops = 0
        self._known = (0, 0, 0)
        self._last_minute = (0, 0)
        self._next = {"sample": 0.0, "level": 0.0, "figures": 0.0, "dial": 0.0}

    def on_event(self, t: float, kind: str, **data: Any) -> None:
        super().on_event(t, kind, **data)
        self._calls += kind == "dial"
        self._answers += kind in _ANSWERS
        self._drops += kind == "abandon"

    def calls_to_place(
        self, t: float, agents_ready: int, agents_talking: int, agents_wrap: int, calls_ringing: int, **_: Any
    ) -> int:
        if self._due("sample", t, 1.0):
            self._samples.append((agents_ready - self.waiting, agents_ready + agents_talking + agents_wrap))
        if self._due("figures", t, 60.0):
            calls, drops = self._known[0], self._known[2]
            self._last_minute = self._calls - calls, self._drops - drops
            self._known = self._calls, self._answers, self._drops
        if self._due("level", t, 15.0):
            self._move_level()
        if not self._due("dial", t, 2.5):
            return 0
        goal = math.floor(self._level * (agents_ready + agents_talking) + 0.5)
        return max(0, goal - calls_ringing - self.waiting - agents_talking)

    def _move_level(self) -> None:
        agents = sum(agents for _, agents in self._samples)
        if agents:
            self._level = min(self._most, self._level * (1 + sum(free for free, _ in self._samples) / agents))
        calls, answers, drops = self._known
        if self._last_minute[0] > 20 and self._last_minute[1] > 0.5 * self._last_minute[0]:
            self._level /= 2
        if calls > 50 and drops > self._limit * max(1, answers):
            self._level = 1.0 if self._hard else self._level / 2
        self._level = max(1.0, self._level)

    def _due(self, what: str, t: float, every: float) -> bool:
        if t < self._next[what]:
            return False
        self._next[what] = t + every
        return True


class SuccessRatio(_Peer):
    """As Issabel: free agents, and those about to finish, minus waiting and ringing, over the last half hour's success.

    About to finish is who has talked so long that an exponential law of the mean talk gives 97 %: three and a half
    means. The success ratio is never taken below a fifth. Every three seconds.
    """

    _HALF_HOUR = 1800.0
    _SURE = 0.97

    def __init__(self) -> None:
        super().__init__()
        self._talking_since: dict[Any, float] = {}
        self._dialed_at: dict[Any, float] = {}
        self._talks = [0, 0.0]
        self._rings = [0, 0.0]
        self._outcomes: deque[tuple[float, bool]] = deque()
        self._next = 0.0

    def on_event(self, t: float, kind: str, **data: Any) -> None:
        super().on_event(t, kind, **data)
        if kind == "dial":
            self._dialed_at[data["call"]] = t
        elif kind == "agent_talk":
            self._talking_since[data["agent"]] = t
        elif kind == "agent_wrap":
            self._talks[0] += 1
            self._talks[1] += t - self._talking_since.pop(data["agent"], t)
        elif kind in {"answer_human", "menu_exit"}:
            self._ended(t, data["call"], answered=kind == "answer_human" or data.get("reason") == "request")
        elif kind in {"no_answer", "busy", "fail", "answer_machine"}:
            self._ended(t, data["call"], answered=False)

    def calls_to_place(
        self, t: float, agents_ready: int, agents_talking: int, agents_wrap: int, calls_ringing: int, **_: Any
    ) -> int:
        del agents_talking, agents_wrap
        if t < self._next:
            return 0
        self._next = t + 3.0
        wanted = agents_ready - self.waiting + self._about_to_finish(t) - calls_ringing
        while self._outcomes and self._outcomes[0][0] < t - self._HALF_HOUR:
            self._outcomes.popleft()
        answered = sum(hit for _, hit in self._outcomes)
        if wanted > 0 and len(self._outcomes) >= 10 and answered:
            wanted = round(wanted / max(0.2, answered / len(self._outcomes)))
        return max(0, wanted)

    def _about_to_finish(self, t: float) -> int:
        if self._talks[0] < 10:
            return 0
        mean = self._talks[1] / self._talks[0]
        ring = self._rings[1] / max(1, self._rings[0])
        return sum(1 - math.exp(-(t - since + ring) / mean) >= self._SURE for since in self._talking_since.values())

    def _ended(self, t: float, call: Any, *, answered: bool) -> None:
        dialed = self._dialed_at.pop(call, t)
        self._outcomes.append((t, answered))
        if answered:
            self._rings[0] += 1
            self._rings[1] += t - dialed

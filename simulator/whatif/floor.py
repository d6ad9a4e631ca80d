"""The agents of a shift: what each does since when, and who has been ready the longest."""

from collections import deque
from enum import Enum

from simulator.whatif.measures import Measures


class Doing(Enum):
    AWAY = 0
    READY = 1
    TALKING = 2
    WRAPPING = 3


class Floor:
    def __init__(self, agents: int, measures: Measures) -> None:
        self._doing = [Doing.AWAY] * agents
        self._since = [0.0] * agents
        self._wants_away = [False] * agents
        self._ready: deque[int] = deque()
        self._measures = measures
        self.counts = dict.fromkeys(Doing, 0)
        self.counts[Doing.AWAY] = agents

    def doing(self, agent: int) -> Doing:
        return self._doing[agent]

    def move(self, agent: int, doing: Doing, t: float) -> None:
        before = self._doing[agent]
        self._spend(before, self._since[agent], t)
        self.counts[before] -= 1
        self.counts[doing] += 1
        self._doing[agent], self._since[agent] = doing, t
        if doing is Doing.READY:
            self._ready.append(agent)

    def take_ready(self) -> int | None:
        """Who has been ready the longest; still to be moved."""
        while self._ready:
            agent = self._ready.popleft()
            if self._doing[agent] is Doing.READY:
                return agent
        return None

    def ready_since(self, t: float) -> int:
        """How many have been ready since `t` or before."""
        return sum(doing is Doing.READY and since <= t for doing, since in zip(self._doing, self._since, strict=True))

    def ask_away(self, agent: int, *, wants: bool) -> None:
        """Leave when the work in hand is done."""
        self._wants_away[agent] = wants

    def wants_away(self, agent: int) -> bool:
        return self._wants_away[agent]

    def close(self, t: float) -> None:
        for agent, doing in enumerate(self._doing):
            self._spend(doing, self._since[agent], t)
            self._since[agent] = t

    def _spend(self, doing: Doing, since: float, t: float) -> None:
        if doing is Doing.AWAY:
            return
        while since < t:
            until = min(t, (since // 3600 + 1) * 3600)
            sums = self._measures.hour(since)
            if doing is Doing.READY:
                sums.ready_seconds += until - since
            elif doing is Doing.TALKING:
                sums.talk_seconds += until - since
            else:
                sums.wrap_seconds += until - since
            since = until

"""Things that will happen, in the order of their times; at one instant, in the order they were planned."""

import heapq
import math
from collections.abc import Callable


class Clockwork:
    def __init__(self) -> None:
        self._planned: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = 0

    def at(self, t: float, happens: Callable[[float], None]) -> None:
        self._order += 1
        heapq.heappush(self._planned, (t, self._order, happens))

    @property
    def next_time(self) -> float:
        return self._planned[0][0] if self._planned else math.inf

    def run_instant(self) -> None:
        """Let everything planned for the next time happen, and what that plans for the same time."""
        t = self._planned[0][0]
        while self._planned and self._planned[0][0] <= t:
            heapq.heappop(self._planned)[2](t)

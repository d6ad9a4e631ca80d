"""The trunk's calls-per-second cap, kept exactly: in no second are there more."""

import math
from collections import deque

SLICES = 5
"""The second's calls are spread over so many parts of it, so that the carrier sees no bursts."""


class CallRate:
    """Times are monotonic seconds; a rate below one call per second stretches the window instead."""

    def __init__(self, calls_per_second: float) -> None:
        if calls_per_second <= 0:
            raise ValueError("a trunk that may place no call is not a trunk")
        self._window = max(1.0, 1.0 / calls_per_second)
        self._most = max(1, math.floor(calls_per_second))
        self._slice = self._window / SLICES
        self._most_in_slice = max(1, math.ceil(self._most / SLICES))
        self._sent: deque[float] = deque()

    def available(self, t: float) -> int:
        while self._sent and self._sent[0] <= t - self._window:
            self._sent.popleft()
        in_slice = sum(1 for sent in self._sent if sent > t - self._slice)
        return max(0, min(self._most - len(self._sent), self._most_in_slice - in_slice))

    def take(self, t: float, calls: int) -> None:
        self._sent.extend([t] * calls)

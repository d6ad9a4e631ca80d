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
        self._last = -math.inf

    def available(self, t: float, *, factor: float = 1.0) -> int:
        """How many calls may be placed now; `factor` (0 to 1) of the cap when less is allowed for a while."""
        while self._sent and self._sent[0] <= t - self._window:
            self._sent.popleft()
        if factor >= 1.0:
            return self._within(t, self._most, self._most_in_slice)
        most = math.floor(self._most * factor)
        if most >= SLICES:
            return self._within(t, most, math.ceil(most / SLICES))
        return self._available_slowed(t, factor)

    def _within(self, t: float, most: int, most_in_slice: int) -> int:
        in_slice = sum(1 for sent in self._sent if sent > t - self._slice)
        return max(0, min(most - len(self._sent), most_in_slice - in_slice))

    def _available_slowed(self, t: float, factor: float) -> int:
        """One call at a time, each so long after the last that the slower rate holds."""
        if factor <= 0.0:
            return 0
        pause = self._window / (self._most * factor)
        return min(self._within(t, self._most, self._most_in_slice), 0 if t < self._last + pause else 1)

    def take(self, t: float, calls: int) -> None:
        self._sent.extend([t] * calls)
        if calls:
            self._last = t

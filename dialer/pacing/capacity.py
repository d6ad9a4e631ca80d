"""The trunk's caps: channels at once, and calls within any second."""

import math
from collections import deque


class Capacity:
    """None is no cap. A rate below one call per second stretches the second instead."""

    def __init__(self, *, channels: int | None, calls_per_second: float | None) -> None:
        self._channels = channels
        self._most: int | None = None
        self._window = 1.0
        if calls_per_second is not None:
            self._most = math.floor(calls_per_second) if calls_per_second >= 1 else min(1, math.ceil(calls_per_second))
            self._window = 1.0 if calls_per_second >= 1 or calls_per_second <= 0 else 1 / calls_per_second
        self._dialed: deque[float] = deque()

    def dialed(self, now: float) -> None:
        if self._most is not None:
            self._dialed.append(now)

    def channels_left(self, in_flight: int) -> int | None:
        return None if self._channels is None else max(0, self._channels - in_flight)

    def calls_left(self, now: float) -> int | None:
        """Within the second that ends now."""
        if self._most is None:
            return None
        while self._dialed and self._dialed[0] <= now - self._window:
            self._dialed.popleft()
        return max(0, self._most - len(self._dialed))

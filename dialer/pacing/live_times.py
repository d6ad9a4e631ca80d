"""Start times of things that are under way (calls ringing, agents talking), packed for arithmetic on all of them."""

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class LiveTimes:
    """Adding what is there already, and removing what is not, changes nothing: events may repeat or be missed."""

    def __init__(self) -> None:
        self._starts: Floats = np.zeros(32)
        self._weights: Floats = np.ones(32)
        self._keys: list[Hashable] = [None] * 32
        self._places: dict[Hashable, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def add(self, key: Hashable, start: float, weight: float = 1.0) -> bool:
        """False when the key was there already."""
        if key in self._places:
            return False
        place = len(self._places)
        if place == len(self._starts):
            self._grow()
        self._starts[place] = start
        self._weights[place] = weight
        self._keys[place] = key
        self._places[key] = place
        return True

    def remove(self, key: Hashable) -> float | None:
        """The start time, or None when the key is not there; the last one takes its place."""
        place = self._places.pop(key, None)
        if place is None:
            return None
        start = float(self._starts[place])
        last = len(self._places)
        if place != last:
            self._starts[place] = self._starts[last]
            self._weights[place] = self._weights[last]
            moved = self._keys[last]
            self._keys[place] = moved
            self._places[moved] = place
        return start

    def keep_at_most(self, count: int) -> None:
        """Forget the oldest beyond `count`: their end was missed."""
        surplus = len(self._places) - max(count, 0)
        if surplus <= 0:
            return
        oldest = np.argsort(self._starts[: len(self._places)], kind="stable")[:surplus]
        for key in [self._keys[place] for place in oldest]:
            self.remove(key)

    def drop_older_than(self, age: float, now: float, *, at_most: int) -> int:
        """Forget those, the oldest first; how many it were."""
        surplus = min(int(np.count_nonzero(self.ages(now) > age)), at_most)
        if surplus > 0:
            self.keep_at_most(len(self) - surplus)
        return max(surplus, 0)

    def ages(self, now: float) -> Floats:
        """Seconds since each start, in no particular order but the same as `weights`."""
        return np.maximum(now - self._starts[: len(self._places)], 0.0)

    def weights(self) -> Floats:
        return self._weights[: len(self._places)]

    def _grow(self) -> None:
        size = len(self._starts)
        self._starts = np.concatenate((self._starts, np.zeros(size)))
        self._weights = np.concatenate((self._weights, np.ones(size)))
        self._keys += [None] * size

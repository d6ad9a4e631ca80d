"""The share of calls that are answered (or of menus that end in a request), counted by exposure.

A call counts as far as its age has passed through the law of its delay; counting verdicts alone would believe the
early ones, which are mostly busy lines.
"""

import math
from collections import deque

import numpy as np

from dialer.pacing.delay_law import BIN_SECONDS, BINS
from dialer.pacing.live_times import Floats

_MEMORY_EXPOSURES = 700.0
_MEMORY_RECENTS = 3.0
"""A large team sees that many calls in seconds; its memory spans this many times the recent window instead."""
_MEMORY_SECONDS = 1500.0
_RECENT_BINS = 96
_LEAST_RECENT_EXPOSURE = 12.0
_LEAST_EXPOSURE = 30.0
_SUSPICION_SIGMAS = 4.0


class ExposureRate:
    def __init__(self, guess: float, *, guess_weight: float) -> None:
        self._hits = guess * guess_weight
        self._exposure = guess_weight
        self._starts_by_age: Floats = np.zeros(BINS)
        self._starts_now = 0.0
        self._hits_now = 0
        self._recent: deque[tuple[int, float]] = deque()
        self._recent_hits = 0
        self._recent_exposure = 0.0

    def started(self, weight: float = 1.0) -> None:
        self._starts_now += weight

    def withdrawn(self, age_seconds: float) -> None:
        """One that started so long ago ended without a verdict: it counts no further than it has."""
        if self._starts_now >= 1.0 and age_seconds < BIN_SECONDS:
            self._starts_now -= 1.0
            return
        place = min(int(age_seconds / BIN_SECONDS), BINS - 1)
        there = np.flatnonzero(self._starts_by_age >= 1.0)
        if len(there):
            self._starts_by_age[there[np.argmin(np.abs(there - place))]] -= 1.0

    def hit(self) -> None:
        self._hits_now += 1

    def advance(self, law: Floats) -> None:
        """Let one bin of time pass; `law` is the delay's probabilities per bin."""
        self._starts_by_age[1:] = self._starts_by_age[:-1]
        self._starts_by_age[0] = self._starts_now
        exposure = float(self._starts_by_age @ law)
        hits = self._hits_now
        self._starts_now, self._hits_now = 0.0, 0
        memory = max(_MEMORY_EXPOSURES, _MEMORY_RECENTS * self._recent_exposure)
        keep = math.exp(-exposure / memory - BIN_SECONDS / _MEMORY_SECONDS)
        self._hits = self._hits * keep + hits
        self._exposure = self._exposure * keep + exposure
        self._remember(hits, exposure)

    def forget_if_changed(self) -> None:
        """Start anew from the last 48 s when they are too far from what was believed."""
        if self._recent_exposure < _LEAST_RECENT_EXPOSURE or self._exposure < _LEAST_EXPOSURE:
            return
        rate = self.rate()
        variance = self._recent_exposure * rate * (1 - rate) * (1 + self._recent_exposure / self._exposure)
        surprise = abs(self._recent_hits - rate * self._recent_exposure)
        if surprise > _SUSPICION_SIGMAS * math.sqrt(variance + 0.3):
            self._hits = self._recent_hits + rate * 4
            self._exposure = self._recent_exposure + 4

    def rate(self) -> float:
        return min(max(self._hits / self._exposure, 0.003), 0.97)

    def deviation(self) -> float:
        """The standard deviation of the rate, relative to it: large while facts are few."""
        rate = self.rate()
        return math.sqrt((1 - rate) / (rate * self._exposure))

    def _remember(self, hits: int, exposure: float) -> None:
        self._recent.append((hits, exposure))
        self._recent_hits += hits
        self._recent_exposure += exposure
        if len(self._recent) > _RECENT_BINS:
            old_hits, old_exposure = self._recent.popleft()
            self._recent_hits -= old_hits
            self._recent_exposure -= old_exposure

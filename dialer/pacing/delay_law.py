"""How long a call takes to its verdict (answered or not): a smoothed histogram that starts from a guess and follows."""

import math

import numpy as np

from dialer.pacing.live_times import Floats

BIN_SECONDS = 0.5
BINS = 160
_KERNEL = ((-2, 0.1), (-1, 0.2), (0, 0.4), (1, 0.2), (2, 0.1))

EDGES: Floats = np.arange(BINS + 1, dtype=np.float64)
MIDDLES: Floats = EDGES[:-1] + 0.5
"""Both in bins."""


def lognormal_guess(mean_seconds: float, sigma: float) -> Floats:
    """Probabilities per bin of a lognormal law; `sigma` is that of the logarithm."""
    mu = math.log(mean_seconds) - sigma * sigma / 2
    middles = MIDDLES * BIN_SECONDS
    density = np.exp(-((np.log(middles) - mu) ** 2) / (2 * sigma * sigma)) / middles
    return np.asarray(density / density.sum())


class DelayLaw:
    """`memory` is how many of the last delays count; `guess_weight` how many the guess is worth at the start."""

    def __init__(self, guess: Floats, *, guess_weight: float, memory: float) -> None:
        self._histogram = guess * guess_weight
        self._count = guess_weight
        self._memory = memory

    def add(self, seconds: float) -> None:
        if self._count > self._memory:
            keep = 1 - 1 / self._memory
            self._histogram *= keep
            self._count *= keep
        center = int(seconds / BIN_SECONDS)
        for offset, share in _KERNEL:
            self._histogram[min(max(center + offset, 0), BINS - 1)] += share
        self._count += 1

    def probabilities(self) -> Floats:
        """Per bin; they add up to 1."""
        return np.asarray(self._histogram / self._histogram.sum())


def cumulative(probabilities: Floats) -> Floats:
    """The chance to be over by each bin edge, from 0."""
    return np.concatenate(([0.0], np.cumsum(probabilities)))

"""The chance that the next call's answer finds nobody free, given everything under way.

Answers to come and agents to be freed are independent yes-or-no trials, each with its own chance within each horizon.
Few of them are added up exactly (Poisson binomial), many by the normal law.
"""

import math
from typing import NamedTuple

import numpy as np

from dialer.pacing.live_times import Floats

_LEAST_VARIANCE = 0.05


class Fit(NamedTuple):
    calls: int
    risk: float
    """Of the next call, the one that was not placed any more."""


def calls_within_risk_exact(
    answers: Floats, freed: Floats, free: int, next_call: Floats, limit: float, most: int
) -> Fit:
    """How many calls fit. `answers` and `freed` hold a row of chances per trial and a column per horizon.

    `free` agents wait now (negative: people wait); `next_call` is the row of one more call, or a row for each; `limit`
    bounds the mean over the horizons.
    """
    horizons = freed.shape[1]
    offset = len(freed)
    law = np.zeros((len(answers) + offset + most + 1, horizons))
    law[offset] = 1.0
    low = high = offset
    for chance in answers:
        high = _add_answer(law, low, high, chance)
    for chance in freed:
        moved = law[low : high + 1] * chance
        law[low : high + 1] -= moved
        low -= 1
        law[low:high] += moved
    first_short = max(free + offset, 0)
    for placed in range(most + 1):
        short = float(law[first_short:].sum())
        if short > limit * horizons or placed == most:
            break
        row = next_call if next_call.ndim == 1 else next_call[min(placed, len(next_call) - 1)]
        high = _add_answer(law, low, high, row)
    return Fit(placed, short / horizons)


def calls_within_risk_normal(
    mean: Floats, variance: Floats, free: int, next_call: Floats, limit: float, most: int
) -> Fit:
    """The same from the mean and variance of answers minus freed agents, per horizon."""
    means, variances = mean.tolist(), variance.tolist()
    horizons = range(len(means))
    rows = [next_call.tolist()] if next_call.ndim == 1 else next_call.tolist()
    bound = limit * len(means)
    for placed in range(most + 1):
        total = 0.0
        for horizon in horizons:
            spread = math.sqrt(2 * (max(0.0, variances[horizon]) + _LEAST_VARIANCE))
            total += math.erfc((free - 0.5 - means[horizon]) / spread)
        if total > 2 * bound or placed == most:
            break
        row = rows[min(placed, len(rows) - 1)]
        for horizon in horizons:
            means[horizon] += row[horizon]
            variances[horizon] += row[horizon] * (1 - row[horizon])
    return Fit(placed, total / (2 * len(means)))


def _add_answer(law: Floats, low: int, high: int, chance: Floats) -> int:
    moved = law[low : high + 1] * chance
    law[low : high + 1] -= moved
    law[low + 1 : high + 2] += moved
    return high + 1

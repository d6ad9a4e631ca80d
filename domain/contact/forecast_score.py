"""How good forecasts of an answer were, against what came: are they true on average, and do they tell calls apart?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

BINS = 10
_CERTAIN = 1e-6
"""A forecast of 0 or 1 that failed would cost without bound."""
_Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Forecast:
    chance: float
    came: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Forecasts that are near each other. `low` and `high`: where the true share lies, 95 of 100 times."""

    count: int
    forecast: float
    """Their mean."""
    observed: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """All but `count` and `rate` are better when lower."""

    count: int
    rate: float
    """The share that came."""
    brier: float
    """Mean squared error."""
    log_loss: float
    """Mean surprise, in nats."""
    calibration_error: float
    """By how much forecasts of a bin miss what came, on average over the forecasts."""
    bins: tuple[ReliabilityBin, ...]


def score_forecasts(forecasts: Sequence[Forecast], *, bins: int = BINS) -> Score:
    """Over at least one forecast. Bins hold as many forecasts each; those with one and the same chance share one."""
    count = len(forecasts)
    grouped = [_bin(group) for group in _groups(sorted(forecasts, key=lambda one: one.chance), bins)]
    return Score(
        count=count,
        rate=sum(one.came for one in forecasts) / count,
        brier=sum((one.chance - one.came) ** 2 for one in forecasts) / count,
        log_loss=sum(map(_surprise, forecasts)) / count,
        calibration_error=sum(one.count * abs(one.forecast - one.observed) for one in grouped) / count,
        bins=tuple(grouped),
    )


def _groups(ordered: Sequence[Forecast], bins: int) -> list[Sequence[Forecast]]:
    """Cut where each bin is full, but never between equal forecasts."""
    cuts = {0, len(ordered)}
    for number in range(1, bins):
        cut = number * len(ordered) // bins
        while 0 < cut < len(ordered) and ordered[cut].chance == ordered[cut - 1].chance:
            cut += 1
        cuts.add(cut)
    return [ordered[begins:ends] for begins, ends in pairwise(sorted(cuts))]


def _bin(group: Sequence[Forecast]) -> ReliabilityBin:
    count, came = len(group), sum(one.came for one in group)
    share = came / count
    # Wilson's interval: it holds for few calls and for shares near 0.
    weight = 1 + _Z95**2 / count
    middle = (share + _Z95**2 / (2 * count)) / weight
    half = _Z95 * math.sqrt(share * (1 - share) / count + _Z95**2 / (4 * count**2)) / weight
    return ReliabilityBin(
        count=count,
        forecast=sum(one.chance for one in group) / count,
        observed=share,
        low=max(0.0, middle - half),
        high=min(1.0, middle + half),
    )


def _surprise(one: Forecast) -> float:
    chance = min(max(one.chance, _CERTAIN), 1 - _CERTAIN)
    return -math.log(chance if one.came else 1 - chance)

"""How long agents talk or wrap up: hazards by elapsed time, learned from finished and running spells alike.

Running spells count as far as they have come (Kaplan and Meier): without them, long calls would be unknown just while
they matter most.
"""

import numpy as np

from dialer.pacing.live_times import Floats

SECONDS = 1500
_GROWTH = 1.09
_PRIOR_EVENTS = 1.2
_MEMORY = 4000.0


def _edges() -> list[int]:
    edges = [0]
    while edges[-1] < SECONDS:
        edges.append(max(edges[-1] + 1, round(edges[-1] * _GROWTH)))
    edges[-1] = SECONDS
    return edges


_EDGES = np.array(_edges())
_WIDTHS = np.diff(_EDGES).astype(np.float64)
_GROUP = np.repeat(np.arange(len(_WIDTHS)), np.diff(_EDGES))


class HandlingLaw:
    """`guess_seconds` is the mean before anything was seen, worth `guess_weight` spells."""

    def __init__(self, guess_seconds: float, *, guess_weight: float) -> None:
        self._ends = np.zeros(len(_WIDTHS))
        self._exposure = np.zeros(len(_WIDTHS))
        self._count = 0.0
        self._total_seconds = guess_seconds * guess_weight
        self._total_count = guess_weight

    def add(self, seconds: float) -> None:
        if self._count > _MEMORY:
            keep = 1 - 1 / _MEMORY
            self._ends *= keep
            self._exposure *= keep
            self._count *= keep
        capped = min(max(seconds, 0.0), SECONDS - 1.0)
        group = _GROUP[int(capped)]
        self._ends[group] += 1
        self._exposure[:group] += _WIDTHS[:group]
        self._exposure[group] += capped - _EDGES[group]
        self._count += 1
        self._total_seconds += capped
        self._total_count += 1

    def survival(self, running: Floats) -> Floats:
        """The chance to last past each second, from 1; `running` holds the elapsed seconds of spells under way."""
        exposure = self._exposure.copy()
        elapsed = np.minimum(running, SECONDS - 1.0)
        groups = _GROUP[elapsed.astype(np.int64)]
        counts = np.bincount(groups, minlength=len(_WIDTHS)).astype(np.float64)
        beyond = counts[::-1].cumsum()[::-1] - counts
        exposure += beyond * _WIDTHS
        np.add.at(exposure, groups, elapsed - _EDGES[groups])
        mean = (self._total_seconds + float(elapsed.sum())) / self._total_count
        hazard = (self._ends + _PRIOR_EVENTS) / (exposure + _PRIOR_EVENTS * mean)
        return np.concatenate(([1.0], np.exp(-np.cumsum(hazard[_GROUP]))))

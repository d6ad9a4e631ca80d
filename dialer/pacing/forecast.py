"""What is under way turned into chances: who will have answered, and who will be free, by the time a new call answers.

The horizons are the middles of four equal shares of the new call's own time to an answer (or to a request, behind a
menu). Agents have `patience_seconds` more, since that long an answered person still finds them in time.
"""

from dataclasses import dataclass

import numpy as np

from dialer.pacing.delay_law import BIN_SECONDS, BINS, EDGES, MIDDLES, cumulative
from dialer.pacing.handling_law import SECONDS
from dialer.pacing.live_times import Floats

_SHARES = (0.125, 0.375, 0.625, 0.875)
HORIZONS = len(_SHARES)
_SECOND_EDGES = np.arange(SECONDS + 1.0)
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """All that was learned. Delays are probabilities per bin; survivals start at 1; None without a menu."""

    answer_rate: float
    answer_delay: Floats
    other_delay: Floats
    talk_survival: Floats
    wrap_survival: Floats
    patience_seconds: float
    request_rate: float | None = None
    request_delay: Floats | None = None
    exit_delay: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Chances by age (bins for calls, seconds for agents), a column per horizon."""

    horizon_seconds: Floats
    ringing: Floats
    in_menu: Floats | None
    talking: Floats
    wrapping: Floats
    next_call_share: Floats
    """Of one more call, were it sure to be answered."""
    answered_share: Floats
    answer_survival: Floats
    other_survival: Floats

    def of_calls(self, ages: Floats) -> Floats:
        return np.asarray(self.ringing[_bin_of(ages)])

    def of_hinted_calls(self, ages: Floats, rates: Floats) -> Floats:
        """As `of_calls`, each call with its own chance of an answer."""
        bins = _bin_of(ages)
        rate = rates[:, None]
        alive = rate * self.answer_survival[bins, None] + (1 - rate) * self.other_survival[bins, None]
        return np.asarray(rate * self.answered_share[bins] / (alive + _TINY))

    def of_menus(self, ages: Floats) -> Floats:
        if self.in_menu is None:
            return np.zeros((0, HORIZONS))
        return np.asarray(self.in_menu[_bin_of(ages)])

    def of_talks(self, ages: Floats) -> Floats:
        return np.asarray(self.talking[_second_of(ages)])

    def of_wraps(self, ages: Floats) -> Floats:
        return np.asarray(self.wrapping[_second_of(ages)])


def build_forecast(belief: Belief) -> Forecast:
    answered = cumulative(belief.answer_delay)
    answer_survival = 1 - np.interp(MIDDLES, EDGES, answered)
    other_survival = 1 - np.interp(MIDDLES, EDGES, cumulative(belief.other_delay))
    arrival, request_rate = _arrival(belief, answered)
    horizons = np.interp(_SHARES, arrival, EDGES)
    share = _share_by(horizons, belief, answered)
    rate = belief.answer_rate
    alive = rate * answer_survival + (1 - rate) * other_survival + _TINY
    seconds = horizons * BIN_SECONDS + belief.patience_seconds
    return Forecast(
        horizon_seconds=horizons * BIN_SECONDS,
        ringing=rate * share / alive[:, None],
        in_menu=None if belief.request_delay is None else _menu_chances(horizons, belief),
        talking=_talk_chances(seconds, belief),
        wrapping=_wrap_chances(seconds, belief.wrap_survival),
        next_call_share=request_rate * np.interp(horizons, EDGES, arrival),
        answered_share=share,
        answer_survival=answer_survival,
        other_survival=other_survival,
    )


def _arrival(belief: Belief, answered: Floats) -> tuple[Floats, float]:
    """The law of the time until an agent is needed, and the chance that one is once somebody answered."""
    if belief.request_delay is None or belief.request_rate is None:
        return answered, 1.0
    total = np.convolve(belief.answer_delay, belief.request_delay)[:BINS]
    return cumulative(total / total.sum()), belief.request_rate


def _share_by(horizons: Floats, belief: Belief, answered: Floats) -> Floats:
    """Of calls that will be answered: how many, by age, need an agent within each horizon and had not answered yet."""
    if belief.request_delay is None or belief.request_rate is None:
        reached = [np.interp(MIDDLES + horizon, EDGES, answered, right=1.0) for horizon in horizons]
        return np.array(reached).T - np.interp(MIDDLES, EDGES, answered)[:, None]
    requested = cumulative(belief.request_delay)
    columns = []
    for horizon in horizons:
        steps = np.arange(int(horizon) + 1)
        left = np.interp(horizon - steps - 0.5, EDGES, requested, left=0.0)
        padded = np.concatenate((belief.answer_delay, np.zeros(len(steps))))
        windows = np.lib.stride_tricks.sliding_window_view(padded, len(steps))[:BINS]
        columns.append(windows @ left)
    return belief.request_rate * np.array(columns).T


def _menu_chances(horizons: Floats, belief: Belief) -> Floats:
    assert belief.request_delay is not None and belief.exit_delay is not None and belief.request_rate is not None  # noqa: S101, PT018
    requested, rate = cumulative(belief.request_delay), belief.request_rate
    so_far = np.interp(MIDDLES, EDGES, requested)
    others = 1 - np.interp(MIDDLES, EDGES, cumulative(belief.exit_delay))
    alive = rate * (1 - so_far) + (1 - rate) * others + _TINY
    reached = [np.interp(MIDDLES + horizon, EDGES, requested, right=1.0) for horizon in horizons]
    return np.asarray(rate * (np.array(reached).T - so_far[:, None]) / alive[:, None])


def _talk_chances(seconds: Floats, belief: Belief) -> Floats:
    """Talk must end and the wrap-up after it too: the ends of talk within each second, times the wrap-ups that fit."""
    survival = belief.talk_survival
    ends = survival[:-1] - survival[1:]
    columns = []
    for horizon in seconds:
        steps = np.arange(int(horizon) + 1)
        wrapped = 1 - np.interp(horizon - steps - 0.5, _SECOND_EDGES, belief.wrap_survival, left=1.0)
        padded = np.concatenate((ends, np.zeros(len(steps))))
        windows = np.lib.stride_tricks.sliding_window_view(padded, len(steps))[:SECONDS]
        columns.append(windows @ wrapped)
    chances = np.array(columns).T / np.maximum(survival[:-1], _TINY)[:, None]
    return np.minimum(chances, 1.0)


def _wrap_chances(seconds: Floats, survival: Floats) -> Floats:
    later = [np.interp(_SECOND_EDGES[:-1] + horizon, _SECOND_EDGES, survival) for horizon in seconds]
    return np.asarray(1 - np.array(later).T / np.maximum(survival[:-1], _TINY)[:, None])


def _bin_of(ages: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.minimum(ages * (1 / BIN_SECONDS), BINS - 1.0).astype(np.int64)


def _second_of(ages: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.minimum(ages, SECONDS - 1.0).astype(np.int64)

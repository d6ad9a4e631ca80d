"""What is learned: delays, rates by exposure, hazards that know of the calls still running."""

import math

import numpy as np
import pytest

from dialer.pacing.delay_law import BIN_SECONDS, BINS, MIDDLES, DelayLaw, lognormal_guess
from dialer.pacing.experience import Experience
from dialer.pacing.exposure_rate import ExposureRate
from dialer.pacing.handling_law import HandlingLaw
from dialer.pacing.live_times import LiveTimes
from dialer.pacing.under_way import UnderWay

NOBODY = np.zeros(0)


def mean_seconds(probabilities: np.ndarray) -> float:
    return float(probabilities @ (MIDDLES * BIN_SECONDS))


def test_a_delay_begins_as_guessed_and_follows_what_is_seen() -> None:
    law = DelayLaw(lognormal_guess(13.3, 0.45), guess_weight=12, memory=100)
    assert mean_seconds(law.probabilities()) == pytest.approx(13.3, abs=0.1)
    for _ in range(1000):
        law.add(5.2)
    assert mean_seconds(law.probabilities()) == pytest.approx(5.2, abs=0.3)
    assert law.probabilities().sum() == pytest.approx(1)


@pytest.mark.parametrize("seconds", [0.0, 1e9])
def test_a_delay_beyond_the_bins_counts_in_the_last_ones(seconds: float) -> None:
    law = DelayLaw(lognormal_guess(10, 0.5), guess_weight=1, memory=100)
    law.add(seconds)
    assert law.probabilities().sum() == pytest.approx(1)


def rate_after(rate: ExposureRate, *, seconds: float, each_bin: int, answered: float) -> float:
    """Calls placed each bin; of them a share is answered eight bins later, the others end sooner."""
    law = np.zeros(BINS)
    law[8] = 1
    due: list[float] = [0.0] * 8
    credit = 0.0
    for _ in range(int(seconds / BIN_SECONDS)):
        for _ in range(each_bin):
            rate.started()
        due.append(each_bin * answered)
        credit += due.pop(0)
        for _ in range(int(credit)):
            rate.hit()
        credit -= int(credit)
        rate.advance(law)
        rate.forget_if_changed()
    return rate.rate()


def test_calls_that_still_ring_do_not_count_against_the_rate() -> None:
    rate = ExposureRate(0.25, guess_weight=6)
    assert rate_after(rate, seconds=3, each_bin=10, answered=0.25) == pytest.approx(0.25, abs=0.01)
    assert rate_after(rate, seconds=300, each_bin=10, answered=0.25) == pytest.approx(0.25, abs=0.02)


def test_a_step_in_the_rate_is_believed_within_a_minute() -> None:
    rate = ExposureRate(0.25, guess_weight=6)
    rate_after(rate, seconds=1200, each_bin=2, answered=0.15)
    assert rate.rate() == pytest.approx(0.15, abs=0.01)
    assert rate_after(rate, seconds=55, each_bin=2, answered=0.5) > 0.35


def test_a_rate_is_the_surer_the_more_was_seen() -> None:
    rate = ExposureRate(0.25, guess_weight=6)
    assert rate.deviation() > 0.5
    rate_after(rate, seconds=600, each_bin=4, answered=0.25)
    assert 0 < rate.deviation() < 0.1


@pytest.mark.parametrize("answered", [0.0, 1.0])
def test_a_rate_is_never_certain(answered: float) -> None:
    rate = ExposureRate(0.25, guess_weight=6)
    rate_after(rate, seconds=600, each_bin=4, answered=answered)
    assert 0 < rate.rate() < 1
    assert rate.deviation() > 0


@pytest.mark.parametrize("menu", [False, True])
def test_little_seen_is_taken_for_more_answers_not_fewer(menu: bool) -> None:  # noqa: FBT001
    experience = Experience(menu=menu)
    doubts = math.hypot(experience.answers.deviation(), experience.requests.deviation() if menu else 0.0)
    plain = experience.answers.rate() * (experience.requests.rate() if menu else 1.0)
    belief = experience.belief(UnderWay(), 0.0, patience_seconds=2.0)
    needed = belief.answer_rate * (belief.request_rate or 1.0)
    assert (1 + doubts) * plain * 0.999 <= needed < (1 + 1.3 * doubts) * plain


def test_talks_end_as_those_before_them() -> None:
    law = HandlingLaw(60, guess_weight=3)
    random = np.random.default_rng(1)
    for seconds in random.exponential(45, 4000):
        law.add(float(seconds))
    survival = law.survival(NOBODY)
    assert survival[0] == 1
    assert survival[45] == pytest.approx(np.exp(-1), abs=0.03)
    assert np.all(np.diff(survival) <= 0)


def test_talks_under_way_make_long_talks_likely_before_any_ended() -> None:
    law = HandlingLaw(60, guess_weight=3)
    running = law.survival(np.full(50, 170.0))
    assert running[170] > 0.8 > law.survival(NOBODY)[170]


def test_old_talks_are_forgotten() -> None:
    law = HandlingLaw(60, guess_weight=3)
    for seconds in (30.0, 300.0):
        for _ in range(9000):
            law.add(seconds)
    assert law.survival(NOBODY)[100] > 0.8


def test_what_is_under_way_is_counted_once() -> None:
    live = LiveTimes()
    for key in range(100):
        assert live.add(key, float(key))
    assert not live.add(3, 50.0)
    assert live.remove("unknown") is None
    assert live.remove(3) == 3.0
    assert len(live) == len(live.ages(200.0)) == 99


def test_the_oldest_are_the_ones_whose_end_was_missed() -> None:
    live = LiveTimes()
    for key, start in (("old", 0.0), ("new", 90.0), ("older", -5.0)):
        live.add(key, start)
    assert live.drop_older_than(80, 100, at_most=1) == 1
    assert sorted(live.ages(100).tolist()) == [10, 100]
    live.keep_at_most(1)
    assert live.ages(100).tolist() == [10]
    assert live.drop_older_than(80, 100, at_most=1) == 0
    live.keep_at_most(-1)
    assert len(live) == 0

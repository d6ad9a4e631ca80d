"""How good forecasts were: true on average, and telling calls apart."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.forecast_score import Forecast, score_forecasts


def test_a_certain_and_true_forecast_costs_nothing() -> None:
    score = score_forecasts([Forecast(1.0, came=True), Forecast(0.0, came=False)])
    assert score.brier == 0
    assert score.log_loss == pytest.approx(0, abs=1e-5)
    assert score.calibration_error == 0


def test_a_certain_and_false_forecast_costs_much_and_not_without_bound() -> None:
    score = score_forecasts([Forecast(1.0, came=False)])
    assert score.brier == 1
    assert 10 < score.log_loss < 20


def test_one_rate_for_all_is_calibrated_and_tells_nothing_apart() -> None:
    score = score_forecasts([Forecast(0.25, came=number % 4 == 0) for number in range(400)])
    assert score.rate == score.bins[0].observed == 0.25
    assert len(score.bins) == 1
    assert score.calibration_error == 0
    assert score.brier == pytest.approx(0.25 * 0.75)
    assert score.log_loss == pytest.approx(-(0.25 * math.log(0.25) + 0.75 * math.log(0.75)))


def test_who_tells_calls_apart_scores_better_and_its_bins_hold_the_truth() -> None:
    rng = random.Random(3)
    told, flat = [], []
    for _ in range(4000):
        chance = rng.random()
        came = rng.random() < chance
        told.append(Forecast(chance, came))
        flat.append(Forecast(0.5, came))
    good, poor = score_forecasts(told), score_forecasts(flat)
    assert good.brier < poor.brier
    assert good.log_loss < poor.log_loss
    assert [one.count for one in good.bins] == [400] * 10
    assert sum(one.low <= one.forecast <= one.high for one in good.bins) >= 8


def test_a_forecast_that_promises_too_much_is_found_out() -> None:
    score = score_forecasts([Forecast(0.8, came=number % 5 == 0) for number in range(100)])
    assert score.calibration_error == pytest.approx(0.6)
    assert score.bins[0].high < 0.8


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.1, 0.3, 0.9, 1.0]), st.booleans()), min_size=1, max_size=80))
def test_every_forecast_is_in_one_bin_and_equal_ones_in_the_same(pairs: list[tuple[float, bool]]) -> None:
    score = score_forecasts([Forecast(chance, came) for chance, came in pairs])
    assert sum(one.count for one in score.bins) == len(pairs)
    assert len(score.bins) <= len({chance for chance, _ in pairs})
    assert [one.forecast for one in score.bins] == sorted(one.forecast for one in score.bins)
    assert all(0 <= one.low <= one.observed + 1e-9 and one.observed - 1e-9 <= one.high <= 1 for one in score.bins)

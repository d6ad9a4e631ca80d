"""The risk is the chance it says it is, the price of a lost person goes up with the lost and down with the served."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.pacing.abandon_price import AbandonPrice
from dialer.pacing.promise import Measure, Promise
from dialer.pacing.risk import calls_within_risk_exact, calls_within_risk_normal

CHANCES = st.lists(st.floats(0, 1), max_size=3)


def rows(chances: list[float]) -> np.ndarray:
    return np.array(chances, dtype=float).reshape(-1, 1).repeat(4, axis=1)


def chance_of_nobody(answers: list[float], freed: list[float], free: int) -> float:
    """By counting every case."""
    total = 0.0
    for case in product((0, 1), repeat=len(answers) + len(freed)):
        chances = [c if hit else 1 - c for hit, c in zip(case, [*answers, *freed], strict=True)]
        short = sum(case[: len(answers)]) - sum(case[len(answers) :]) >= free
        total += float(np.prod(chances)) if short else 0.0
    return total


@given(answers=CHANCES, freed=CHANCES, free=st.integers(-3, 6))
@settings(deadline=None)
def test_the_exact_risk_counts_every_case(answers: list[float], freed: list[float], free: int) -> None:
    fit = calls_within_risk_exact(rows(answers), rows(freed), free, np.full(4, 0.3), -1.0, 10)
    assert fit.calls == 0
    assert fit.risk == pytest.approx(chance_of_nobody(answers, freed, free), abs=1e-9)


@given(answers=CHANCES, freed=CHANCES, free=st.integers(0, 6), limit=st.floats(0.01, 0.5))
@settings(deadline=None)
def test_the_last_call_placed_was_within_the_limit(
    answers: list[float], freed: list[float], free: int, limit: float
) -> None:
    fit = calls_within_risk_exact(rows(answers), rows(freed), free, np.full(4, 0.3), limit, 4)
    if fit.calls:
        assert chance_of_nobody(answers + [0.3] * (fit.calls - 1), freed, free) <= limit + 1e-9
    if fit.calls < 4:
        assert chance_of_nobody(answers + [0.3] * fit.calls, freed, free) > limit - 1e-9


def test_many_add_up_to_the_normal_law() -> None:
    answers, freed, next_call = np.full((120, 4), 0.2), np.full((40, 4), 0.3), np.full(4, 0.2)
    mean = answers.sum(0) - freed.sum(0)
    variance = (answers * (1 - answers)).sum(0) + (freed * (1 - freed)).sum(0)
    normal = calls_within_risk_normal(mean, variance, 30, next_call, 0.05, 400)
    exact = calls_within_risk_exact(answers, freed, 30, next_call, 0.05, 400)
    assert abs(normal.calls - exact.calls) <= 1
    assert calls_within_risk_normal(mean, variance, 30, next_call, 2.0, 7).calls == 7


def test_numbers_with_their_own_chances_are_taken_in_order() -> None:
    chances = np.array([0.9, 0.1, 0.1, 0.1]).reshape(-1, 1).repeat(4, axis=1)
    nobody = np.zeros((0, 4))
    assert calls_within_risk_exact(nobody, nobody, 2, chances, 0.2, 10).calls > 2
    assert calls_within_risk_exact(nobody, nobody, 2, chances[::-1], 0.2, 10).calls >= 4
    zero = np.zeros(4)
    assert calls_within_risk_normal(zero, zero, 2, chances, 0.2, 10).calls >= 2


def test_every_person_served_allows_a_little_more_and_every_one_lost_much_less() -> None:
    price = AbandonPrice(0.028)
    risks = [price.risk()]
    for _ in range(100):
        price.asked()
    risks.append(price.risk())
    for _ in range(10):
        price.lost(0.0)
    risks.append(price.risk())
    assert risks[2] < risks[0] < risks[1]


@pytest.mark.parametrize("target", [0.005, 0.03, 0.2])
def test_a_promise_of_less_begins_with_less_risk(target: float) -> None:
    assert AbandonPrice(target / 2).risk() == pytest.approx(AbandonPrice(target).risk() / 2)


def test_the_price_comes_back_from_its_bounds() -> None:
    price = AbandonPrice(0.03)
    lowest = price.risk()
    for turn in range(20_000):
        price.asked()
        if turn < 5000 and turn % 16 == 0:
            price.lost(100.0 * turn)
        lowest = min(lowest, price.risk())
    assert 0 < lowest < 0.01
    assert 0.1 < price.risk() < 1


def test_people_lost_together_say_less_than_as_many_lost_one_by_one() -> None:
    apart, together = AbandonPrice(0.03), AbandonPrice(0.03)
    for person in range(8):
        apart.lost(100.0 * person)
        together.lost(1.0 * person)
    assert apart.risk() < together.risk() < AbandonPrice(0.03).risk()


def test_what_is_owed_for_long_makes_every_person_dearer_for_good() -> None:
    price = AbandonPrice(0.03)
    for person in range(4):
        price.lost(100.0 * person)
    risks = []
    for turn in range(3000):
        price.asked()
        if turn % 33 == 0:
            price.lost(1000.0 + 100.0 * turn)
        risks.append(price.risk())
    assert risks[-1] < risks[0] / 1.5


def test_only_a_relaxed_promise_bears_that_people_wait() -> None:
    bearable = [Promise(target=0.03, measure=goal).bearable_seconds(2.0) for goal in ("abandon", "strict", "relaxed")]
    assert bearable[0] == bearable[1] == 2.0 < bearable[2]


@pytest.mark.parametrize(("measure", "dearer"), [("strict", True), ("abandon", False), ("relaxed", False)])
def test_the_late_count_as_lost_only_when_strict(measure: Measure, dearer: bool) -> None:  # noqa: FBT001
    prompt, late = (Promise(target=0.03, measure=measure) for _ in range(2))
    for promise, wait in ((prompt, 0.5), (late, 3.0)):
        promise.need_agent("call", 0)
        promise.served("call", 9, wait)
    assert (late.risk_limit() < prompt.risk_limit()) is dearer


def test_a_relaxed_promise_slows_down_when_people_wait_long() -> None:
    promise = Promise(target=0.03, measure="relaxed")
    before = promise.risk_limit()
    for call in range(40):
        promise.need_agent(call, 0)
        promise.served(call, 6, None)
    assert promise.risk_limit() < before / 4


def test_people_unknown_or_told_twice_change_nothing() -> None:
    promise = Promise(target=0.03, measure="strict")
    promise.need_agent("call", 0)
    promise.need_agent("call", 1)
    promise.lost("call", 2)
    after = promise.risk_limit()
    promise.lost("call", 3)
    promise.served("call", 4, 9.0)
    assert promise.risk_limit() == after


def test_who_waits_too_long_is_counted_before_an_agent_comes_and_only_once() -> None:
    promise = Promise(target=0.03, measure="strict")
    promise.need_agent("call", 0)
    promise.settle(1.9, None)
    before = promise.risk_limit()
    promise.settle(2.1, None)
    late = promise.risk_limit()
    assert late < before
    promise.settle(2.6, None)
    promise.served("call", 9, 9.0)
    assert promise.risk_limit() == late

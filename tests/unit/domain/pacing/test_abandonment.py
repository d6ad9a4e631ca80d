"""The promise holds over 30 days and the day; the half hour stops only what chance does not explain."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pacing.abandonment import (
    AbandonmentMeter,
    AbandonmentPolicy,
    AbandonmentTally,
    AbandonmentWindow,
    AbandonmentWindows,
    OverdialDecision,
    decide_overdial,
)

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
POLICY = AbandonmentPolicy()


def tally(answered: int, abandoned: int) -> AbandonmentTally:
    return AbandonmentTally(answered=answered, abandoned=abandoned)


def served(meter: AbandonmentMeter, at: datetime, answered: int, abandoned: int = 0) -> None:
    for _ in range(answered):
        meter.answered(at, at.date())
    for _ in range(abandoned):
        meter.abandoned(at, at.date())


@pytest.mark.parametrize("policy", [POLICY, AbandonmentPolicy(target=0.005)])
def test_a_kept_promise_allows_overdialing(policy: AbandonmentPolicy) -> None:
    kept = tally(1000, int(1000 * policy.target))
    windows = AbandonmentWindows(thirty_days=kept, day=kept, half_hour=kept)
    assert decide_overdial(windows, policy) == OverdialDecision(allowed=True)


def test_a_promise_broken_over_thirty_days_stops() -> None:
    windows = AbandonmentWindows(thirty_days=tally(1000, 31), day=tally(300, 2))
    assert decide_overdial(windows, POLICY) == OverdialDecision(allowed=False, window=AbandonmentWindow.THIRTY_DAYS)


def test_a_promise_broken_today_stops() -> None:
    windows = AbandonmentWindows(thirty_days=tally(9000, 100), day=tally(100, 4))
    assert decide_overdial(windows, POLICY) == OverdialDecision(allowed=False, window=AbandonmentWindow.DAY)


def test_a_few_answers_are_no_verdict() -> None:
    windows = AbandonmentWindows(thirty_days=tally(99, 4), day=tally(99, 4), half_hour=tally(99, 4))
    assert decide_overdial(windows, POLICY).allowed


def test_a_half_hour_that_chance_does_not_explain_stops() -> None:
    fine = AbandonmentWindows(thirty_days=tally(9000, 100), day=tally(900, 20), half_hour=tally(60, 6))
    assert decide_overdial(fine, POLICY).allowed
    late = AbandonmentWindows(thirty_days=tally(9000, 100), day=tally(900, 20), half_hour=tally(60, 7))
    assert decide_overdial(late, POLICY) == OverdialDecision(allowed=False, window=AbandonmentWindow.HALF_HOUR)


def test_a_target_of_nothing_never_allows_it() -> None:
    assert decide_overdial(AbandonmentWindows(), AbandonmentPolicy(target=0)) == OverdialDecision(allowed=False)


@pytest.mark.parametrize("target", [-0.01, 1.0])
def test_a_target_is_a_share(target: float) -> None:
    with pytest.raises(ValueError, match="share"):
        AbandonmentPolicy(target=target)


def test_a_share_of_nothing_is_nothing() -> None:
    assert AbandonmentTally().share == 0
    assert tally(200, 3).share == 0.015


def test_earlier_days_count_until_they_are_a_month_old() -> None:
    days = {TODAY - timedelta(days=back): tally(100, 1) for back in (1, 29, 30)}
    meter = AbandonmentMeter(days=days)
    served(meter, NOON, 10, 1)
    windows = meter.windows(NOON, TODAY)
    assert windows.thirty_days == tally(210, 3)
    assert windows.day == tally(10, 1)


def test_the_half_hour_rolls() -> None:
    meter = AbandonmentMeter()
    served(meter, NOON, 5)
    served(meter, NOON + timedelta(minutes=20), 3, 1)
    # A minute's people and one told late: counted with the latest minute.
    served(meter, NOON + timedelta(minutes=19), 1)
    assert meter.windows(NOON + timedelta(minutes=30), TODAY).half_hour == tally(9, 1)
    assert meter.windows(NOON + timedelta(minutes=31), TODAY).half_hour == tally(4, 1)
    assert meter.windows(NOON + timedelta(minutes=51), TODAY).half_hour == tally(0, 0)


def test_a_day_with_nobody_is_empty() -> None:
    assert AbandonmentMeter().windows(NOON, TODAY) == AbandonmentWindows()


@given(
    day=st.tuples(st.integers(100, 5000), st.integers(0, 500)),
    half=st.tuples(st.integers(0, 500), st.integers(0, 100)),
    target=st.floats(0.005, 0.2),
)
def test_nobody_is_overdialed_once_the_day_is_over_its_target(
    day: tuple[int, int], half: tuple[int, int], target: float
) -> None:
    windows = AbandonmentWindows(thirty_days=tally(10**6, 0), day=tally(*day), half_hour=tally(*half))
    decision = decide_overdial(windows, AbandonmentPolicy(target=target))
    if day[1] > target * day[0]:
        assert not decision.allowed
    if decision.allowed:
        assert half[1] <= target * half[0] + 3 * (target * half[0]) ** 0.5 + 1

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
    windows = AbandonmentWindows(thirty_days=tally(3000, 91), day=tally(300, 2))
    assert decide_overdial(windows, POLICY) == OverdialDecision(allowed=False, window=AbandonmentWindow.THIRTY_DAYS)


def test_a_promise_broken_today_stops() -> None:
    windows = AbandonmentWindows(thirty_days=tally(9000, 100), day=tally(3000, 91))
    assert decide_overdial(windows, POLICY) == OverdialDecision(allowed=False, window=AbandonmentWindow.DAY)


@pytest.mark.parametrize(
    ("answered", "borne"),
    [(100, 6), (400, 18), (1000, 37), (2000, 65), (2999, 89), (3000, 90), (30_000, 900)],
)
def test_a_young_day_bears_part_of_what_chance_explains_and_a_grown_one_nothing(answered: int, borne: int) -> None:
    def allowed(abandoned: int) -> bool:
        return decide_overdial(AbandonmentWindows(day=tally(answered, abandoned)), POLICY).allowed

    assert (allowed(borne), allowed(borne + 1)) == (True, False)


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


COUNTS = st.tuples(st.integers(0, 20_000), st.integers(0, 2000))
TARGETS = st.floats(0.005, 0.2)


@given(thirty_days=COUNTS, day=COUNTS, half_hour=COUNTS, target=TARGETS)
def test_nobody_is_overdialed_once_a_grown_window_is_over_its_target(
    thirty_days: tuple[int, int], day: tuple[int, int], half_hour: tuple[int, int], target: float
) -> None:
    windows = AbandonmentWindows(thirty_days=tally(*thirty_days), day=tally(*day), half_hour=tally(*half_hour))
    decision = decide_overdial(windows, AbandonmentPolicy(target=target))
    if any(answered >= 3000 and abandoned > target * answered for answered, abandoned in (thirty_days, day)):
        assert not decision.allowed
    if any(
        answered >= 100 and abandoned > target * answered + 2 * (target * answered) ** 0.5
        for answered, abandoned in (thirty_days, day)
    ):
        assert not decision.allowed
    if half_hour[1] > target * half_hour[0] + 3 * (target * half_hour[0]) ** 0.5 + 1:
        assert not decision.allowed


@given(thirty_days=COUNTS, day=COUNTS, half_hour=COUNTS, more=COUNTS, target=TARGETS)
def test_more_people_lost_never_allow_what_was_forbidden(
    thirty_days: tuple[int, int],
    day: tuple[int, int],
    half_hour: tuple[int, int],
    more: tuple[int, int],
    target: float,
) -> None:
    policy = AbandonmentPolicy(target=target)
    windows = AbandonmentWindows(thirty_days=tally(*thirty_days), day=tally(*day), half_hour=tally(*half_hour))
    lost = tally(0, more[1])
    worse = AbandonmentWindows(
        thirty_days=windows.thirty_days + lost, day=windows.day + lost, half_hour=windows.half_hour + lost
    )
    assert decide_overdial(windows, policy).allowed or not decide_overdial(worse, policy).allowed


@given(answered=st.integers(100, 20_000), target=TARGETS)
def test_what_is_borne_above_the_target_is_a_share_that_only_falls(answered: int, target: float) -> None:
    def most(people: int) -> int:
        policy = AbandonmentPolicy(target=target)
        low, high = 0, people + 1
        while high - low > 1:
            middle = (low + high) // 2
            windows = AbandonmentWindows(day=tally(people, middle))
            low, high = (middle, high) if decide_overdial(windows, policy).allowed else (low, middle)
        return low

    later = answered * 2
    # One person is more of few than of many: within that, the share never rises.
    assert most(later) / later <= (most(answered) + 1) / answered

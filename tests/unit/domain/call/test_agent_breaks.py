"""Who is about to leave the floor, and which pauses the law counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.agent_breaks import BreakPolicy, Leaving, ShiftSoFar, after_pause, decide_leaving
from domain.call.agent_session import PauseReason

BEGAN = datetime(2026, 11, 24, 11, tzinfo=UTC)
POLICY = BreakPolicy()


def leaving(after: timedelta, **shift: object) -> Leaving | None:
    so_far = ShiftSoFar(began_at=BEGAN, **shift)  # type: ignore[arg-type]
    return decide_leaving(so_far, POLICY, now=BEGAN + after).because


def test_nobody_leaves_in_the_middle_of_their_work() -> None:
    assert leaving(timedelta(minutes=30)) is None
    assert not decide_leaving(ShiftSoFar(began_at=BEGAN), POLICY, now=BEGAN).leaves


def test_a_pause_asked_for_is_counted_on_at_any_time() -> None:
    assert leaving(timedelta(minutes=5), asked=PauseReason.RESTROOM) is Leaving.ASKED


@pytest.mark.parametrize(
    ("minutes", "because"),
    [
        (100, Leaving.REST_DUE),
        (180, Leaving.MEAL_DUE),
        (260, Leaving.REST_DUE),
        (360, Leaving.SHIFT_OVER),
    ],
)
def test_a_break_is_known_twenty_seconds_before_and_forgotten_when_it_is_not_taken(
    minutes: int, because: Leaving
) -> None:
    due = timedelta(minutes=minutes)
    assert leaving(due - timedelta(seconds=21)) is None
    assert leaving(due - timedelta(seconds=20)) is because
    assert leaving(due) is because
    assert leaving(due + timedelta(seconds=119)) is because
    assert leaving(due + timedelta(seconds=120)) is None


def test_a_break_taken_before_is_not_waited_for_again() -> None:
    assert leaving(timedelta(minutes=100), rests=1) is None
    assert leaving(timedelta(minutes=260), rests=1) is Leaving.REST_DUE
    assert leaving(timedelta(minutes=260), rests=2) is None
    assert leaving(timedelta(minutes=180), meals=1) is None


@pytest.mark.parametrize(
    ("reason", "minutes", "rests", "meals"),
    [
        (PauseReason.REST, 10, 1, 0),
        (PauseReason.REST, 9, 0, 0),
        (PauseReason.MEAL, 20, 0, 1),
        (PauseReason.MEAL, 19, 0, 0),
        (PauseReason.RESTROOM, 30, 0, 0),
        (None, 30, 0, 0),
    ],
)
def test_only_a_whole_rest_or_meal_counts(reason: PauseReason | None, minutes: int, rests: int, meals: int) -> None:
    shift = after_pause(ShiftSoFar(began_at=BEGAN), POLICY, reason=reason, lasted=timedelta(minutes=minutes))
    assert (shift.rests, shift.meals) == (rests, meals)


@pytest.mark.parametrize("minutes", [59, 291])
def test_no_rest_lies_in_the_first_or_the_last_hour(minutes: int) -> None:
    with pytest.raises(ValueError, match="first and before the last hour"):
        BreakPolicy(rests_at=(timedelta(minutes=minutes),))


@given(seconds=st.integers(0, 8 * 3600), rests=st.integers(0, 3), meals=st.integers(0, 2))
def test_breaks_already_taken_never_make_anybody_leave(seconds: int, rests: int, meals: int) -> None:
    worked = timedelta(seconds=seconds)
    because = leaving(worked, rests=rests, meals=meals)
    assert not (because is Leaving.REST_DUE and rests >= len(POLICY.rests_at))
    assert not (because is Leaving.MEAL_DUE and meals >= len(POLICY.meals_at))
    assert because is not Leaving.SHIFT_OVER or worked >= POLICY.longest_shift - POLICY.notice

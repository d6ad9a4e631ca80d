"""Nobody's voicemail is filled."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.contact.facts import LOOK_BACK
from domain.contact.voicemail_message import REST, decide_message

NOON = datetime(2026, 11, 24, 15, tzinfo=UTC)
CALLS = st.lists(st.integers(0, 60 * 24 * 60), max_size=80).map(sorted)


def test_the_first_message_may_be_left() -> None:
    assert decide_message([], now=NOON)


def test_a_week_to_the_minute_is_too_soon() -> None:
    assert not decide_message([NOON - REST], now=NOON)
    assert decide_message([NOON - REST - timedelta(minutes=1)], now=NOON)


def test_one_that_a_clock_put_into_the_future_counts() -> None:
    assert not decide_message([NOON + timedelta(hours=2)], now=NOON)


def test_what_the_ledger_is_asked_for_is_enough_to_decide_by() -> None:
    assert LOOK_BACK > REST


@given(CALLS)
def test_however_often_one_is_called_no_seven_days_hold_two_messages(minutes: list[int]) -> None:
    left: list[datetime] = []
    for minute in minutes:
        now = NOON + timedelta(minutes=minute)
        if decide_message([at for at in left if at > now - LOOK_BACK], now=now):
            left.append(now)
    assert bool(left) == bool(minutes)
    assert all(later - sooner > REST for sooner, later in pairwise(left))

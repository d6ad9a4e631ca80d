from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.callback import LEAST_TIME, Period, callback_slots
from domain.contact.calling_window import WindowPolicy, decide_calling_window
from domain.contact.ddd import UF_OF_DDD

SP, CE, AC = "+5511987654321", "+5585987654321", "+5568987654321"
TUESDAY = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def told(number: str, now: datetime = TUESDAY, uf: str = "") -> list[tuple[date, Period]]:
    return [(slot.day, slot.period) for slot in callback_slots(number, uf, now=now)]


def test_the_next_three_days_are_offered_by_parts_of_the_day() -> None:
    assert told(SP) == [(date(2026, 11, day), period) for day in (25, 26, 27) for period in Period]


def test_saturdays_end_early_and_sundays_are_passed_over() -> None:
    friday = TUESDAY + timedelta(days=3)
    assert told(SP, friday) == [
        (date(2026, 11, 28), Period.MORNING),
        (date(2026, 11, 28), Period.AFTERNOON),
        *((date(2026, 11, day), period) for day in (30,) for period in Period),
        *((date(2026, 12, 1), period) for period in Period),
    ]


def test_where_calls_end_at_six_there_is_no_evening() -> None:
    assert {period for _, period in told(CE)} == {Period.MORNING, Period.AFTERNOON}


def test_the_parts_are_on_the_debtors_own_clock() -> None:
    first = callback_slots(AC, now=TUESDAY)[0]
    assert first.starts_at.astimezone(ZoneInfo("America/Rio_Branco")).hour == 8


def test_a_hardly_open_part_is_not_offered() -> None:
    # An address two hours west of the number: its morning begins at ten there.
    parts = callback_slots(SP, "AC", now=TUESDAY)
    assert all(slot.ends_at - slot.starts_at >= LEAST_TIME for slot in parts)


def test_an_unknown_region_has_no_slot() -> None:
    assert callback_slots("+5520987654321", now=TUESDAY) == ()
    assert callback_slots("", now=TUESDAY) == ()


def test_closed_for_weeks_there_is_nothing_to_offer() -> None:
    closed = WindowPolicy(closed_dates=frozenset(date(2026, 11, 24) + timedelta(days=ahead) for ahead in range(40)))
    assert callback_slots(SP, now=TUESDAY, policy=closed) == ()


@given(
    st.sampled_from(sorted(UF_OF_DDD)),
    st.timedeltas(timedelta(0), timedelta(days=700)).map(lambda ahead: datetime(2026, 1, 1, tzinfo=UTC) + ahead),
)
def test_nobody_is_promised_a_call_outside_their_hours(ddd: int, now: datetime) -> None:
    number = f"+55{ddd}987654321"
    for slot in callback_slots(number, now=now):
        assert slot.starts_at > now
        assert decide_calling_window(number, now=slot.starts_at).allowed
        assert decide_calling_window(number, now=slot.ends_at - timedelta(seconds=1)).allowed


@pytest.mark.parametrize("days", [1, 2])
def test_fewer_days_may_be_asked_for(days: int) -> None:
    assert len({slot.day for slot in callback_slots(SP, now=TUESDAY, days=days)}) == days

"""The soonest callback that may be promised."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.contact.soonest import soonest_callback

SP = "+5511987654321"


def at(hour: int, minute: int = 0, *, day: int = 24) -> datetime:
    """In São Paulo, in November 2026; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour + 3, minute, tzinfo=UTC)


def test_in_the_middle_of_the_day_it_is_still_today() -> None:
    callback = soonest_callback(SP, now=at(10))
    assert callback is not None
    assert callback.today
    assert callback.day == date(2026, 11, 24)
    assert callback.starts_at == at(10, 10)
    assert callback.ends_at - callback.starts_at == timedelta(hours=3)


@pytest.mark.parametrize("now", [at(19, 30), at(20, 30)], ids=["hardly any time left", "closed"])
def test_late_in_the_day_it_is_the_next_morning(now: datetime) -> None:
    callback = soonest_callback(SP, now=now)
    assert callback is not None
    assert not callback.today
    assert callback.starts_at == at(8, day=25)


def test_before_the_hours_begin_it_is_when_they_do() -> None:
    callback = soonest_callback(SP, now=at(6))
    assert callback is not None
    assert callback.today
    assert callback.starts_at == at(8)


def test_just_before_the_hours_begin_nobody_is_promised_a_call_before_them() -> None:
    callback = soonest_callback(SP, now=at(7, 30))
    assert callback is not None
    assert callback.starts_at >= at(8)


def test_on_a_sunday_it_is_monday() -> None:
    callback = soonest_callback(SP, now=at(10, day=29))
    assert callback is not None
    assert callback.day == date(2026, 11, 30)


def test_where_the_region_is_unknown_nothing_is_promised() -> None:
    assert soonest_callback("+5500987654321", now=at(10)) is None
    assert soonest_callback("+5500987654321", "SP", now=at(10)) is None

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.negotiation.business_days import end_of_pause, next_business_day
from domain.negotiation.local_holidays import LocalHolidays

CITY_DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "uf", "is_holiday"),
    [
        (date(2026, 12, 25), "", True),
        (date(2026, 12, 25), "DF", True),
        (date(2026, 11, 30), "DF", True),  # of that state alone
        (date(2026, 11, 30), "SP", False),
        (date(2026, 11, 30), "", False),
        (date(2026, 11, 30), "XX", False),  # a state that nobody knows adds nothing
        (date(2026, 2, 17), "SP", True),  # Carnival
        (CITY_DAY, "SP", True),
        (CITY_DAY, "XX", True),
    ],
)
def test_banks_rest_on_the_days_of_nation_state_and_city(day: date, uf: str, *, is_holiday: bool) -> None:
    assert (day in LocalHolidays(uf, frozenset({CITY_DAY}))) is is_holiday


def test_what_is_no_day_is_no_holiday() -> None:
    assert "2026-12-25" not in LocalHolidays("SP")


def test_a_payment_slides_over_city_day_weekend_and_state_day() -> None:
    assert next_business_day(CITY_DAY, holidays=LocalHolidays("DF", frozenset({CITY_DAY}))) == date(2026, 12, 1)


def test_a_pause_ends_with_the_working_day_of_the_house() -> None:
    late_thursday = datetime(2026, 11, 27, 1, tzinfo=UTC)  # still the 26th in Brasília
    holidays = LocalHolidays("SP", frozenset({CITY_DAY}))
    ends = end_of_pause(late_thursday, 2, zone=ZoneInfo("America/Sao_Paulo"), holidays=holidays)
    assert ends == datetime(2026, 12, 2, 2, 59, 59, 999_999, tzinfo=UTC)

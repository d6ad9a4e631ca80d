"""Working days: Monday to Friday, less the holidays given."""

import calendar
from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def is_business_day(day: date, *, holidays: Container[date] = ()) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def next_business_day(day: date, *, holidays: Container[date] = ()) -> date:
    """The day itself when it is a working one, else the first that follows."""
    while not is_business_day(day, holidays=holidays):
        day += _ONE_DAY
    return day


def add_business_days(day: date, count: int, *, holidays: Container[date] = ()) -> date:
    """The `count`-th working day after `day`."""
    for _ in range(count):
        day = next_business_day(day + _ONE_DAY, holidays=holidays)
    return day


def end_of_pause(now: datetime, days: int, *, zone: tzinfo, holidays: Container[date] = ()) -> datetime:
    """The last instant, in UTC, of the `days`-th working day after today, as `zone` counts days."""
    last = add_business_days(now.astimezone(zone).date(), days, holidays=holidays)
    return datetime.combine(last, time.max, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=16_384)
def add_months(day: date, count: int) -> date:
    """The same day of a later month, or that month's last when it is shorter."""
    if not count:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

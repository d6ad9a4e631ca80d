"""The demo's calendar: it always starts on a working Tuesday at ten, so that the calling window stays as it is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.contact.closed_days import is_closed_day
from simulator.places import PLACES

_TUESDAY = 1
_START = time(10)
_STATES = frozenset(place.uf for place in PLACES)


def demo_start(now: datetime, zone: ZoneInfo, *, after: date | None = None) -> datetime:
    """The first Tuesday from today on, or past `after`, that is a working day wherever the demo's people live."""
    day = now.astimezone(zone).date()
    if after is not None:
        day = max(day, after + timedelta(days=1))
    while day.weekday() != _TUESDAY or any(is_closed_day(uf, day) for uf in _STATES):
        day += timedelta(days=1)
    return datetime.combine(day, _START, zone)

"""When somebody may ask to be called back: days and parts of a day within the hours of their state, on their clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.contact.calling_window import DEFAULT_POLICY, WindowPolicy, open_span
from domain.contact.ddd import zones_of, zones_of_uf

DAYS_OFFERED: Final = 3
LOOK_AHEAD_DAYS: Final = 14
LEAST_TIME: Final = timedelta(hours=1)
"""A part of a day that is almost over, or hardly within the hours, is no answer to "when"."""


class Period(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


_PARTS: Final = {
    Period.MORNING: (time(8), time(12)),
    Period.AFTERNOON: (time(12), time(18)),
    Period.EVENING: (time(18), time(20)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSlot:
    """`day` and `period` on the clock of whoever is called back; `starts_at` and `ends_at` are the same in UTC."""

    day: date
    period: Period
    starts_at: datetime
    ends_at: datetime


def callback_slots(
    number: str,
    address_uf: str = "",
    *,
    now: datetime,
    policy: WindowPolicy = DEFAULT_POLICY,
    days: int = DAYS_OFFERED,
) -> tuple[CallbackSlot, ...]:
    """The slots of the first `days` days from tomorrow on that have any, in order; none where the region is unknown."""
    zones = zones_of(number) or zones_of_uf(address_uf)
    if not zones:
        return ()
    zone = ZoneInfo(zones[0])
    today = now.astimezone(zone).date()
    found: list[CallbackSlot] = []
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        day = today + timedelta(days=ahead)
        found += _slots_of(day, open_span(number, address_uf, day=day, policy=policy), zone)
        if len({slot.day for slot in found}) == days:
            break
    return tuple(found)


def _slots_of(day: date, span: tuple[datetime, datetime] | None, zone: ZoneInfo) -> Iterator[CallbackSlot]:
    if span is None:
        return
    for period, (first, last) in _PARTS.items():
        starts = max(span[0], datetime.combine(day, first, zone).astimezone(UTC))
        ends = min(span[1], datetime.combine(day, last, zone).astimezone(UTC))
        if ends - starts >= LEAST_TIME:
            yield CallbackSlot(day=day, period=period, starts_at=starts, ends_at=ends)

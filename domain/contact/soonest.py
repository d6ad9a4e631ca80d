"""The soonest callback that can be promised to somebody who does not want to wait on the line."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.contact.calling_window import decide_calling_window
from domain.contact.ddd import zones_of, zones_of_uf

NOT_BEFORE: Final = timedelta(minutes=10)
WITHIN: Final = timedelta(hours=3)
ROOM: Final = timedelta(hours=1)
"""A promise for today needs so much of the hours to be left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoonestCallback:
    """`day` on the clock of whoever is called."""

    day: date
    today: bool
    starts_at: datetime
    ends_at: datetime


def soonest_callback(number: str, address_uf: str = "", *, now: datetime) -> SoonestCallback | None:
    """Today while there is an hour left of the legal hours, else when they begin again; None where nobody may call."""
    zones = zones_of(number) or zones_of_uf(address_uf)
    if not zones:
        return None
    zone = ZoneInfo(zones[0])
    decision = decide_calling_window(number, address_uf, now=now + ROOM)
    open_now = decision.allowed and decide_calling_window(number, address_uf, now=now).allowed
    starts_at = now + NOT_BEFORE if open_now else decision.until or now + ROOM
    if not open_now and not decision.allowed and decision.until is None:
        return None
    day = starts_at.astimezone(zone).date()
    return SoonestCallback(
        day=day, today=day == now.astimezone(zone).date(), starts_at=starts_at, ends_at=starts_at + WITHIN
    )

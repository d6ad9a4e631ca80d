"""The hours in which a debtor may be called: on their clock, in their state, on the strictest of what may be theirs.

A number tells a state and the zones it may be in; the debtor's address may tell another state. The call must be within
the hours of both, on every clock that may hang on the debtor's wall. Whatever is not known is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.contact.closed_days import is_closed_day
from domain.contact.ddd import uf_of, zones_of, zones_of_uf

SEARCH_DAYS = 30
Hours = tuple[time, time]
"""First instant in, first instant out."""


@dataclass(frozen=True, slots=True)
class WeekHours:
    """None: no call at all on that day. Sundays and holidays are never open and have no entry."""

    weekdays: Hours | None
    saturday: Hours | None


@dataclass(frozen=True, slots=True, eq=False)
class WindowTable:
    """One version of the hours, by state. Compared by identity: a table is made once and shared, so caches work."""

    version: str
    default: WeekHours
    by_uf: Mapping[str, WeekHours] = field(default_factory=dict)

    def hours_of(self, uf: str) -> WeekHours:
        return self.by_uf.get(uf, self.default)


_EVERYWHERE = WeekHours(weekdays=(time(8), time(20)), saturday=(time(8), time(14)))
HOURS_2026_11 = WindowTable(
    version="2026-11",
    default=_EVERYWHERE,
    by_uf=MappingProxyType(
        {
            "SP": _EVERYWHERE,  # Lei 15.426/2014
            "AL": _EVERYWHERE,  # Lei 7.782/2016
            "CE": WeekHours(weekdays=(time(8), time(18)), saturday=None),  # Lei 16.836/2019
            "AM": WeekHours(weekdays=(time(8), time(18)), saturday=None),  # Lei 4.644/2018, ADI 6087
            "ES": WeekHours(weekdays=(time(8), time(19)), saturday=None),  # Lei 10.626/2017
            "RJ": WeekHours(weekdays=(time(8), time(18)), saturday=None),  # the strict reading of ADI 5962
        }
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPolicy:
    table: WindowTable = HOURS_2026_11
    closing_margin: timedelta = timedelta(seconds=60)
    """No call starts so late that it could still ring after closing time."""
    closed_dates: frozenset[date] = frozenset()
    """Further days without calls, such as municipal holidays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowDecision:
    """`rule` and `until` say why not, and the first instant at which it will be open; None when never known to be."""

    allowed: bool
    rule: str = ""
    until: datetime | None = None


_ALLOWED = WindowDecision(allowed=True)
_NOWHERE = WindowDecision(allowed=False, rule="unknown_region")
DEFAULT_POLICY = WindowPolicy()


def decide_calling_window(
    number: str,
    address_uf: str = "",
    *,
    now: datetime,
    policy: WindowPolicy = DEFAULT_POLICY,
    closed_dates: frozenset[date] = frozenset(),
    numberless: bool = False,
) -> WindowDecision:
    """May `number` (E.164) be called at `now`? An empty `address_uf` means that no address is known.

    `closed_dates` are the municipal holidays of the address. `numberless`: an e-mail, which arrives at the address.
    """
    if now.tzinfo is None:
        raise ValueError("a naive datetime has no calling window")
    place = _place_of("" if numberless else number[:5], address_uf, numberless=numberless)
    if place is None:
        return _NOWHERE
    ufs, zones = place
    today = now.astimezone(ZoneInfo(zones[0])).date()
    span = None if today in closed_dates else _span(policy, ufs, zones, today)
    if span is not None and span[0] <= now < span[1]:
        return _ALLOWED
    until = _next_opening(policy, ufs, zones, today, closed_dates, now=now)
    return WindowDecision(allowed=False, rule="calling_window", until=until)


def open_span(
    number: str, address_uf: str = "", *, day: date, policy: WindowPolicy = DEFAULT_POLICY
) -> tuple[datetime, datetime] | None:
    """The hours of one day, in UTC; None when nobody may be called on it, or the region is not known."""
    place = _place_of(number[:5], address_uf, numberless=False)
    return None if place is None else _span(policy, *place, day)


@lru_cache(maxsize=65536)
def _place_of(prefix: str, address_uf: str, *, numberless: bool) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Of the country code and DDD, and of the address; None when either is unknown, or neither is given."""
    number_uf, address_zones = uf_of(prefix), zones_of_uf(address_uf)
    if (number_uf is None and not numberless) or (address_uf and not address_zones):
        return None
    ufs = {uf for uf in (number_uf, address_uf) if uf}
    return (tuple(sorted(ufs)), tuple(sorted({*zones_of(prefix), *address_zones}))) if ufs else None


@lru_cache(maxsize=16384)
def _span(
    policy: WindowPolicy, ufs: tuple[str, ...], zones: tuple[str, ...], day: date
) -> tuple[datetime, datetime] | None:
    """The open span of one calendar day that holds in every state and zone at once, in UTC."""
    if day in policy.closed_dates or any(is_closed_day(uf, day) for uf in ufs):
        return None
    opening, closing = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    for uf in ufs:
        week = policy.table.hours_of(uf)
        hours = week.saturday if day.weekday() == 5 else week.weekdays
        if hours is None:
            return None
        for zone in zones:
            opening = max(opening, datetime.combine(day, hours[0], ZoneInfo(zone)).astimezone(UTC))
            closing = min(closing, datetime.combine(day, hours[1], ZoneInfo(zone)).astimezone(UTC))
    closing -= policy.closing_margin
    return (opening, closing) if opening < closing else None


def _next_opening(
    policy: WindowPolicy,
    ufs: tuple[str, ...],
    zones: tuple[str, ...],
    today: date,
    closed_dates: frozenset[date],
    *,
    now: datetime,
) -> datetime | None:
    for day in (today + timedelta(days=ahead) for ahead in range(SEARCH_DAYS)):
        span = None if day in closed_dates else _span(policy, ufs, zones, day)
        if span is not None and now < span[0]:
            return span[0]
    return None

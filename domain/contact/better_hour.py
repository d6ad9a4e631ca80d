"""Whether a debtor who may be called now is likelier to answer later today.

The gain of a chance per number and hour is in *when* to call: of two debtors who may both be called, the one whose best
part of the day this is goes first, and the other is kept for theirs. Nobody is kept twice between two calls.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.contact.ddd import zones_of

PARTS_OF_DAY: Sequence[int] = (9, 12, 16, 18)
"""The hour that stands for each part of a day, where the debtor is."""
WORTH_WAITING = 1.15
"""Times the chance of now: less is within what a few calls may teach wrongly."""


def later_parts(number: str, now: datetime) -> list[datetime]:
    """When the parts of today yet to come begin, where the number is."""
    local = now.astimezone(ZoneInfo((zones_of(number) or ("America/Sao_Paulo",))[0]))
    whole = local.replace(minute=0, second=0, microsecond=0)
    return [whole.replace(hour=hour) for hour in PARTS_OF_DAY if hour > local.hour]


def decide_better_hour(chance_now: float, later: Mapping[datetime, float]) -> datetime | None:
    """The likeliest of the `later` times at which they may be called; None where now is about as good."""
    best = max(later, key=lambda at: (later[at], -at.timestamp()), default=None)
    return best if best is not None and later[best] >= WORTH_WAITING * chance_now else None

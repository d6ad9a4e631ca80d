"""Which of a debtor's numbers to try first: what earlier attempts showed of it, at this hour of the day above all.

Only our own attempts count. Portability is ignored: a number's DDD and kind say nothing of who answers it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from domain.call.disposition import Disposition, DispositionGroup, group_of
from domain.contact.ddd import zones_of
from domain.contact.facts import PastDial, PhoneFacts
from domain.ids import PhoneId

EVIDENCE_AGE = timedelta(days=90)
SAME_HOURS = 2
"""Hours of the day no further apart count as the same time of day."""


class Evidence(IntEnum):
    """Best first."""

    RIGHT_PARTY = 0
    ANSWERED = 1
    UNKNOWN = 2
    BAD = 3
    """Does not exist, or somebody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    phone_id: PhoneId
    at: datetime
    disposition: Disposition | None


_D = Disposition
_BAD = frozenset({_D.INEXISTENTE, _D.NAO_CONHECE, _D.TELEFONE_DE_TERCEIRO})
_ANSWERED = frozenset({_D.MUDO, _D.ABANDONO, _D.DESLIGOU_ANTES, _D.RECADO_TERCEIRO, _D.IDENTIDADE_NAO_CONFIRMADA})


def evidence_of(disposition: Disposition | None) -> Evidence:
    if disposition is None:
        return Evidence.UNKNOWN
    if disposition in _BAD:
        return Evidence.BAD
    if group_of(disposition) is DispositionGroup.RIGHT_PARTY:
        return Evidence.RIGHT_PARTY
    return Evidence.ANSWERED if disposition in _ANSWERED else Evidence.UNKNOWN


def rank_phones(
    phones: Sequence[PhoneFacts], tries: Iterable[Try], dials: Sequence[PastDial], *, now: datetime
) -> list[PhoneFacts]:
    """Best first. Numbers that have shown the same are taken in turn: dialled least and longest ago first.

    A number where somebody else answered last, or nobody ever, goes behind those never tried; so a number that was
    good does not keep the others from their turn for ever.
    """
    by_phone: dict[PhoneId, list[Try]] = {}
    for one in tries:
        by_phone.setdefault(one.phone_id, []).append(one)
    turns = _turns(dials)
    never = (0, 0.0)
    return sorted(
        phones,
        key=lambda phone: (
            *_standing(phone, by_phone.get(phone.phone_id, ()), now),
            *turns.get(phone.number, never),
            phone.rank,
            phone.phone_id,
        ),
    )


def _turns(dials: Sequence[PastDial]) -> dict[str, tuple[int, float]]:
    turns: dict[str, tuple[int, float]] = {}
    for dial in dials:
        count, last = turns.get(dial.number, (0, 0.0))
        turns[dial.number] = (count + 1, max(last, dial.at.timestamp()))
    return turns


def _standing(phone: PhoneFacts, tries: Sequence[Try], now: datetime) -> tuple[bool, int, int]:
    """Whether it is bad or spent, its best evidence at this time of day, and at any time."""
    if not tries:
        return False, Evidence.UNKNOWN, Evidence.UNKNOWN
    last = max(tries, key=lambda one: one.at)
    zone = ZoneInfo((zones_of(phone.number) or ("America/Sao_Paulo",))[0])
    hour = now.astimezone(zone).hour
    best = min(evidence_of(one.disposition) for one in tries)
    here = [evidence_of(one.disposition) for one in tries if abs(one.at.astimezone(zone).hour - hour) <= SAME_HOURS]
    return evidence_of(last.disposition) is Evidence.BAD, min(here, default=Evidence.UNKNOWN), best

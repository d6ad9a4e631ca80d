"""Which of a debtor's numbers to try first: what earlier attempts showed of it, at this hour of the day above all.

Only our own attempts count. Portability is ignored: a number's DDD and kind say nothing of who answers it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.call.disposition import Disposition, DispositionGroup, group_of
from domain.contact.ddd import zones_of
from domain.contact.facts import PastDial, PhoneFacts
from domain.ids import PhoneId

EVIDENCE_AGE = timedelta(days=90)
NEARLY_EQUAL = 1.15
"""Chances that differ by less than this factor are not told apart: a few calls decide no more."""
SAME_HOURS = 2
"""Hours of the day no further apart count as the same time of day."""


class Evidence(IntEnum):
    """Best first."""

    RIGHT_PARTY = 0
    ANSWERED = 1
    UNKNOWN = 2
    BAD = 3
    """Does not exist, or somebody else's."""


RIGHT_PARTY_CHANCE: Mapping[Evidence, float] = MappingProxyType(
    {Evidence.RIGHT_PARTY: 0.85, Evidence.ANSWERED: 0.35, Evidence.UNKNOWN: 0.5, Evidence.BAD: 0.02}
)
"""That who answers is the debtor, from what was seen of the number."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPhone:
    """A number in its place, and what put it there."""

    phone: PhoneFacts
    bad: bool
    """What was seen last says that it is dead or somebody else's."""
    here: Evidence
    """The best that was seen of it at this time of day."""
    best: Evidence
    """The best that was ever seen of it."""
    dialled: int
    """Calls that count against the rules' limits."""
    chance: float | None
    """That somebody answers now, as learned; None: nobody asked."""

    @property
    def right_party(self) -> float:
        """The chance that who answers is the debtor."""
        return RIGHT_PARTY_CHANCE[Evidence.BAD if self.bad else self.best]

    @property
    def worth(self) -> float:
        """The chance that a call now reaches the debtor; 0 without a learned chance."""
        return 0.0 if self.chance is None else self.chance * self.right_party

    @property
    def step(self) -> int:
        """`worth` on a coarse ladder: numbers on one step are as good as equal."""
        return round(math.log(max(self.worth, 1e-6)) / math.log(NEARLY_EQUAL))


def rank_phones(
    phones: Sequence[PhoneFacts],
    tries: Iterable[Try],
    dials: Sequence[PastDial],
    *,
    now: datetime,
    chances: Mapping[PhoneId, float] | None = None,
) -> list[PhoneFacts]:
    """The numbers in the order in which `explain_ranking` puts them."""
    return [one.phone for one in explain_ranking(phones, tries, dials, now=now, chances=chances)]


def explain_ranking(
    phones: Sequence[PhoneFacts],
    tries: Iterable[Try],
    dials: Sequence[PastDial],
    *,
    now: datetime,
    chances: Mapping[PhoneId, float] | None = None,
) -> list[RankedPhone]:
    """Best first: bad numbers last; of the others, those where a call now reaches the debtor most likely.

    That is the learned chance of an answer times the chance, from what was seen, that it is the debtor. Without
    `chances` what was seen decides alone, at this time of day above all. Equals (and with chances nearly equals) are
    taken in turn: dialled least and longest ago first. A number that nobody answers gives way to the others by itself,
    for its chance falls with every try.
    """
    by_phone: dict[PhoneId, list[Try]] = {}
    for one in tries:
        by_phone.setdefault(one.phone_id, []).append(one)
    turns = _turns(dials)
    never = (0, 0.0)
    found: list[RankedPhone] = []
    for phone in phones:
        bad, here, best = _standing(phone, by_phone.get(phone.phone_id, ()), now)
        chance = None if chances is None else chances.get(phone.phone_id, 0.0)
        dialled = turns.get(phone.number, never)[0]
        found.append(RankedPhone(phone=phone, bad=bad, here=here, best=best, dialled=dialled, chance=chance))
    return sorted(
        found,
        key=lambda one: (
            one.bad,
            *((one.here, one.best) if one.chance is None else (-one.step, 0)),
            *turns.get(one.phone.number, never),
            one.phone.rank,
            one.phone.phone_id,
        ),
    )


def _turns(dials: Sequence[PastDial]) -> dict[str, tuple[int, float]]:
    turns: dict[str, tuple[int, float]] = {}
    for dial in dials:
        count, last = turns.get(dial.number, (0, 0.0))
        turns[dial.number] = (count + 1, max(last, dial.at.timestamp()))
    return turns


def _standing(phone: PhoneFacts, tries: Sequence[Try], now: datetime) -> tuple[bool, Evidence, Evidence]:
    """Whether it is bad or spent, its best evidence at this time of day, and at any time."""
    if not tries:
        return False, Evidence.UNKNOWN, Evidence.UNKNOWN
    last = max(tries, key=lambda one: one.at)
    zone = ZoneInfo((zones_of(phone.number) or ("America/Sao_Paulo",))[0])
    hour = now.astimezone(zone).hour
    best = min(evidence_of(one.disposition) for one in tries)
    here = [evidence_of(one.disposition) for one in tries if abs(one.at.astimezone(zone).hour - hour) <= SAME_HOURS]
    return evidence_of(last.disposition) is Evidence.BAD, min(here, default=Evidence.UNKNOWN), best

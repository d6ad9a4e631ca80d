"""A made-up list, to ask when to call whom: whose each number is, when it answers, and how a call would end.

Luck belongs to a number and an hour, not to the order of the calls: whatever the order, the same number called in the
same hour of the same day ends the same. So two orders differ by what they choose, and by nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from domain.call.disposition import Disposition
from domain.contact.ddd import UF_OF_DDD
from domain.contact.facts import DebtStanding, DebtStatus, PersonFacts, PhoneFacts
from domain.ids import DebtorId, PhoneId

_OVERDUE = timedelta(days=60)
_MOST_PHONES = 4
_PHONES = (0.3, 0.35, 0.25, 0.1)
"""How many debtors have one number, two, three and four."""
_PARTS = ((0, 11), (11, 14), (14, 18), (18, 24))
"""Of the day: morning, midday, afternoon, evening. People's habits go by them."""
_D = Disposition
_NOBODY = ((0.55, _D.NAO_ATENDE), (0.9, _D.CAIXA_POSTAL), (1.0, _D.OCUPADO))
_STRANGER = ((0.5, _D.NAO_CONHECE), (0.8, _D.DESLIGOU_ANTES), (1.0, _D.MUDO))
_AT_HOME = ((0.7, _D.PROMESSA), (0.85, _D.DESLIGOU_ANTES), (1.0, _D.RECADO_TERCEIRO))
"""What answering comes to on a stranger's number and on the debtor's own: shares, added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldPlan:
    """Shares from 0 to 1. `spread` and `habit` are coefficients of variation of the chance to answer."""

    leads: int = 1000
    uf: str = "SP"
    answer_rate: float = 0.22
    by_hour: Mapping[int, float] = field(default_factory=dict)
    """Factors; an hour that is not there has 1."""
    spread: float = 0.8
    """How much numbers differ."""
    habit: float = 0.6
    """How much a number's parts of the day differ from each other."""
    strangers: float = 0.3
    """Numbers that are somebody else's by now."""
    dead: float = 0.08
    """Numbers that do not exist."""


@dataclass(frozen=True, slots=True)
class Person:
    facts: PersonFacts
    phones: tuple[PhoneFacts, ...]


class AnswerWorld:
    """`begins` is the first day; luck is drawn for `days` of them, and for as many before it as were `lived`."""

    def __init__(self, plan: WorldPlan, *, begins: date, days: int, seed: int, lived: int = 0) -> None:
        random = np.random.default_rng([seed, 41])
        shape = (plan.leads, _MOST_PHONES)
        self._plan = plan
        self._lived = lived
        self._factor = _of_mean_one(random, plan.spread, shape)
        self._habit = _of_mean_one(random, plan.habit, (*shape, len(_PARTS)))
        self._whose = random.random(shape)
        self._luck = random.random((*shape, (lived + days) * 24), dtype=np.float32)
        self._which = random.random((*shape, (lived + days) * 24), dtype=np.float32)
        counts = random.choice(len(_PHONES), size=plan.leads, p=_PHONES) + 1
        self.people: Sequence[Person] = _people(plan, [int(count) for count in counts], begins - _OVERDUE)

    def outcome(self, who: int, place: int, *, day: int, hour: int) -> Disposition:
        """Of a call to the person's number at that place, `day` days after the first (or before it), at that hour."""
        whose, slot = self._whose[who, place], (self._lived + day) * 24 + hour
        if whose < self._plan.dead:
            return _D.INEXISTENTE
        which = float(self._which[who, place, slot])
        if self._luck[who, place, slot] >= self.answer_chance(who, place, hour):
            return _of(_NOBODY, which)
        return _of(_STRANGER if self.is_stranger(who, place) else _AT_HOME, which)

    def is_stranger(self, who: int, place: int) -> bool:
        return bool(self._plan.dead <= self._whose[who, place] < self._plan.dead + self._plan.strangers)

    def answer_chance(self, who: int, place: int, hour: int) -> float:
        """The true one, which nobody who decides may ask for."""
        part = next(index for index, (begins, ends) in enumerate(_PARTS) if begins <= hour < ends)
        plan = self._plan
        rate = plan.answer_rate * plan.by_hour.get(hour, 1.0)
        return float(min(rate * self._factor[who, place] * self._habit[who, place, part], 0.95))


def _people(plan: WorldPlan, counts: Sequence[int], due: date) -> list[Person]:
    debts = (DebtStanding(status=DebtStatus.OPEN, due_date=due),)
    ddd = next(ddd for ddd, uf in UF_OF_DDD.items() if uf == plan.uf)
    people = []
    for number, count in enumerate(counts):
        serials = range(number * _MOST_PHONES, number * _MOST_PHONES + count)
        phones = tuple(
            PhoneFacts(phone_id=PhoneId(serial), number=f"+55{ddd}9{serial:08d}", rank=place)
            for place, serial in enumerate(serials)
        )
        facts = PersonFacts(debtor_id=DebtorId(number + 1), address_uf=plan.uf, attempts_made=0, debts=debts)
        people.append(Person(facts, phones))
    return people


def _of_mean_one(random: np.random.Generator, spread: float, shape: tuple[int, ...]) -> np.ndarray:
    if spread <= 0:
        return np.ones(shape)
    form = 1 / spread**2
    return random.gamma(form, 1 / form, shape)


def _of(shares: Sequence[tuple[float, Disposition]], which: float) -> Disposition:
    return next(disposition for upto, disposition in shares if which < upto or upto >= 1.0)

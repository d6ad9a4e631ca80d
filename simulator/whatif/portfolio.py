"""A portfolio being worked: the house's own rules say who may be called when, on which number, and when it is over."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np

from domain.call.disposition import Disposition
from domain.call.disposition_rules import DISPOSITION_RULES
from domain.contact.ddd import UF_OF_DDD
from domain.contact.decide_contact import Allowed, Refused, decide_lead, rotate
from domain.contact.facts import DebtStanding, DebtStatus, PastDial, PersonFacts, PhoneFacts
from domain.contact.policy import ContactPolicy
from domain.contact.retry import Exhausted, Final, RetryAt, RetryPolicy, decide_retry
from domain.ids import DebtorId, PhoneId
from simulator.whatif.answer_rate import AnswerRate
from simulator.whatif.behaviour import Behaviour, Fate, Fates

_OVERDUE = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioPlan:
    leads: int
    phones_per_lead: int = 1
    max_attempts: int = 3
    retry_delay: timedelta = timedelta(hours=4)
    spread: float = 0.8
    """How much numbers differ: the coefficient of variation of their answer rates."""
    uf: str = "SP"


@dataclass(slots=True)
class _Lead:
    person: PersonFacts
    phones: list[PhoneFacts]
    factors: list[float]
    dials: list[PastDial] = field(default_factory=list)
    attempts: int = 0
    phone: int = 0
    """The one being called, by its place."""


class PortfolioList:
    """Seconds count from `opens`, an aware instant."""

    def __init__(
        self,
        plan: PortfolioPlan,
        behaviour: Behaviour,
        rate: AnswerRate,
        *,
        policy: ContactPolicy,
        opens: datetime,
        seconds: float,
        seed: int,
    ) -> None:
        self._plan = plan
        self._fates = Fates(behaviour, seed)
        self._rate = rate
        self._policy = policy
        self._retry = RetryPolicy(max_attempts=plan.max_attempts, delay=plan.retry_delay)
        self._leads = _drawn_leads(plan, seed, due=opens.date() - _OVERDUE)
        self._due: list[tuple[float, int]] = [(0.0, number) for number in range(plan.leads)]
        """When each may be tried again, as a timestamp; at first in the list's order."""
        self._calls = 0
        self._open = 0
        self.begin_day(opens, seconds)

    def begin_day(self, opens: datetime, seconds: float) -> None:
        """Another day with the same list."""
        self._opens = opens
        self._closes_at = opens.timestamp() + seconds

    @property
    def left(self) -> int:
        """Leads that may yet be called, some day."""
        return len(self._due) + self._open

    def next(self, t: float) -> int | None:
        now = self._opens + timedelta(seconds=t)
        while self._due and self._due[0][0] <= now.timestamp():
            _, number = heapq.heappop(self._due)
            lead = self._leads[number]
            verdict = self._verdict(lead, now)
            if isinstance(verdict, Allowed):
                lead.phone = lead.phones.index(verdict.phone)
                self._open += 1
                return number
            if verdict.until is not None:
                heapq.heappush(self._due, (max(verdict.until.timestamp(), now.timestamp() + 1), number))
        return None

    def _verdict(self, lead: _Lead, now: datetime) -> Allowed | Refused:
        person = replace(lead.person, attempts_made=lead.attempts)
        return decide_lead(person, rotate(lead.phones, lead.dials), lead.dials, self._policy, now=now)

    def fate(self, who: int, t: float) -> Fate:
        lead = self._leads[who]
        self._calls += 1
        return self._fates.of(self._calls - 1, self._rate.at(t), factor=lead.factors[lead.phone])

    def ended(self, who: int, disposition: Disposition, t: float) -> None:
        self._open -= 1
        lead, now = self._leads[who], self._opens + timedelta(seconds=t)
        rule = DISPOSITION_RULES[disposition]
        lead.attempts += 1
        number = lead.phones[lead.phone].number
        lead.dials.append(
            PastDial(debtor_id=lead.person.debtor_id, number=number, at=now, right_party=rule.right_party)
        )
        decision = decide_retry(disposition, lead.attempts, self._retry, now=now)
        if isinstance(decision, Final | Exhausted):
            return
        at = decision.at if isinstance(decision, RetryAt) else now
        # What the rules will say then is known now: whoever is refused until tomorrow is done for today.
        verdict = self._verdict(lead, at)
        until = at if isinstance(verdict, Allowed) else verdict.until
        if until is not None:
            heapq.heappush(self._due, (until.timestamp(), who))

    def give_back(self, who: int, t: float) -> None:
        self._open -= 1
        heapq.heappush(self._due, ((self._opens + timedelta(seconds=t)).timestamp(), who))

    def worked(self, t: float) -> bool:  # noqa: ARG002 - as every list
        return self._open == 0 and (not self._due or self._due[0][0] >= self._closes_at)


def _drawn_leads(plan: PortfolioPlan, seed: int, *, due: date) -> list[_Lead]:
    random = np.random.default_rng([seed, 19])
    factors = _factors(random, plan)
    debts = (DebtStanding(status=DebtStatus.OPEN, due_date=due),)
    ddd = next(ddd for ddd, uf in UF_OF_DDD.items() if uf == plan.uf)
    leads = []
    for number in range(plan.leads):
        person = PersonFacts(debtor_id=DebtorId(number + 1), address_uf=plan.uf, attempts_made=0, debts=debts)
        phones = [
            PhoneFacts(phone_id=PhoneId(serial), number=f"+55{ddd}9{serial:08d}", rank=place)
            for place, serial in enumerate(range(number * 10, number * 10 + plan.phones_per_lead))
        ]
        leads.append(_Lead(person, phones, factors[number]))
    return leads


def _factors(random: np.random.Generator, plan: PortfolioPlan) -> Sequence[list[float]]:
    """Of mean 1."""
    shape = (plan.leads, plan.phones_per_lead)
    if plan.spread <= 0:
        return [[1.0] * plan.phones_per_lead for _ in range(plan.leads)]
    form = 1 / plan.spread**2
    return [[float(factor) for factor in row] for row in random.gamma(form, 1 / form, shape)]

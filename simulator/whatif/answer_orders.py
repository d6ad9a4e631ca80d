"""A made-up list worked for some days in one of several orders, under the house's own rules; what it came to."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

import numpy as np

from domain.call.disposition import Disposition, DispositionGroup, group_of
from domain.call.disposition_rules import DISPOSITION_RULES
from domain.contact.answer_chance import AnswerModel, ChanceContext, answered, chances_of, context_of
from domain.contact.better_hour import PARTS_OF_DAY, decide_better_hour, later_parts
from domain.contact.claim_order import Candidate, decide_claim_order
from domain.contact.decide_contact import Allowed, Refused, decide_lead, rotate
from domain.contact.facts import PastDial, PersonFacts, PhoneFacts
from domain.contact.phone_ranking import Try, rank_phones
from domain.contact.policy import ContactPolicy, gap_of
from domain.contact.retry import RetryAt, RetryPolicy, decide_retry
from domain.ids import LeadId, PhoneId
from services.ports.repositories.leads import PastCall
from simulator.whatif.answer_world import AnswerWorld
from simulator.whatif.forecast import ZONE
from simulator.whatif.list_orders import Hours, Numbers, Order

_WINDOW = 50
"""Leads that the dialer claims at a time, looking at twice as many."""
_CALL = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPlan:
    days: int = 15
    opens: int = 8
    closes: int = 20
    calls_per_hour: int = 40
    max_attempts: int = 8
    retry_delay: timedelta = timedelta(hours=4)
    lived: int = 60
    """Days before the first in which the numbers were called already."""
    past_calls: int = 5
    """To each number, in those days, at any hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    leads: int
    calls: int
    answers: int
    contacts: int
    """Debtors reached."""
    strangers: int
    """Calls that somebody answered who is not the debtor and does not live with them."""

    @property
    def calls_per_contact(self) -> float:
        return self.calls / max(1, self.contacts)

    @property
    def contact_share(self) -> float:
        return self.contacts / self.leads


@dataclass(slots=True)
class _Lead:
    person: PersonFacts
    phones: list[PhoneFacts]
    due: datetime
    tries: dict[PhoneId, list[Try]] = field(default_factory=dict)
    dials: list[PastDial] = field(default_factory=list)
    attempts: int = 0
    passes: int = 0
    kept: bool = False
    """For a better hour, since its last call."""
    decided_on: date | None = None
    """The day for which its hour was chosen."""
    best_hour: int = 0


@dataclass(frozen=True, slots=True)
class _Call:
    who: int
    phone: PhoneFacts
    context: ChanceContext


class ListWork:
    """One list, one order; to be worked once."""

    def __init__(self, world: AnswerWorld, order: Order, plan: WorkPlan, *, begins: date, seed: int) -> None:
        self._world = world
        self._order = order
        self._plan = plan
        self._begins = begins
        self._policy = ContactPolicy(max_attempts=plan.max_attempts, gap=gap_of(plan.retry_delay))
        self._retry = RetryPolicy(max_attempts=plan.max_attempts, delay=plan.retry_delay)
        self._random = np.random.default_rng([seed, 43])
        self._model = AnswerModel()
        self._counts: Counter[str] = Counter()
        first = _at(begins, plan.opens)
        self._leads = {who: _Lead(person.facts, list(person.phones), first) for who, person in enumerate(world.people)}
        self.calls: list[PastCall] = []
        """Every call, the past ones too, in their order."""

    def work(self) -> Tally:
        self._live()
        for day in range(self._plan.days):
            for hour in range(self._plan.opens, self._plan.closes):
                at = _at(self._begins + timedelta(days=day), hour)
                # What the calls of an hour teach is known after it.
                for call, disposition in [(call, self._dial(call, at, day=day)) for call in self._chosen(at)]:
                    self._learn(call, disposition, at)
        counts = self._counts
        return Tally(
            leads=len(self._world.people),
            calls=counts["calls"],
            answers=counts["answers"],
            contacts=counts["contacts"],
            strangers=counts["strangers"],
        )

    def _live(self) -> None:
        """The calls of earlier campaigns: the same for every order, and no contact in them ends anything."""
        for day in range(-self._plan.lived, 0):
            for who, lead in self._leads.items():
                for place, phone in enumerate(lead.phones):
                    called = self._random.random() < self._plan.past_calls / self._plan.lived
                    hour = int(self._random.integers(self._plan.opens, self._plan.closes))
                    if called and not phone.unlinked:
                        at = _at(self._begins + timedelta(days=day), hour)
                        disposition = self._world.outcome(who, place, day=day, hour=hour)
                        self._learn(_Call(who, phone, self._context(lead, phone, at)), disposition, at)

    def _chosen(self, at: datetime) -> list[_Call]:
        room, due = self._plan.calls_per_hour, self._due(at)
        if self._order.hours is Hours.BEST:
            return sorted(due, key=lambda call: not self._is_best(call.who, at))[:room]
        return self._by_value(self._with_kept(due, at), room, at) if self._order.by_value else list(islice(due, room))

    def _by_value(self, due: Iterator[_Call], room: int, at: datetime) -> list[_Call]:
        """As the dialer's stock: two windows looked at, one taken; who has a better hour today is kept for it."""
        chosen: list[_Call] = []
        window: dict[LeadId, _Call] = {}
        while len(chosen) < room:
            window |= {LeadId(call.who): call for call in islice(due, 2 * _WINDOW - len(window))}
            if not window:
                break
            candidates = self._candidates(window, at)
            taken = decide_claim_order(candidates.values())[: min(_WINDOW, room - len(chosen))]
            chosen += [window.pop(lead_id) for lead_id in taken]
            for passed in list(window):
                if candidates[passed].may_wait:
                    del window[passed]
                self._pass(self._leads[passed], candidates[passed])
        return chosen

    def _with_kept(self, due: Iterator[_Call], at: datetime) -> Iterator[_Call]:
        """Those kept for a better hour too, where nobody else is left."""
        yield from due
        kept = [
            who for who, lead in self._leads.items() if lead.kept and lead.due > at and lead.due.date() == at.date()
        ]
        for who in kept:
            self._leads[who].due = at
        yield from self._due(at, kept)

    def _candidates(self, window: Mapping[LeadId, _Call], at: datetime) -> dict[LeadId, Candidate]:
        return {
            lead_id: Candidate(
                lead_id=lead_id,
                position=call.who,
                chance=self._model.chance(call.context),
                evidence=call.context.last,
                passes=self._leads[call.who].passes,
                better_at=self._better_hour(call, at),
            )
            for lead_id, call in window.items()
        }

    def _better_hour(self, call: _Call, at: datetime) -> datetime | None:
        lead = self._leads[call.who]
        if lead.kept:
            return None
        later: dict[datetime, float] = {}
        for then in later_parts(call.phone.number, at):
            if then.hour < self._plan.closes:
                later[then] = max(chances_of(self._model, lead.phones, lead.tries, at=then).values())
        return decide_better_hour(self._model.chance(call.context), later)

    @staticmethod
    def _pass(lead: _Lead, candidate: Candidate) -> None:
        if candidate.may_wait and candidate.better_at is not None:
            lead.due, lead.kept = candidate.better_at, True
        else:
            lead.passes += 1

    def _due(self, at: datetime, among: Sequence[int] | None = None) -> Iterator[_Call]:
        for who in list(self._leads) if among is None else among:
            lead = self._leads[who]
            if lead.due > at:
                continue
            person = replace(lead.person, attempts_made=lead.attempts)
            verdict = decide_lead(person, self._ranked(lead, at), lead.dials, self._policy, now=at)
            if isinstance(verdict, Allowed):
                if not self._put_off_by_lot(lead, at):
                    yield _Call(who, verdict.phone, self._context(lead, verdict.phone, at))
            else:
                self._put_off(who, verdict)

    def _put_off(self, who: int, refused: Refused) -> None:
        if refused.until is None:
            del self._leads[who]
        else:
            self._leads[who].due = refused.until

    def _put_off_by_lot(self, lead: _Lead, at: datetime) -> bool:
        if self._order.hours is not Hours.RANDOM or lead.decided_on == at.date():
            return False
        lead.decided_on = at.date()
        lead.due = at.replace(hour=int(self._random.integers(at.hour, self._plan.closes)))
        return lead.due > at

    def _ranked(self, lead: _Lead, at: datetime) -> list[PhoneFacts]:
        if self._order.numbers is Numbers.TURNS:
            return rotate(lead.phones, lead.dials)
        tries = [one for some in lead.tries.values() for one in some]
        chances = None
        if self._order.numbers is Numbers.CHANCE:
            chances = chances_of(self._model, lead.phones, lead.tries, at=at)
        return rank_phones(lead.phones, tries, lead.dials, now=at, chances=chances)

    def _is_best(self, who: int, at: datetime) -> bool:
        """Whether no other part of the day promises more than this one; looked at once a day."""
        lead = self._leads[who]
        if lead.decided_on != at.date():
            lead.decided_on = at.date()
            likeliest = {
                hour: max(chances_of(self._model, lead.phones, lead.tries, at=at.replace(hour=hour)).values())
                for hour in PARTS_OF_DAY
            }
            lead.best_hour = max(likeliest, key=likeliest.__getitem__)
        return max((hour for hour in PARTS_OF_DAY if hour <= at.hour), default=PARTS_OF_DAY[0]) == lead.best_hour

    def _context(self, lead: _Lead, phone: PhoneFacts, at: datetime) -> ChanceContext:
        return context_of(phone.phone_id, phone.number, lead.tries.get(phone.phone_id, ()), at=at)

    def _dial(self, call: _Call, at: datetime, *, day: int) -> Disposition:
        place, lead = call.phone.rank, self._leads[call.who]
        disposition = self._world.outcome(call.who, place, day=day, hour=at.hour)
        contact, reached = group_of(disposition) is DispositionGroup.RIGHT_PARTY, answered(disposition) is True
        stranger = reached and self._world.is_stranger(call.who, place)
        self._counts.update(calls=1, answers=reached, contacts=contact, strangers=stranger)
        lead.attempts += 1
        lead.passes = 0
        lead.kept = False
        lead.decided_on = None
        lead.dials.append(
            PastDial(
                debtor_id=lead.person.debtor_id,
                number=call.phone.number,
                at=at,
                right_party=contact,
                dead_number=disposition is Disposition.INEXISTENTE,
            )
        )
        again = decide_retry(disposition, lead.attempts, self._retry, now=at)
        if isinstance(again, RetryAt):
            lead.due = again.at
        return disposition

    def _learn(self, call: _Call, disposition: Disposition, at: datetime) -> None:
        lead, phone_id = self._leads[call.who], call.phone.phone_id
        lead.tries.setdefault(phone_id, []).append(Try(phone_id=phone_id, at=at, disposition=disposition))
        self.calls.append(
            PastCall(phone_id=phone_id, number=call.phone.number, at=at, closed_at=at + _CALL, disposition=disposition)
        )
        was_answered = answered(disposition)
        if was_answered is not None:
            self._model.learn(call.context, was_answered=was_answered)
        if DISPOSITION_RULES[disposition].unlinks_number:
            lead.phones[call.phone.rank] = replace(call.phone, unlinked=True)
        ended = DISPOSITION_RULES[disposition].final or lead.attempts >= self._plan.max_attempts
        if ended and at.date() >= self._begins:
            del self._leads[call.who]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)

"""When people answer: learned from the calls of the past, and told for one number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.contact.answer_chance import (
    PRIOR_CHANCE,
    AnswerModel,
    ChanceContext,
    ChanceStep,
    answered,
    chances_of,
    context_of,
)
from domain.contact.facts import PastDial, PhoneFacts
from domain.contact.forecast_score import Forecast
from domain.contact.phone_ranking import EVIDENCE_AGE, RankedPhone, Try, explain_ranking
from domain.ids import PhoneId
from services.ports.repositories.leads import PastCall
from services.ports.storage import Storage, UnitOfWork

PAST_CALLS = 20_000
"""The last ones: more would cost time at every start and change little."""
_PRIOR_CALLS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneChance:
    """`place` is its turn among the debtor's numbers, from 1; `ranked` is why."""

    phone_id: PhoneId
    steps: Sequence[ChanceStep]
    place: int
    ranked: RankedPhone

    @property
    def chance(self) -> float:
        return self.steps[-1].chance


async def explain_chances(
    storage: Storage, phones: Sequence[PhoneFacts], dials: Sequence[PastDial], *, at: datetime
) -> list[PhoneChance]:
    """Of one debtor's numbers at that time: the chance of each with the steps it was found by, and whose turn it is."""

    def read(uow: UnitOfWork) -> list[PhoneChance]:
        model = AnswerModel()
        model.learn_history(as_it_was(uow.leads.past_calls(limit=PAST_CALLS)))
        tries = uow.leads.tried([phone.phone_id for phone in phones], since=at - EVIDENCE_AGE) if phones else []
        by_phone: defaultdict[PhoneId, list[Try]] = defaultdict(list)
        for one in tries:
            by_phone[one.phone_id].append(one)
        chances = chances_of(model, phones, by_phone, at=at)
        ranking = explain_ranking(phones, tries, dials, now=at, chances=chances)
        places = {one.phone.phone_id: (place, one) for place, one in enumerate(ranking, start=1)}
        found: list[PhoneChance] = []
        for phone in phones:
            context = context_of(phone.phone_id, phone.number, by_phone[phone.phone_id], at=at)
            place, ranked = places[phone.phone_id]
            found.append(PhoneChance(phone_id=phone.phone_id, steps=model.explain(context), place=place, ranked=ranked))
        return found

    return await storage.read(read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What was forecast of each call that told, before it was made: as learned, and by the rate of all calls so far."""

    learned: Sequence[Forecast]
    one_rate: Sequence[Forecast]


def replay_forecasts(calls: Sequence[PastCall]) -> Replayed:
    """Live the calls again: each is forecast when it began, from those ended by then, and learned when it ended."""
    model, before = AnswerModel(), defaultdict[PhoneId, list[Try]](list)
    contexts: dict[int, ChanceContext] = {}
    told, yes = _PRIOR_CALLS, _PRIOR_CALLS * PRIOR_CHANCE
    learned: list[Forecast] = []
    one_rate: list[Forecast] = []
    moments = [(call.at, 1, number) for number, call in enumerate(calls)]
    moments += [(call.closed_at, 0, number) for number, call in enumerate(calls) if call.closed_at > call.at]
    for _, begins, number in sorted(moments):
        call = calls[number]
        came = answered(call.disposition)
        if begins:
            context = contexts[number] = context_of(call.phone_id, call.number, before[call.phone_id], at=call.at)
            if came is not None:
                learned.append(Forecast(model.chance(context), came))
                one_rate.append(Forecast(yes / told, came))
            if call.closed_at > call.at:
                continue
        before[call.phone_id].append(Try(phone_id=call.phone_id, at=call.at, disposition=call.disposition))
        if came is not None:
            model.learn(contexts[number], was_answered=came)
            told, yes = told + 1, yes + came
    return Replayed(learned=learned, one_rate=one_rate)


def as_it_was(calls: Sequence[PastCall]) -> list[tuple[ChanceContext, bool]]:
    """Each call, oldest first, with what was known before it."""
    before: defaultdict[PhoneId, list[Try]] = defaultdict(list)
    found: list[tuple[ChanceContext, bool]] = []
    for call in calls:
        was_answered = answered(call.disposition)
        if was_answered is not None:
            found.append((context_of(call.phone_id, call.number, before[call.phone_id], at=call.at), was_answered))
        before[call.phone_id].append(Try(phone_id=call.phone_id, at=call.at, disposition=call.disposition))
    return found

"""When people answer: learned from the calls of the past, and told for one number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.contact.answer_chance import AnswerModel, ChanceContext, ChanceStep, answered, context_of
from domain.contact.facts import PhoneFacts
from domain.contact.phone_ranking import EVIDENCE_AGE, Try
from domain.ids import PhoneId
from services.ports.repositories.leads import PastCall
from services.ports.storage import Storage, UnitOfWork

PAST_CALLS = 20_000
"""The last ones: more would cost time at every start and change little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneChance:
    phone_id: PhoneId
    steps: Sequence[ChanceStep]

    @property
    def chance(self) -> float:
        return self.steps[-1].chance


async def explain_chances(storage: Storage, phones: Sequence[PhoneFacts], *, at: datetime) -> list[PhoneChance]:
    """The chance of each number at that time, with the steps it was found by."""

    def read(uow: UnitOfWork) -> list[PhoneChance]:
        model = AnswerModel()
        model.learn_history(as_it_was(uow.leads.past_calls(limit=PAST_CALLS)))
        tries = uow.leads.tried([phone.phone_id for phone in phones], since=at - EVIDENCE_AGE) if phones else []
        found: list[PhoneChance] = []
        for phone in phones:
            mine = [one for one in tries if one.phone_id == phone.phone_id]
            context = context_of(phone.phone_id, phone.number, mine, at=at)
            found.append(PhoneChance(phone_id=phone.phone_id, steps=model.explain(context)))
        return found

    return await storage.read(read)


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

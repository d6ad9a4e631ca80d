"""What the dialer has learned of when people answer: from the last calls at its start, and from each as it ends."""

from collections import Counter, defaultdict

import structlog

from dialer.live_calls import LiveCall
from domain.call.disposition import Disposition
from domain.contact.answer_chance import AnswerModel, ChanceContext, answered, context_of
from domain.contact.phone_ranking import Try
from domain.ids import LeadId, PhoneId
from services.ports.repositories.leads import PastCall
from services.ports.storage import Storage, StorageError

log = structlog.get_logger(__name__)
PAST_CALLS = 20_000
MOST_REMEMBERED = 50_000
"""Leads whose turns are remembered; beyond, all begin anew."""


class ChanceBook:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.model = AnswerModel()
        self.passes: Counter[LeadId] = Counter()

    async def recall(self) -> None:
        """Learn from the past; without it the model begins with its prior."""
        try:
            calls = await self._storage.read(lambda uow: uow.leads.past_calls(limit=PAST_CALLS))
        except StorageError:
            log.warning("past_calls_not_read")
            return
        self.model.learn_history(_as_it_was(calls))

    def closed(self, call: LiveCall, disposition: Disposition) -> None:
        was_answered = answered(disposition)
        if call.context is not None and was_answered is not None:
            self.model.learn(call.context, was_answered=was_answered)

    def dealt(self, taken: tuple[LeadId, ...], passed: tuple[LeadId, ...]) -> None:
        for lead_id in taken:
            self.passes.pop(lead_id, None)
        if len(self.passes) > MOST_REMEMBERED:
            self.passes.clear()
        self.passes.update(passed)


def _as_it_was(calls: list[PastCall]) -> list[tuple[ChanceContext, bool]]:
    """Each call with what was known before it."""
    before: defaultdict[PhoneId, list[Try]] = defaultdict(list)
    found: list[tuple[ChanceContext, bool]] = []
    for call in calls:
        was_answered = answered(call.disposition)
        if was_answered is not None:
            found.append((context_of(call.phone_id, call.number, before[call.phone_id], at=call.at), was_answered))
        before[call.phone_id].append(Try(phone_id=call.phone_id, at=call.at, disposition=call.disposition))
    return found

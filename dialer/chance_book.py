"""What the dialer has learned of when people answer: from the last calls at its start, and from each as it ends."""

from collections import Counter

import structlog

from dialer.live_calls import LiveCall
from domain.call.disposition import Disposition
from domain.contact.answer_chance import AnswerModel, answered
from domain.ids import LeadId
from services.answer_chances import PAST_CALLS, as_it_was
from services.ports.storage import Storage, StorageError

log = structlog.get_logger(__name__)
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
        self.model.learn_history(as_it_was(calls))

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

"""Keeps a sample of the pacing decisions, so that somebody who asks later why it dialled or waited has an answer."""

import asyncio
from datetime import datetime, timedelta

import structlog

from dialer.journal import Journal
from domain.ids import CampaignId
from domain.pacing.decision import PacingDecision, Plain
from domain.pacing.holding import HeldBy
from services.ports.clock import Clock
from services.ports.repositories.pacing import PacingSample

log = structlog.get_logger(__name__)
EVERY = timedelta(seconds=5)
"""A decision like the last one is kept only so often."""
PLACING = timedelta(milliseconds=250)
"""And this often while it places calls."""
KEPT = timedelta(days=7)
WRITE_SECONDS = 1.0
FORGET_EVERY_WRITES = 3600


class PacingLog:
    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._samples: list[PacingSample] = []
        self._last: dict[CampaignId, tuple[datetime, object]] = {}

    def note(
        self,
        campaign_id: CampaignId,
        decision: PacingDecision | None,
        *,
        placed: int,
        held_by: HeldBy | None,
        cancelled: int = 0,
    ) -> None:
        """`cancelled`: ringing calls let go with this decision; such a one is always kept."""
        if decision is None:
            return
        now = self._clock.now()
        sense = (decision.reason, held_by)
        last = self._last.get(campaign_id)
        if last is not None and not cancelled:
            again = timedelta() if sense != last[1] else PLACING if placed else EVERY
            if now - last[0] < again:
                return
        self._last[campaign_id] = (now, sense)
        held = None if held_by is None else held_by.value
        values: dict[str, Plain] = {**decision.as_dict(), "placed": placed, "held_by": held}
        if cancelled:
            values["cancelled"] = cancelled
        self._samples.append(PacingSample(campaign_id=campaign_id, at=now, decision=values))

    async def run(self) -> None:
        writes = 0
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            self.write()
            if writes % FORGET_EVERY_WRITES == 0:
                self._forget(self._clock.now() - KEPT)
            writes += 1

    def _forget(self, before: datetime) -> None:
        self._journal.put(lambda uow: uow.pacing.forget(before), what="forget_pacing", key="pacing")

    def write(self) -> None:
        if not self._samples:
            return
        samples, self._samples = self._samples, []
        self._journal.put(lambda uow: uow.pacing.add(samples), what="pacing_samples", key="pacing")

"""The rounds of the régua's messages, in virtual time over a storage that fails."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from domain.contact.facts import Channel
from domain.strategy.regua import ReguaRefused
from services.ports.storage import StorageError
from services.regua_messages import ReguaMessages
from tests.support.virtual_time import VirtualClock, VirtualTimeLoop, run_virtual

START = datetime(2026, 11, 25, 2, 59, 50, tzinfo=UTC)
"""Ten seconds before midnight in Brasília."""
ZONE = ZoneInfo("America/Sao_Paulo")


@dataclass
class FailingStorage:
    """Asked first it fails; then it tells of two steps at every question, and to do the first is an error."""

    asked: list[tuple[list[str], date]] = field(default_factory=list)
    held: list[tuple[int, datetime]] = field(default_factory=list)
    tried: list[int] = field(default_factory=list)
    failures: int = 1

    async def read(self, work: Callable[[Any], Any]) -> Any:
        if self.failures:
            self.failures -= 1
            raise StorageError("away")
        return work(SimpleNamespace(strategy=self))

    async def write(self, work: Callable[[Any], Any]) -> Any:
        return work(SimpleNamespace(strategy=self))

    def due_messages(self, channels: Collection[str], *, on_day: date, now: datetime, limit: int) -> Sequence[int]:
        assert now.tzinfo is not None
        assert limit >= 2
        self.asked.append((list(channels), on_day))
        return [1, 2]

    def step(self, step_id: int, *, lock: bool) -> None:
        assert lock
        self.tried.append(step_id)
        if step_id == 1:
            raise ReguaRefused("broken")

    def hold_step(self, step_id: int, _reason: str, *, until: datetime) -> None:
        self.held.append((step_id, until))


def test_rounds_go_on_after_a_failure_and_a_broken_step_stands_aside_for_the_others() -> None:
    storage = FailingStorage()

    async def live(loop: VirtualTimeLoop) -> None:
        messages = ReguaMessages(
            storage=storage,
            clock=VirtualClock(loop, START),
            zone=ZONE,
            channels={Channel.EMAIL, Channel.SMS, Channel.LETTER},
        )
        running = asyncio.create_task(messages.run())
        await asyncio.sleep(25)
        running.cancel()

    run_virtual(live)
    assert storage.tried == [1, 2, 1, 2]
    assert [step for step, _until in storage.held] == [1, 1]
    assert storage.held[0][1] > START
    assert storage.asked == [(["sms", "email"], date(2026, 11, 25))] * 2


def test_the_day_is_that_of_the_house() -> None:
    storage = FailingStorage(failures=0)

    async def live(loop: VirtualTimeLoop) -> int:
        clock = VirtualClock(loop, START)
        return await ReguaMessages(storage=storage, clock=clock, zone=ZONE, channels={Channel.SMS}).round()

    assert run_virtual(live) == 2
    assert storage.asked == [(["sms"], date(2026, 11, 24))]

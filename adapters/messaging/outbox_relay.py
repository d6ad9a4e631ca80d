"""From the outbox to the broker: what this process wrote at once, what others left behind after a while.

Each process relays its own events straight from memory, milliseconds after their commit. Rows that stay unpublished
(their process died, or its memory overflowed while the broker was away) are picked up by whichever relay leases them
first. An event may so be published twice, never lost: consumers are idempotent by event id.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from domain.ids import EventId
from services.ports.bus import Bus, BusUnavailable, News
from services.ports.clock import Clock
from services.ports.storage import Storage, StorageError

_AT_ONCE = 16
"""Below Mosquitto's and paho's limit of 20 messages in flight."""
_BATCH = 500
_HELD_IN_MEMORY = 10_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayPolicy:
    """`grace`: how old an unpublished row is before another relay than its writer's may take it."""

    sweep_every: timedelta = timedelta(seconds=2)
    grace: timedelta = timedelta(seconds=5)
    lease: timedelta = timedelta(seconds=10)
    mark_every: timedelta = timedelta(milliseconds=250)
    retry_every: timedelta = timedelta(milliseconds=500)
    keep_published: timedelta = timedelta(days=7)
    purge_every: timedelta = timedelta(hours=1)


class OutboxRelay:
    """`run` beside the storage's users; `database.after_news = relay.wake`."""

    def __init__(self, storage: Storage, bus: Bus, clock: Clock, *, policy: RelayPolicy | None = None) -> None:
        self._storage = storage
        self._bus = bus
        self._clock = clock
        self._policy = policy or RelayPolicy()
        self._own: deque[News] = deque()
        self._published: list[EventId] = []
        self._woken = asyncio.Event()
        self._to_mark = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._broker_down = False

    def wake(self, news: Sequence[News]) -> None:
        """These events were just committed. Safe from any thread, before `run` and after it."""
        if len(self._own) < _HELD_IN_MEMORY:
            self._own.extend(news)
        loop = self._loop
        if loop is not None:
            # The loop may close between the two lines; the rows are in the database all the same.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Relay until cancelled."""
        self._loop = asyncio.get_running_loop()
        self._woken.set()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._relay_own(), name="outbox-own")
                tasks.create_task(self._mark_published(), name="outbox-mark")
                tasks.create_task(self._sweep(), name="outbox-sweep")
                tasks.create_task(self._purge(), name="outbox-purge")
        finally:
            self._loop = None
            with contextlib.suppress(StorageError):
                await self._mark()

    async def _relay_own(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._own:
                batch = [self._own.popleft() for _ in range(min(_AT_ONCE, len(self._own)))]
                unpublished = await self._publish(batch)
                if unpublished:
                    self._own.extendleft(reversed(unpublished))
                    await asyncio.sleep(self._policy.retry_every.total_seconds())

    async def _publish(self, batch: Sequence[News]) -> list[News]:
        """Publish and note for marking; return what could not be published."""
        if len(batch) == 1:
            # By far the usual case on the hot path, and a gather would cost a task.
            outcomes: list[BaseException | None] = [await _failure(self._bus, batch[0])]
        else:
            outcomes = await asyncio.gather(*(_failure(self._bus, news) for news in batch))
        done = [news.event_id for news, failure in zip(batch, outcomes, strict=True) if failure is None]
        failed = [news for news, failure in zip(batch, outcomes, strict=True) if failure is not None]
        if done:
            self._published += done
            self._to_mark.set()
        if bool(failed) != self._broker_down:
            self._broker_down = bool(failed)
            log.info("outbox_waits_for_broker" if failed else "outbox_flows")
        return failed

    async def _mark_published(self) -> None:
        while True:
            await self._to_mark.wait()
            # Many marks in one transaction; a crash in between costs only a second publication.
            await asyncio.sleep(self._policy.mark_every.total_seconds())
            self._to_mark.clear()
            try:
                await self._mark()
            except StorageError as error:
                log.warning("outbox_not_marked", error=str(error))
                self._to_mark.set()

    async def _mark(self) -> None:
        while self._published:
            batch, self._published = self._published[:_BATCH], self._published[_BATCH:]
            try:
                await self._mark_batch(batch)
            except StorageError:
                self._published += batch
                raise

    async def _mark_batch(self, event_ids: Sequence[EventId]) -> None:
        at = self._clock.now()
        await self._storage.write(lambda uow: uow.news.mark_published(event_ids, at=at))

    async def _sweep(self) -> None:
        while True:
            try:
                while await self._relay_left_over():
                    pass
            except StorageError as error:
                log.warning("outbox_not_swept", error=str(error))
            await asyncio.sleep(self._policy.sweep_every.total_seconds())

    async def _relay_left_over(self) -> bool:
        """Publish one batch of what others left; return whether there may be more."""
        now = self._clock.now()
        # While the broker is away one row is enough to notice its return, and keeps the others free for any relay.
        limit = 1 if self._broker_down else _BATCH
        left = await self._storage.read(
            lambda uow: uow.news.left_over(older_than=now - self._policy.grace, now=now, limit=limit)
        )
        mine = {news.event_id for news in tuple(self._own)} | set(self._published)
        wanted = [event_id for event_id in left if event_id not in mine]
        if not wanted:
            return False
        leased = await self._storage.write(lambda uow: uow.news.lease(wanted, now=now, until=now + self._policy.lease))
        for batch in _split(leased):
            if await self._publish(batch):
                return False
        await self._mark()
        return True

    async def _purge(self) -> None:
        while True:
            try:
                while await self._purge_some():
                    pass
            except StorageError as error:
                log.warning("outbox_not_purged", error=str(error))
            await asyncio.sleep(self._policy.purge_every.total_seconds())

    async def _purge_some(self) -> int:
        before = self._clock.now() - self._policy.keep_published
        return await self._storage.write(lambda uow: uow.news.purge(published_before=before, limit=_BATCH))


async def _failure(bus: Bus, news: News) -> BusUnavailable | None:
    try:
        await bus.publish(news)
    except BusUnavailable as error:
        return error
    return None


def _split(news: Sequence[News]) -> Iterable[Sequence[News]]:
    return (news[start : start + _AT_ONCE] for start in range(0, len(news), _AT_ONCE))

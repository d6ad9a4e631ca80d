"""What the dialer has to write about calls and agents: in order, in few transactions, and until it is written.

An outcome is never lost to a database that is away: it waits here and is tried again. After a kill the reconciler
finds out the same from the switch and the truth.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from services.ports.storage import Storage, StorageError, UnitOfWork
from services.waiting import heard_within

log = structlog.get_logger(__name__)
MAX_BATCH = 200
GIVE_UP_ROUND_AFTER = 3
Work = Callable[[UnitOfWork], Any]


@dataclass(slots=True, eq=False)
class _Entry:
    what: str
    key: str
    make: Callable[[], Work]
    then: Callable[[Any], None] | None
    work: Work | None = None


class Journal:
    """Works must change nothing when they run twice."""

    def __init__(self, storage: Storage, *, retry_seconds: float = 0.5) -> None:
        self._storage = storage
        self._retry_seconds = retry_seconds
        self._entries: deque[_Entry] = deque()
        self._added = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, work: Work, *, what: str, key: str, then: Callable[[Any], None] | None = None) -> None:
        """Works of the same `key` are written in their order, whatever happens."""
        self.put_late(lambda: work, what=what, key=key, then=then)

    def put_late(
        self, make: Callable[[], Work], *, what: str, key: str, then: Callable[[Any], None] | None = None
    ) -> None:
        """`make` is called just before the writing, so that changes made meanwhile go in the same row."""
        self._entries.append(_Entry(what, key, make, then))
        self._idle.clear()
        self._added.set()

    async def run(self) -> None:
        while True:
            await self._added.wait()
            self._added.clear()
            while self._entries:
                await self._write_some()
            self._idle.set()

    async def drained(self, *, timeout_seconds: float) -> bool:
        """Whether everything was written within the time."""
        return await heard_within(self._idle, timeout_seconds)

    async def _write_some(self) -> None:
        batch = [self._entries[index] for index in range(min(MAX_BATCH, len(self._entries)))]
        works = [_work_of(entry) for entry in batch]

        def together(uow: UnitOfWork) -> list[Any]:
            return [work(uow) for work in works]

        try:
            results = await self._storage.write(together)
        except Exception as error:  # noqa: BLE001 - one bad work must not hold up the others; each is tried alone
            log.warning("journal_batch_failed", size=len(batch), error=type(error).__name__)
            await self._write_each(batch)
            return
        for entry, result in zip(batch, results, strict=True):
            self._done(entry, result)

    async def _write_each(self, batch: list[_Entry]) -> None:
        failed: set[str] = set()
        for entry in batch:
            if entry.key in failed:
                continue
            try:
                result = await self._storage.write(_work_of(entry))
            except StorageError:
                failed.add(entry.key)
                if len(failed) >= GIVE_UP_ROUND_AFTER:
                    break
            except Exception:
                log.exception("journal_work_dropped", what=entry.what)
                self._entries.remove(entry)
            else:
                self._done(entry, result)
        if failed:
            await asyncio.sleep(self._retry_seconds)

    def _done(self, entry: _Entry, result: Any) -> None:
        self._entries.remove(entry)
        if entry.then is not None:
            entry.then(result)


def _work_of(entry: _Entry) -> Work:
    if entry.work is None:
        entry.work = entry.make()
    return entry.work

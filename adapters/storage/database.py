"""Transactions in storage threads: one writer that commits waiting works together, and a few readers.

SQLAlchemy's asyncio layer costs several thread hops or greenlet switches per statement; a whole batch of works in
one thread costs one (docs/decisions/0002-storage-in-threads.md has the figures).
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from adapters.storage.engine import create_engines
from adapters.storage.errors import is_connection_loss, is_lock_conflict, storage_error
from adapters.storage.outbox import insert_events
from adapters.storage.unit_of_work import SqlUnitOfWork
from adapters.storage.writer import InlineWriter, Job, Outcome, Tell, Work, Writer, WriterThread
from services.ports.bus import News
from services.ports.clock import IdSource
from services.ports.storage import StorageError

T = TypeVar("T")
_LOCK_PAUSES_SECONDS = (0.01, 0.05)
"""One pause before each new try after a deadlock, a serialization failure or a lock that did not come free."""


class Database:
    """Implements `services.ports.storage.Storage`.

    `after_news` is called in the writer's thread, after each commit that held events, with those events; it may be
    set later. `inline` runs everything where it is called, without threads: for simulations (and then
    `sqlite:///:memory:` works too). `close` waits for the writes already handed in; later ones raise StorageError.
    """

    def __init__(
        self,
        url: str,
        *,
        ids: IdSource,
        after_news: Tell = lambda _news: None,
        inline: bool = False,
        readers: int = 4,
    ) -> None:
        self.engines = create_engines(url, readers=readers)
        self.after_news = after_news
        self._ids = ids
        self._readers = None if inline else ThreadPoolExecutor(readers, thread_name_prefix="storage-read")
        writer = InlineWriter if inline else WriterThread
        self._writer: Writer = writer(self._commit, self._tell)

    async def write(self, work: Callable[[Any], T]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        # A caller that was cancelled will not fetch the error; that must not be reported as forgotten.
        future.add_done_callback(_fetch_error)
        self._writer.submit(Job(work, loop, future))
        # The shield keeps a cancelled caller from cancelling the future that the writer will settle.
        return await asyncio.shield(future)

    async def read(self, work: Callable[[Any], T]) -> T:
        if self._readers is None:
            await asyncio.sleep(0)
            return self._read(work)
        try:
            running = asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)
        except RuntimeError as error:
            raise StorageError("the storage is closed") from error
        return await running

    def close(self) -> None:
        self._writer.close()
        if self._readers is not None:
            self._readers.shutdown(wait=True)
        self.engines.dispose()

    def _tell(self, news: list[News]) -> None:
        self.after_news(news)

    def _read(self, work: Callable[[Any], T]) -> T:
        try:
            try:
                return self._read_once(work)
            except DBAPIError as error:
                if not (is_connection_loss(error) or is_lock_conflict(error)):
                    raise
                # The pooled connection was dead (the server came back since) or the database asks for a new try.
                return self._read_once(work)
        except DBAPIError as error:
            raise storage_error(error) from error.orig

    def _read_once(self, work: Callable[[Any], T]) -> T:
        # Never committed: the pool rolls back whatever the first statement began.
        with self.engines.read.connect() as connection:
            return work(SqlUnitOfWork(connection))

    def _commit(self, works: Sequence[Work]) -> tuple[list[Outcome], list[News]]:
        """Every work's outcome, and the news of those that were committed."""
        pauses = iter(_LOCK_PAUSES_SECONDS)
        connection_tries = 2
        while True:
            try:
                return self._commit_together_or_each(works)
            except DBAPIError as error:
                if is_lock_conflict(error):
                    pause = next(pauses, None)
                    if pause is None:
                        return _all_failed(works, error)
                    time.sleep(pause)
                    continue
                connection_tries -= 1
                if connection_tries == 0 or not is_connection_loss(error):
                    return _all_failed(works, error)
                # Nothing was committed on the connection that turned out dead, so the works run on a new one.
            except _CommitUnknown as error:
                return _all_failed(works, error.cause)

    def _commit_together_or_each(self, works: Sequence[Work]) -> tuple[list[Outcome], list[News]]:
        """Together first; when one of the works fails, again with a savepoint around each."""
        try:
            return self._transact(works, _run_together)
        except _CommitUnknown:
            raise
        except Exception as error:
            if _concerns_all(error):
                raise
            if len(works) == 1:
                return [(None, storage_error(error))], []
            return self._transact(works, _run_each)

    def _transact(self, works: Sequence[Work], run: "_Run") -> tuple[list[Outcome], list[News]]:
        with self.engines.write.connect() as connection:
            transaction = connection.begin()
            try:
                result = run(connection, works, self._ids)
            except BaseException:
                _roll_back(connection)
                raise
            try:
                transaction.commit()
            except DBAPIError as error:
                if is_connection_loss(error):
                    raise _CommitUnknown(error) from error
                raise
            return result


_Run = Callable[[Connection, Sequence[Work], IdSource], tuple[list[Outcome], list[News]]]


class _CommitUnknown(Exception):
    """The connection was lost while the commit was under way: to run the works again could do them twice."""

    def __init__(self, cause: DBAPIError) -> None:
        super().__init__()
        self.cause = cause


def _run_together(connection: Connection, works: Sequence[Work], ids: IdSource) -> tuple[list[Outcome], list[News]]:
    unit = SqlUnitOfWork(connection)
    outcomes: list[Outcome] = [(work(unit), None) for work in works]
    return outcomes, insert_events(connection, unit.recorded, ids)


def _run_each(connection: Connection, works: Sequence[Work], ids: IdSource) -> tuple[list[Outcome], list[News]]:
    outcomes: list[Outcome] = []
    news: list[News] = []
    for work in works:
        unit = SqlUnitOfWork(connection)
        try:
            with connection.begin_nested():
                result = work(unit)
                told = insert_events(connection, unit.recorded, ids)
        except Exception as error:
            if _concerns_all(error):
                raise
            outcomes.append((None, storage_error(error)))
        else:
            outcomes.append((result, None))
            news += told
    return outcomes, news


def _concerns_all(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and (is_lock_conflict(error) or is_connection_loss(error))


def _roll_back(connection: Connection) -> None:
    try:
        connection.rollback()
    except DBAPIError:
        # The first error is the one to tell; a connection that cannot roll back must not be used again.
        connection.invalidate()


def _all_failed(works: Sequence[Work], error: DBAPIError) -> tuple[list[Outcome], list[News]]:
    return [(None, storage_error(error)) for _ in works], []


def _fetch_error(future: "asyncio.Future[Any]") -> None:
    if not future.cancelled():
        future.exception()

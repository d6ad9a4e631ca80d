"""Transactions in storage threads: one writer that commits waiting works together, and a few readers.

SQLAlchemy's asyncio layer costs several thread hops or greenlet switches per statement; a whole batch of works in
one thread costs one (docs/decisions/0002-storage-in-threads.md has the figures).
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from adapters.storage.engine import create_database_engine
from adapters.storage.outbox import insert_events
from adapters.storage.unit_of_work import SqlUnitOfWork
from services.ports.clock import IdSource
from services.ports.storage import StorageError

T = TypeVar("T")
MAX_BATCH = 64
WRITE_TRIES = 3


@dataclass(slots=True)
class _Job:
    work: Callable[[SqlUnitOfWork], Any]
    settle: Callable[[Any, BaseException | None], None]


class WriteRunner(Protocol):
    """Where write jobs run: a thread of their own, or at once in a simulation."""

    def submit(self, job: _Job) -> None: ...

    def close(self) -> None: ...


class Database:
    """Implements `services.ports.storage.Storage`; `close` waits for the writes already handed in."""

    def __init__(
        self,
        url: str,
        *,
        ids: IdSource,
        after_news: Callable[[], None] = lambda: None,
        readers: Executor | None = None,
        threaded_writes: bool = True,
        reader_count: int = 4,
    ) -> None:
        self.engine: Engine = create_database_engine(url, pool_size=reader_count + 1)
        self._ids = ids
        self.after_news = after_news
        self._readers = readers or ThreadPoolExecutor(reader_count, thread_name_prefix="storage-read")
        self._writer: WriteRunner = (
            _WriterThread(self._run_batch) if threaded_writes else _InlineWriter(self._run_batch)
        )

    async def write(self, work: Callable[[Any], T]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(result: Any, error: BaseException | None) -> None:
            loop.call_soon_threadsafe(_resolve, future, result, error)

        self._writer.submit(_Job(work, settle))
        # The shield keeps a cancelled caller from cancelling the future that the writer will settle.
        return await asyncio.shield(future)

    async def read(self, work: Callable[[Any], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._run_read, work)

    def close(self) -> None:
        self._writer.close()
        self._readers.shutdown(wait=True)
        self.engine.dispose()

    def _run_read(self, work: Callable[[SqlUnitOfWork], T]) -> T:
        try:
            with self.engine.connect() as connection, connection.begin():
                return work(SqlUnitOfWork(connection))
        except DBAPIError as error:
            raise StorageError(_plain(error)) from error

    def _run_batch(self, jobs: list[_Job]) -> None:
        for attempt in range(1, WRITE_TRIES + 1):
            try:
                outcomes, news = self._commit(jobs)
                break
            except OperationalError as error:
                if attempt == WRITE_TRIES or error.connection_invalidated:
                    self._fail(jobs, error)
                    return
            except DBAPIError as error:
                self._fail(jobs, error)
                return
        for job, (result, problem) in zip(jobs, outcomes, strict=True):
            job.settle(result, problem)
        if news:
            self.after_news()

    def _fail(self, jobs: Iterable[_Job], error: DBAPIError) -> None:
        for job in jobs:
            problem = StorageError(_plain(error))
            problem.__cause__ = error
            job.settle(None, problem)

    def _commit(self, jobs: list[_Job]) -> tuple[list[tuple[Any, BaseException | None]], bool]:
        """Together first; when one of the works fails, again with a savepoint around each."""
        try:
            return self._commit_together(jobs)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - a work's own error goes back to its caller alone
            if len(jobs) == 1:
                return [(None, _as_storage_error(error))], False
            return self._commit_each(jobs)

    def _commit_together(self, jobs: list[_Job]) -> tuple[list[tuple[Any, BaseException | None]], bool]:
        with self.engine.connect().execution_options(concilia_write=True) as connection, connection.begin():
            unit = SqlUnitOfWork(connection)
            results: list[tuple[Any, BaseException | None]] = [(job.work(unit), None) for job in jobs]
            insert_events(connection, unit.recorded, self._ids)
            return results, bool(unit.recorded)

    def _commit_each(self, jobs: list[_Job]) -> tuple[list[tuple[Any, BaseException | None]], bool]:
        outcomes: list[tuple[Any, BaseException | None]] = []
        news = False
        with self.engine.connect().execution_options(concilia_write=True) as connection, connection.begin():
            for job in jobs:
                unit = SqlUnitOfWork(connection)
                try:
                    with connection.begin_nested():
                        result = job.work(unit)
                        insert_events(connection, unit.recorded, self._ids)
                except OperationalError:
                    raise
                except Exception as error:  # noqa: BLE001 - the same boundary as above
                    outcomes.append((None, _as_storage_error(error)))
                else:
                    outcomes.append((result, None))
                    news = news or bool(unit.recorded)
        return outcomes, news


class _WriterThread:
    def __init__(self, run_batch: Callable[[list[_Job]], None]) -> None:
        self._run_batch = run_batch
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._thread.start()

    def submit(self, job: _Job) -> None:
        self._jobs.put(job)

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        closing = False
        while not closing:
            first = self._jobs.get()
            if first is None:
                return
            batch = [first]
            while len(batch) < MAX_BATCH and not self._jobs.empty():
                job = self._jobs.get()
                if job is None:
                    closing = True
                    break
                batch.append(job)
            self._run_batch(batch)


class _InlineWriter:
    """Runs each work where it is handed in: deterministic, for simulations."""

    def __init__(self, run_batch: Callable[[list[_Job]], None]) -> None:
        self._run_batch = run_batch

    def submit(self, job: _Job) -> None:
        self._run_batch([job])

    def close(self) -> None:
        pass


def _resolve(future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def _as_storage_error(error: Exception) -> Exception:
    if not isinstance(error, DBAPIError):
        return error
    problem = StorageError(_plain(error))
    problem.__cause__ = error
    return problem


def _plain(error: DBAPIError) -> str:
    """The driver's complaint without the statement's parameters, which may hold personal data."""
    return f"{type(error.orig).__name__}: {str(error.orig).splitlines()[0] if str(error.orig) else ''}"

"""Where write jobs run: a thread of their own that takes whatever waits as one batch, or at once in a simulation."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from adapters.storage.unit_of_work import SqlUnitOfWork
from services.ports.bus import News
from services.ports.storage import StorageError

MAX_BATCH = 64

Work = Callable[[SqlUnitOfWork], Any]
Outcome = tuple[Any, BaseException | None]
"""A work's result, or the error that undid it."""
Commit = Callable[[Sequence[Work]], tuple[list[Outcome], list[News]]]
Tell = Callable[[list[News]], None]


@dataclass(frozen=True, slots=True)
class Job:
    work: Work
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"


class Writer(Protocol):
    def submit(self, job: Job) -> None:
        """Safe from any thread; raises StorageError once closed."""
        ...

    def close(self) -> None:
        """Return when every job handed in before has been settled."""
        ...


class WriterThread:
    def __init__(self, commit: Commit, tell: Tell) -> None:
        self._commit = commit
        self._tell = tell
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        # Without the gate a job could land behind the closing mark, and its caller would wait for ever.
        with self._gate:
            if self._closed:
                raise StorageError("the storage is closed")
            self._jobs.put(job)

    def close(self) -> None:
        with self._gate:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        closing = False
        while not closing and (first := self._jobs.get()) is not None:
            jobs, closing = self._collect(first)
            outcomes, news = _commit_or_fail(self._commit, jobs)
            _settle(jobs, outcomes)
            if news:
                self._tell(news)

    def _collect(self, first: Job) -> tuple[list[Job], bool]:
        jobs = [first]
        while len(jobs) < MAX_BATCH:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False


class InlineWriter:
    """Runs each work where it is handed in: no thread, the same order in every run."""

    def __init__(self, commit: Commit, tell: Tell) -> None:
        self._commit = commit
        self._tell = tell
        self._closed = False

    def submit(self, job: Job) -> None:
        if self._closed:
            raise StorageError("the storage is closed")
        outcomes, news = _commit_or_fail(self._commit, [job])
        _resolve([(job.future, *outcomes[0])])
        if news:
            self._tell(news)

    def close(self) -> None:
        self._closed = True


def _commit_or_fail(commit: Commit, jobs: list[Job]) -> tuple[list[Outcome], list[News]]:
    try:
        return commit([job.work for job in jobs])
    except BaseException as error:  # noqa: BLE001 - the writer's loop boundary: a dead writer would hang every caller
        return [(None, error)] * len(jobs), []


def _settle(jobs: list[Job], outcomes: list[Outcome]) -> None:
    """Wake each event loop once, however many of its callers were in the batch."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any, BaseException | None]]] = {}
    for job, (result, error) in zip(jobs, outcomes, strict=True):
        by_loop.setdefault(job.loop, []).append((job.future, result, error))
    for loop, settled in by_loop.items():
        # A loop that was closed meanwhile has nobody waiting in it.
        if not loop.is_closed():
            try:
                loop.call_soon_threadsafe(_resolve, settled)
            except RuntimeError:
                continue


def _resolve(settled: "list[tuple[asyncio.Future[Any], Any, BaseException | None]]") -> None:
    for future, result, error in settled:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

"""Keeps children running: starts them when told, again when they die, and ends them all, last started first."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import structlog

from runtime.children import Child, Running, last_lines, trim_log

log = structlog.get_logger(__name__)
_FIRST_BACKOFF_SECONDS = 0.2
_LONGEST_BACKOFF_SECONDS = 10.0
_STEADY_SECONDS = 20.0
_POLL_SECONDS = 0.05
_LOG_CHECK_SECONDS = 60.0
# A child that dies this often before it was ever ready will not get better by itself.
_DEATHS_BEFORE_READY = 3
_NOT_STARTED = 127


class SupervisorError(Exception):
    """A part of the house could not be started."""


class ChildNeverReady(SupervisorError):
    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(f"{name}: {why}")


class _Kept:
    """A child with the task that keeps it; `running` is None between two lives."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.running: Running | None = None
        self.deaths = 0
        self.stopping = asyncio.Event()
        self.task: asyncio.Task[None] | None = None


class Supervisor:
    """`async with Supervisor(…) as supervisor: await supervisor.start(child)`; leaving the block ends everything."""

    def __init__(self, *, logs: Path, on_restart: Callable[[str, int], None] = lambda _name, _code: None) -> None:
        self._logs = logs
        self._on_restart = on_restart
        self._kept: dict[str, _Kept] = {}
        self._trimmer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._trimmer = asyncio.create_task(self._trim_logs(), name="trim-logs")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Shielded: a second Ctrl-C must not leave half of the children running.
        await _finish(self.stop())

    async def start(self, child: Child) -> None:
        """Return once the child is ready; from then on it is kept running. Raises ChildNeverReady."""
        kept = self._kept[child.name] = _Kept(child)
        kept.task = asyncio.create_task(self._keep(kept), name=f"keep-{child.name}")
        why = await self._became_ready(kept)
        if why is not None:
            said = last_lines(self.log_of(child.name))
            raise ChildNeverReady(child.name, f"{why}{f': {said}' if said else ''} ({self.log_of(child.name)})")
        log.info("child_ready", child=child.name)

    async def start_all(self, children: Sequence[Child]) -> None:
        """Start these together; the first that fails is the error."""
        first: ChildNeverReady | None = None
        try:
            async with asyncio.TaskGroup() as group:
                for child in children:
                    group.create_task(self.start(child), name=f"start-{child.name}")
        except* ChildNeverReady as failures:
            # Raised in here it would come out in a group again.
            first = next(error for error in failures.exceptions if isinstance(error, ChildNeverReady))
        if first is not None:
            raise first

    async def stop(self, *names: str) -> None:
        """End these children, or all of them, the highest stage first."""
        wanted = [kept for name, kept in self._kept.items() if not names or name in names]
        for kept in wanted:
            kept.stopping.set()
        for stage in sorted({kept.child.stage for kept in wanted}, reverse=True):
            await asyncio.gather(*(self._end(kept) for kept in wanted if kept.child.stage == stage))
        for kept in wanted:
            del self._kept[kept.child.name]
        if not names and self._trimmer is not None:
            self._trimmer.cancel()

    def pid_of(self, name: str) -> int | None:
        running = self._kept[name].running
        return None if running is None else running.pid

    def log_of(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    async def _keep(self, kept: _Kept) -> None:
        backoff = _FIRST_BACKOFF_SECONDS
        clock = asyncio.get_running_loop().time
        while not kept.stopping.is_set():
            born = clock()
            code = await self._live(kept)
            if kept.stopping.is_set():
                return
            kept.deaths += 1
            backoff = _FIRST_BACKOFF_SECONDS if clock() - born > _STEADY_SECONDS else backoff
            log.warning("child_died", child=kept.child.name, exit_code=code, restart_in_seconds=backoff)
            self._on_restart(kept.child.name, code)
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, _LONGEST_BACKOFF_SECONDS)

    async def _live(self, kept: _Kept) -> int:
        """One life of the child, from start to end; its exit code."""
        try:
            kept.running = await Running.start(kept.child, log=self.log_of(kept.child.name))
        except OSError as error:
            log.warning("child_not_started", child=kept.child.name, error=str(error))
            return _NOT_STARTED
        log.info("child_started", child=kept.child.name, pid=kept.running.pid)
        try:
            return await kept.running.wait()
        finally:
            kept.running = None

    async def _became_ready(self, kept: _Kept) -> str | None:
        """None when it did, else why not."""
        clock = asyncio.get_running_loop().time
        until = clock() + kept.child.ready_seconds
        while clock() < until:
            if kept.deaths >= _DEATHS_BEFORE_READY:
                return "it ends as soon as it is started"
            if kept.running is not None and await kept.child.ready():
                return None
            await asyncio.sleep(_POLL_SECONDS)
        return f"not ready after {kept.child.ready_seconds:.0f} s"

    async def _end(self, kept: _Kept) -> None:
        running = kept.running
        if running is not None:
            await running.stop()
        if kept.task is not None:
            kept.task.cancel()
            await asyncio.gather(kept.task, return_exceptions=True)

    async def _trim_logs(self) -> None:
        while True:
            await asyncio.sleep(_LOG_CHECK_SECONDS)
            for name in list(self._kept):
                trim_log(self.log_of(name))


async def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Await the work to its end even when we are cancelled meanwhile, and only then be cancelled."""
    task = asyncio.create_task(work, name="stop-children")
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError

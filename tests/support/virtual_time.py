"""An event loop whose time jumps to the next timer as soon as nothing else can run."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


class Deadlock(Exception):
    """No task can run and no timer is set."""


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """`on_step` is called at each turn of the loop; whatever it raises ends the run."""

    def __init__(self) -> None:
        self._now = 0.0
        self.on_step: Callable[[], None] = lambda: None
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        return self._now

    def jump(self, seconds: float) -> None:
        self._now += seconds


class _JumpingSelector(selectors.SelectSelector):
    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        self._loop.on_step()
        # Nothing here reads a socket or comes from another thread: asking the system each turn would only cost time.
        if timeout is None:
            raise Deadlock
        if timeout > 0:
            self._loop.jump(max(timeout, 1e-6))
        return []


class VirtualClock:
    """Implements `services.ports.clock.Clock` on the loop's time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, start: datetime) -> None:
        self._loop = loop
        self._start = start

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time())


class InlineExecutor(Executor):
    """Runs at once, where it is asked to."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the result
            future.set_exception(error)
        return future


class CountingIds:
    """Ids in order of birth, the same in every run."""

    def __init__(self) -> None:
        self._count = 0

    def new_id(self) -> str:
        self._count += 1
        return f"{self._count:026d}"


def run_virtual(make: Callable[[VirtualTimeLoop], Coroutine[Any, Any, T]]) -> T:
    """Run `make(loop)` to its end on a loop of its own."""
    loop = VirtualTimeLoop()
    try:
        return loop.run_until_complete(make(loop))
    finally:
        loop.run_until_complete(_end_tasks())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _end_tasks() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)

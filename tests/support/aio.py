"""Running coroutines in tests: a deadline for all, and no task left behind."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T], *, deadline_seconds: float = 60.0) -> T:
    """As asyncio.run, but it fails when `main` takes too long or leaves tasks running."""
    return asyncio.run(_watched(main, deadline_seconds))


async def eventually(condition: Callable[[], object], *, within_seconds: float = 30.0) -> None:
    """Return as soon as the condition holds; TimeoutError when it does not in time."""
    async with asyncio.timeout(within_seconds):
        while not condition():  # noqa: ASYNC110 - the condition may be about anything
            await asyncio.sleep(0.005)


async def _watched(main: Coroutine[Any, Any, T], deadline_seconds: float) -> T:
    before = asyncio.all_tasks()
    async with asyncio.timeout(deadline_seconds):
        result = await main
    # A task cancelled a moment ago needs a turn of the loop to be gone.
    for _ in range(3):
        await asyncio.sleep(0)
    left = [task.get_name() for task in asyncio.all_tasks() - before]
    assert not left, f"tasks left running: {left}"
    return result

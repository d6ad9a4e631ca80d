"""How a process without a port of its own shows that it works: it touches a file, and others look at the file's age."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

BEAT_SECONDS = 2.0
STALE_SECONDS = 15.0


def beat_file(home: Path, process: str) -> Path:
    return home / "run" / f"{process}.alive"


async def beat(path: Path, *, works: Callable[[], bool] = lambda: True) -> None:
    """Touch the file while `works()`; until cancelled, and then take it away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        while True:
            if works():
                path.touch()  # noqa: ASYNC240 - microseconds, in the cache of the system
            await asyncio.sleep(BEAT_SECONDS)
    finally:
        path.unlink(missing_ok=True)  # noqa: ASYNC240


def beats(path: Path, *, stale_seconds: float = STALE_SECONDS) -> bool:
    try:
        return time.time() - path.stat().st_mtime < stale_seconds
    except FileNotFoundError:
        return False

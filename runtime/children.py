"""One child process: what it is, how it is started so that it cannot outlive us, and how it is ended."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# The kernel kills the child when the process that started it dies, whatever killed it: no orphan is ever left.
TETHER = ("setpriv", "--pdeathsig", "KILL", "--")
LOG_LIMIT_BYTES = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """`ready` tells whether it does its work yet; a higher `stage` is ended before a lower one."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    ready: Callable[[], Awaitable[bool]]
    stage: int = 0
    ready_seconds: float = 60
    stop_seconds: float = 10
    before_start: Callable[[], None] = field(default=lambda: None)


class Running:
    """A started child. It leads a process group of its own, so that a Ctrl-C at the terminal reaches only us."""

    def __init__(self, child: Child, process: asyncio.subprocess.Process) -> None:
        self._child = child
        self._process = process

    @classmethod
    async def start(cls, child: Child, *, log: Path) -> "Running":
        child.before_start()
        trim_log(log)
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *TETHER,
                *child.argv,
                env=dict(child.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return cls(child, process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.returncode is not None

    async def wait(self) -> int:
        """Its exit code, once it is gone and nothing of its group is left."""
        code = await self._process.wait()
        self._kill_group()
        return code

    async def stop(self) -> None:
        """Ask it to end, and after its `stop_seconds` make it."""
        if not self.ended:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(self._child.stop_seconds):
                    await self._process.wait()
            except TimeoutError:
                self._kill_group()
        await self.wait()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def trim_log(log: Path) -> None:
    """Keep the log and one older piece of it; whoever writes to it appends, so emptying it in place is safe."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        older = log.with_suffix(".old.log")
        older.write_bytes(log.read_bytes())
        os.truncate(log, 0)


def last_lines(log: Path, count: int = 3) -> str:
    """The end of a log, on one line, to tell why a child would not start."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return " | ".join(line.strip() for line in text.splitlines()[-count:] if line.strip())

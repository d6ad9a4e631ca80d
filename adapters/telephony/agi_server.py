"""The FastAGI server: a task per channel, limits on everything, and a drain at the end."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog

from adapters.telephony.agi_protocol import AgiError
from adapters.telephony.agi_session import AgiHungUp, AgiSession

log = structlog.get_logger(__name__)

AgiHandler = Callable[[AgiSession], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgiLimits:
    """`session_seconds` bounds a whole session; `drain_seconds` what a stop waits for the running ones."""

    max_sessions: int = 1000
    environment_seconds: float = 5.0
    session_seconds: float = 1800.0
    drain_seconds: float = 10.0


class FastAgiServer:
    """`async with` it: listens inside; on leaving stops accepting, lets running sessions end, cancels the late ones.

    A handler's own failure is logged and ends its session only. The socket is closed when the handler returned.
    """

    def __init__(self, handler: AgiHandler, *, host: str, port: int, limits: AgiLimits | None = None) -> None:
        self._handler = handler
        self._host = host
        self._wanted_port = port
        self._limits = limits or AgiLimits()
        self._server: asyncio.Server | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._sessions: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The port listened on, also when 0 was asked for."""
        assert self._server is not None  # noqa: S101 - only inside the `async with`
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def session_count(self) -> int:
        return len(self._sessions)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._new_session, self._host, self._wanted_port, backlog=1024)
        self._tasks = asyncio.TaskGroup()
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        assert self._server is not None and self._tasks is not None  # noqa: S101, PT018 - set on entering
        self._server.close()
        try:
            if kind is None and self._sessions:
                await asyncio.wait(self._sessions, timeout=self._limits.drain_seconds)
        finally:
            for task in self._sessions:
                task.cancel()
            # The caller's own error is no business of the sessions: it goes on unwrapped.
            await self._tasks.__aexit__(None, None, None)

    def _new_session(self) -> asyncio.Protocol:
        return _Starting(self._start)

    def _start(self, session: AgiSession) -> None:
        if self._tasks is None or len(self._sessions) >= self._limits.max_sessions:
            log.error("agi_session_refused", sessions=len(self._sessions))
            session.abort()
            return
        task = self._tasks.create_task(self._serve(session), name="agi-session")
        self._sessions.add(task)
        task.add_done_callback(self._sessions.discard)

    async def _serve(self, session: AgiSession) -> None:
        limits = self._limits
        try:
            await session.wait_ready(limits.environment_seconds)
            async with asyncio.timeout(limits.session_seconds):
                await self._handler(session)
        except AgiHungUp:
            log.debug("agi_session_hung_up")
        except AgiError as error:
            log.warning("agi_session_failed", error=str(error), attempt_id=session.environment.get("agi_uniqueid"))
        except Exception:
            log.exception("agi_handler_failed", attempt_id=session.environment.get("agi_uniqueid"))
        finally:
            session.close()


class _Starting(AgiSession):
    """A session that announces itself once it has its socket."""

    def __init__(self, start: Callable[[AgiSession], None]) -> None:
        super().__init__()
        self._start = start

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        with contextlib.suppress(RuntimeError):
            # The group refuses new tasks while it ends; the transport is then closed below us.
            self._start(self)

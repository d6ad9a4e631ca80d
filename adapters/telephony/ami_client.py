"""A manager connection that is kept up: actions with a timeout, events in order, never anything sent twice."""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog

from adapters.telephony.ami_errors import AmiError, AmiInjection, AmiNotConnected, AmiRejected, AmiUnanswered
from adapters.telephony.ami_protocol import GuardedManager, GuardedProtocol, Headers, as_headers, build_action
from services.waiting import heard_within

log = structlog.get_logger(__name__)

_FORBIDDEN = re.compile(r"[\r\n\0]")
_NAME = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiSettings:
    """Where the manager listens, and the client's limits (all in seconds)."""

    host: str
    port: int
    username: str
    secret: str = field(repr=False)
    connect_timeout_seconds: float = 5.0
    boot_timeout_seconds: float = 60.0
    action_timeout_seconds: float = 5.0
    ping_interval_seconds: float = 5.0
    first_delay_seconds: float = 0.2
    longest_delay_seconds: float = 10.0
    max_queued_events: int = 50_000


class AmiConnected:
    """Queued at the start of every connection, before its events."""


class AmiDisconnected:
    """Queued at the end of every connection, after its events."""


AmiItem = AmiConnected | AmiDisconnected | Headers


class AmiClient:
    """`run` keeps the connection; `items` gives what comes. `uniform` draws the backoff's jitter from [0, 1)."""

    def __init__(self, settings: AmiSettings, *, uniform: Callable[[], float]) -> None:
        self._settings = settings
        self._uniform = uniform
        self._connection: _Connection | None = None
        self._items: deque[AmiItem] = deque()
        self._arrived = asyncio.Event()
        self.last_error = ""
        """Why the latest try to connect failed; empty while connected."""

    @property
    def connected(self) -> bool:
        return self._connection is not None

    async def run(self) -> None:
        """Connect, and again after each loss, until cancelled."""
        delay = self._settings.first_delay_seconds
        while True:
            try:
                if await self._one_connection():
                    delay = self._settings.first_delay_seconds
            except (OSError, TimeoutError, AmiError) as error:
                self.last_error = _sentence(error)
                log.warning("ami_not_connected", error=self.last_error, host=self._settings.host)
            # Full jitter on the upper half: many clients of one restarted Asterisk do not come back together.
            await asyncio.sleep(delay * (0.5 + 0.5 * self._uniform()))
            delay = min(delay * 2, self._settings.longest_delay_seconds)

    async def send(
        self,
        name: str,
        headers: Headers | None = None,
        *,
        action_id: str | None = None,
        collect: str | None = None,
    ) -> list[Headers]:
        """The answer, and with `collect` (the list's closing event) the list's events after it.

        Raises AmiNotConnected, AmiRejected, AmiUnanswered or AmiInjection. Never sends twice.
        """
        fields = dict(headers or {})
        _refuse_injection(name, fields, action_id)
        connection = self._connection
        if connection is None:
            raise AmiNotConnected("not connected to the Asterisk manager")
        return await connection.send(name, fields, action_id, collect, self._settings.action_timeout_seconds)

    async def next_item(self) -> AmiItem:
        """The next event or change of connection, in order; one consumer."""
        while not self._items:
            self._arrived.clear()
            await self._arrived.wait()
        return self._items.popleft()

    def inject(self, event: Headers) -> None:
        """Queue an event of the caller's own, behind what has come so far."""
        self._put(event)

    async def _one_connection(self) -> bool:
        """Live through one connection; true when it got as far as being usable."""
        settings = self._settings
        connection = _Connection(self._take_event)
        usable = False
        try:
            await connection.open(settings)
            await connection.log_in(settings)
            self._connection = connection
            self.last_error = ""
            usable = True
            self._put(AmiConnected())
            connection.flush_early_events()
            log.info("ami_connected", host=settings.host, port=settings.port)
            await connection.watch(settings)
            log.warning("ami_lost", host=settings.host)
        finally:
            self._connection = None
            connection.close()
            if usable:
                self._put(AmiDisconnected())
        return usable

    def _take_event(self, event: Headers) -> bool:
        """False when the queue is full: the connection is then given up, and the truth re-read on the next one."""
        if len(self._items) >= self._settings.max_queued_events:
            return False
        self._put(event)
        return True

    def _put(self, item: AmiItem) -> None:
        self._items.append(item)
        self._arrived.set()


class _Connection:
    """One TCP connection: its answers, and the events that it hands on once the login is through."""

    def __init__(self, take_event: Callable[[Headers], bool]) -> None:
        self._take_event = take_event
        self._manager: GuardedManager | None = None
        self._protocol: GuardedProtocol | None = None
        self._lost = asyncio.Event()
        self._booted_or_lost = asyncio.Event()
        self._waiting: set[asyncio.Future[Any]] = set()
        self._lists: dict[str, _EventList] = {}
        self._early: list[Headers] | None = []
        self._heard = False

    async def open(self, settings: AmiSettings) -> None:
        manager = GuardedManager(on_event=self._on_event, on_lost=self._on_lost)
        loop = asyncio.get_running_loop()
        opening = loop.create_connection(lambda: GuardedProtocol(manager), settings.host, settings.port)
        async with asyncio.timeout(settings.connect_timeout_seconds):
            transport, protocol = await opening
        self._manager, self._protocol = manager, protocol
        manager.take_over(transport, protocol)

    async def log_in(self, settings: AmiSettings) -> None:
        """Usable once Asterisk is fully booted; before, an originate would fail for want of a trunk."""
        fields = {"Username": settings.username, "Secret": settings.secret, "Events": "on"}
        await self.send("Login", fields, None, None, settings.connect_timeout_seconds)
        if not await heard_within(self._booted_or_lost, settings.boot_timeout_seconds):
            raise AmiNotConnected("Asterisk was not fully booted in time")
        if self._lost.is_set():
            raise AmiNotConnected("the connection was lost while Asterisk booted")

    def flush_early_events(self) -> None:
        early, self._early = self._early or [], None
        for event in early:
            self._on_event(event)

    async def watch(self, settings: AmiSettings) -> None:
        """Return when the connection is lost; a peer that says nothing to a ping is given up."""
        while not self._lost.is_set():
            self._heard = False
            if await heard_within(self._lost, settings.ping_interval_seconds) or self._heard:
                continue
            try:
                await self.send("Ping", {}, None, None, settings.action_timeout_seconds)
            except AmiUnanswered:
                log.warning("ami_half_open", host=settings.host)
                self.abort()

    async def send(
        self, name: str, fields: dict[str, Any], action_id: str | None, collect: str | None, timeout_seconds: float
    ) -> list[Headers]:
        protocol = self._protocol
        if protocol is None or self._lost.is_set():
            raise AmiNotConnected("not connected to the Asterisk manager")
        action = build_action(name, fields, action_id)
        events = _EventList(collect) if collect is not None else None
        if events is not None:
            self._lists[action.id] = events
        future = protocol.send(action, as_list=False)
        self._waiting.add(future)
        try:
            async with asyncio.timeout(timeout_seconds):
                answer = as_headers(await future)
                if answer.get("Response") not in ("Success", "Goodbye"):
                    raise AmiRejected(str(answer.get("Message") or "the action failed"))
                if events is None:
                    return [answer]
                self._waiting.add(events.complete)
                return [answer, *await events.complete]
        except TimeoutError:
            raise AmiUnanswered(f"no answer to {name} in {timeout_seconds:g} s") from None
        finally:
            protocol.forget(action)
            self._waiting.discard(future)
            if events is not None:
                self._waiting.discard(events.complete)
                self._lists.pop(action.id, None)

    def abort(self) -> None:
        if self._protocol is not None:
            self._protocol.transport.abort()
        self._on_lost()

    def close(self) -> None:
        if self._manager is not None:
            self._manager.close()
        self._on_lost()

    def _on_event(self, event: Headers) -> None:
        self._heard = True
        action_id = event.get("ActionID")
        if action_id is not None and (events := self._lists.get(action_id)) is not None:
            events.add(event)
        elif event.get("Event") == "FullyBooted":
            self._booted_or_lost.set()
        elif self._early is not None:
            self._early.append(event)
        elif not self._lost.is_set() and not self._take_event(event):
            log.error("ami_events_overflow")
            self.abort()

    def _on_lost(self) -> None:
        self._lost.set()
        self._booted_or_lost.set()
        for future in self._waiting:
            if not future.done():
                future.set_exception(AmiUnanswered("the connection was lost before the answer"))
        self._waiting = set()


class _EventList:
    def __init__(self, closing: str) -> None:
        self._closing = closing
        self._events: list[Headers] = []
        self.complete: asyncio.Future[list[Headers]] = asyncio.get_running_loop().create_future()

    def add(self, event: Headers) -> None:
        if self.complete.done():
            return
        if event.get("Event") == self._closing:
            self.complete.set_result(self._events)
        else:
            self._events.append(event)


def _refuse_injection(name: str, fields: Headers, action_id: str | None) -> None:
    for header, value in (("Action", name), ("ActionID", action_id), *fields.items()):
        values: Iterable[object] = value if isinstance(value, (list, tuple)) else (value,)
        if not _NAME.fullmatch(header) or any(_FORBIDDEN.search(str(item)) for item in values):
            raise AmiInjection(f"the header {header[:40]!r} holds a line break, a NUL or a strange name")


def _sentence(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer from the Asterisk manager in time"
    return str(error).splitlines()[0] if str(error) else type(error).__name__

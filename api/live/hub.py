"""The live stream of one process: one subscription to the news, every open screen of this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from api.live.client import LiveClient
from api.live.pace import HubPace
from api.live.pushers import DeskPusher, FloorPusher, ImportPusher, OutcomePusher, Pusher
from api.live.wire import RETRY, sse
from api.schemas import Heartbeat
from domain.ids import UserId
from services.auth import AuthService, Visitor
from services.desk import DeskService
from services.floor import FloorService
from services.import_reports import ImportReportService
from services.outcomes import OutcomeService
from services.ports.bus import Bus, BusUnavailable, News
from services.ports.clock import Clock
from services.ports.storage import StorageError

log = structlog.get_logger()

TOPICS = ("attempt/#", "agreement/#", "recording/#", "agent/#", "campaign/#", "import/#")


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSources:
    """Where the truth is read."""

    auth: AuthService
    desk: DeskService
    outcomes: OutcomeService
    floor: FloorService
    imports: ImportReportService


class LiveHub:
    """`run` until cancelled; `close` ends every stream, which a server that is stopping must ask for."""

    def __init__(self, *, bus: Bus, clock: Clock, sources: HubSources, pace: HubPace) -> None:
        self._bus = bus
        self._clock = clock
        self._auth = sources.auth
        self._pace = pace
        self._clients: set[LiveClient] = set()
        self._ends: dict[str, list[Callable[[], None]]] = {}
        self._closed = False
        self.last_news_at: datetime | None = None
        self._desks = DeskPusher(self._clients, sources.desk, rest_seconds=self._pace.desk_rest)
        self._outcomes = OutcomePusher(self._clients, sources.outcomes, rest_seconds=self._pace.outcomes_rest)
        self._floor = FloorPusher(self._clients, sources.floor, rest_seconds=self._pace.floor_rest)
        self._imports = ImportPusher(self._clients, sources.imports, rest_seconds=self._pace.imports_rest)
        self._pushers: tuple[Pusher, ...] = (self._desks, self._outcomes, self._floor, self._imports)

    @property
    def screens(self) -> int:
        return len(self._clients)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for pusher in self._pushers:
                group.create_task(pusher.run(), name=f"live-{pusher.kind}")
            group.create_task(self._follow_news(), name="live-news")
            group.create_task(self._poll(), name="live-poll")
            group.create_task(self._beat(), name="live-heartbeat")
            group.create_task(self._watch_sessions(), name="live-sessions")

    async def stream(self, visitor: Visitor) -> AsyncIterator[bytes]:
        """The visitor's events as bytes, first a snapshot of each kind they may see."""
        client = LiveClient(visitor)
        with self.ends_with_session(visitor.session_key, client.close):
            self._join(client)
            try:
                yield RETRY
                more = True
                while more:
                    data, more = await client.take()
                    yield data
            finally:
                self._leave(client)

    @contextmanager
    def ends_with_session(self, session_key: str, end: Callable[[], None]) -> Iterator[None]:
        """Within it, `end` is called when the session is over or the hub closes."""
        ends = self._ends.setdefault(session_key, [])
        ends.append(end)
        if self._closed:
            end()
        try:
            yield
        finally:
            ends.remove(end)
            if not ends:
                self._ends.pop(session_key, None)

    def end_session(self, session_key: str) -> None:
        for end in tuple(self._ends.get(session_key, ())):
            end()

    def desk_changed(self, user_id: UserId) -> None:
        """For changes that no news tells."""
        self._desks.mark(user_id)

    def close(self) -> None:
        self._closed = True
        for session_key in tuple(self._ends):
            self.end_session(session_key)

    def _join(self, client: LiveClient) -> None:
        self._clients.add(client)
        self._desks.greet(client)
        self._outcomes.greet(client)
        if client.wants_floor:
            self._floor.refresh()
        if client.wants_imports:
            self._imports.refresh()
        client.push_snapshot("heartbeat", self._heartbeat())

    def _leave(self, client: LiveClient) -> None:
        self._clients.discard(client)
        self._desks.forget(client)
        self._outcomes.forget(client)

    async def _follow_news(self) -> None:
        while True:
            try:
                async for news in self._bus.subscribe(*TOPICS):
                    if news is None:
                        self._refresh()
                    else:
                        self._take_news(news)
            except BusUnavailable:
                log.warning("live_news_unavailable")
            await asyncio.sleep(self._pace.resubscribe)

    def _take_news(self, news: News) -> None:
        self.last_news_at = self._clock.now()
        data = news.data
        match news.type:
            case "AttemptBridged" | "AgentSessionChanged":
                self._desks.mark(data["user_id"])
                self._floor.mark()
            case "AttemptClosed" | "AttemptDisposed":
                self._outcomes.mark(data["attempt_id"])
                self._desks.mark_call(data["attempt_id"])
                self._floor.mark()
            case "AgreementConfirmed":
                self._desks.mark_call(data["attempt_id"])
                self._floor.mark()
            case "RecordingClosed":
                self._outcomes.mark(data["attempt_id"])
            case "ImportProgressed":
                self._imports.mark(data["import_id"])
            case _:
                self._floor.mark()

    def _refresh(self) -> None:
        for pusher in self._pushers:
            pusher.refresh()

    async def _poll(self) -> None:
        """News may be lost, or the broker away: the truth is looked at anyway."""
        waited = 0.0
        while True:
            await asyncio.sleep(self._pace.poll_without_broker)
            waited += self._pace.poll_without_broker
            if not self._bus.connected or waited >= self._pace.poll:
                waited = 0.0
                self._refresh()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._pace.heartbeat)
            beat = self._heartbeat()
            for client in self._clients:
                client.push_snapshot("heartbeat", beat)

    async def _watch_sessions(self) -> None:
        while True:
            await asyncio.sleep(self._pace.sessions_check)
            try:
                over = await self._auth.ended(tuple(self._ends))
            except StorageError:
                log.warning("live_sessions_unchecked")
                continue
            for session_key in over:
                self.end_session(session_key)

    def _heartbeat(self) -> bytes:
        return sse("heartbeat", Heartbeat(now=self._clock.now()))

"""One pusher per kind: it is told what may have changed, re-reads the truth and sends it to the screens that show it.

Each reads and sends in one loop of its own, so an older truth never follows a newer one, and a slow query of one kind
delays no other. Telling costs nothing while nobody listens to the kind.
"""

import asyncio
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Collection, Iterable

import structlog

from api.desk.presenter import present_desk
from api.floor.schemas import Floor
from api.imports.schemas import Import
from api.live.client import LiveClient
from api.live.wire import sse
from api.outcomes.presenter import present_outcome
from domain.ids import AttemptId, ImportId, UserId
from services.desk import DeskService
from services.desk_view import DeskView
from services.floor import FloorService
from services.import_reports import ImportReportService
from services.outcomes import OutcomeService
from services.ports.storage import StorageError

log = structlog.get_logger()

RECENT_OUTCOMES = 50
RECENT_IMPORTS = 5
_REMEMBERED = 500
_READ_AT_ONCE = 200
_OUTCOME_BATCHES_PER_SECOND = 200
"""To all screens together."""


class Pusher(ABC):
    """The loop: wait until something may have changed, push, rest for `rest_seconds`."""

    kind: str

    def __init__(self, clients: Collection[LiveClient], *, rest_seconds: float, retry_seconds: float = 1.0) -> None:
        self._clients = clients
        self._rest_seconds = rest_seconds
        self._retry_seconds = retry_seconds
        self._wake = asyncio.Event()

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.push()
            except StorageError:
                log.warning("live_push_failed", kind=self.kind)
                await asyncio.sleep(self._retry_seconds)
                self.refresh()
            await asyncio.sleep(self.rest_seconds)

    @property
    def rest_seconds(self) -> float:
        return self._rest_seconds

    @abstractmethod
    async def push(self) -> None:
        """Re-read what was marked and send it."""

    @abstractmethod
    def refresh(self) -> None:
        """Anything may have changed."""


class DeskPusher(Pusher):
    """Each agent's own desk, to their own screens, at once; all that changed meanwhile are read together."""

    kind = "desk"

    def __init__(self, clients: Collection[LiveClient], desks: DeskService, *, rest_seconds: float) -> None:
        super().__init__(clients, rest_seconds=rest_seconds)
        self._desks = desks
        self._marked: set[UserId] = set()
        self._screens: dict[UserId, dict[LiveClient, DeskView | None]] = {}
        """What each screen of an agent shows."""
        self._agent_of: dict[AttemptId, UserId] = {}
        self._call_of: dict[UserId, AttemptId] = {}

    def mark(self, user_id: UserId) -> None:
        if user_id in self._screens:
            self._marked.add(user_id)
            self._wake.set()

    def mark_call(self, attempt_id: AttemptId) -> None:
        """The call changed: its agent's desk shows it."""
        user_id = self._agent_of.get(attempt_id)
        if user_id is not None:
            self.mark(user_id)

    def refresh(self) -> None:
        for user_id in self._screens:
            self.mark(user_id)

    def greet(self, client: LiveClient) -> None:
        if client.wants_desk:
            self._screens.setdefault(client.user_id, {})[client] = None
            self.mark(client.user_id)

    def forget(self, client: LiveClient) -> None:
        screens = self._screens.get(client.user_id, {})
        screens.pop(client, None)
        if not screens and self._screens.pop(client.user_id, None) is not None:
            self._remember_call(client.user_id, None)

    async def push(self) -> None:
        marked, self._marked = self._marked, set()
        for user_id, view in (await self._desks.desks_of(marked)).items():
            screens = self._screens.get(user_id)
            if screens is None:
                continue
            self._remember_call(user_id, None if view.call is None else view.call.attempt_id)
            changed = [client for client, shown in screens.items() if not _same(shown, view)]
            if changed:
                data = sse(self.kind, present_desk(view))
                for client in changed:
                    screens[client] = view
                    client.push_snapshot(self.kind, data)

    def _remember_call(self, user_id: UserId, call: AttemptId | None) -> None:
        before = self._call_of.pop(user_id, None)
        if before is not None:
            self._agent_of.pop(before, None)
        if call is not None:
            self._call_of[user_id], self._agent_of[call] = call, user_id


def _same(shown: DeskView | None, view: DeskView) -> bool:
    return shown is not None and (shown.session, shown.call) == (view.session, view.call)


class OutcomePusher(Pusher):
    """Outcomes to every screen, in batches: one query for all that closed within a rest, which grows with the screens,
    for a thousand of them would otherwise cost more than the calls.
    """

    kind = "outcome"

    def __init__(self, clients: Collection[LiveClient], outcomes: OutcomeService, *, rest_seconds: float) -> None:
        super().__init__(clients, rest_seconds=rest_seconds)
        self._outcomes = outcomes
        self._marked: set[AttemptId] = set()
        self._resync = False
        self._newcomers: set[LiveClient] = set()
        self._sent: OrderedDict[AttemptId, bytes] = OrderedDict()

    @property
    def rest_seconds(self) -> float:
        return max(self._rest_seconds, len(self._clients) / _OUTCOME_BATCHES_PER_SECOND)

    def mark(self, attempt_id: AttemptId) -> None:
        if self._clients:
            self._marked.add(attempt_id)
            self._wake.set()

    def refresh(self) -> None:
        if self._clients:
            self._resync = True
            self._wake.set()

    def greet(self, client: LiveClient) -> None:
        """A new screen gets the latest outcomes."""
        self._newcomers.add(client)
        self._wake.set()

    def forget(self, client: LiveClient) -> None:
        self._newcomers.discard(client)

    async def push(self) -> None:
        if self._resync or self._newcomers:
            await self._push_latest()
        while self._marked:
            some = [self._marked.pop() for _ in range(min(len(self._marked), _READ_AT_ONCE))]
            views = await self._outcomes.of(some)
            self._send([(view.attempt_id, sse(self.kind, present_outcome(view))) for view in views])

    async def _push_latest(self) -> None:
        newcomers, self._newcomers = self._newcomers, set()
        self._resync = False
        try:
            page = await self._outcomes.page(limit=RECENT_OUTCOMES, before=None, campaign_id=None)
        except StorageError:
            self._newcomers |= newcomers
            raise
        latest = [(view.attempt_id, sse(self.kind, present_outcome(view))) for view in reversed(page.items)]
        for client in newcomers:
            client.push_events(data for _, data in latest)
        self._send(latest, but_not_to=newcomers)

    def _send(self, events: Iterable[tuple[AttemptId, bytes]], *, but_not_to: Collection[LiveClient] = ()) -> None:
        """Whatever was sent before, just so, is not sent again."""
        news = []
        for attempt_id, data in events:
            if self._sent.get(attempt_id) != data:
                self._sent[attempt_id] = data
                self._sent.move_to_end(attempt_id)
                news.append(data)
        while len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)
        if news:
            for client in self._clients:
                if client not in but_not_to:
                    client.push_events(news)


class FloorPusher(Pusher):
    """The floor, read once for all supervisors, and no more often than the rest allows."""

    kind = "floor"

    def __init__(self, clients: Collection[LiveClient], floor: FloorService, *, rest_seconds: float) -> None:
        super().__init__(clients, rest_seconds=rest_seconds)
        self._floor = floor

    def mark(self) -> None:
        if not self._wake.is_set() and any(client.wants_floor for client in self._clients):
            self._wake.set()

    def refresh(self) -> None:
        self.mark()

    async def push(self) -> None:
        view, figures_due_seconds = await self._floor.look()
        data = sse(self.kind, Floor.model_validate(view))
        for client in self._clients:
            if client.wants_floor:
                client.push_snapshot(self.kind, data)
        if figures_due_seconds:
            # The figures were too dear to read again now; the last change must not stay unseen.
            asyncio.get_running_loop().call_later(figures_due_seconds, self.mark)


class ImportPusher(Pusher):
    """Imports, to those who may start them."""

    kind = "import"

    def __init__(self, clients: Collection[LiveClient], reports: ImportReportService, *, rest_seconds: float) -> None:
        super().__init__(clients, rest_seconds=rest_seconds)
        self._reports = reports
        self._marked: set[ImportId] = set()
        self._resync = False

    def mark(self, import_id: ImportId) -> None:
        if any(client.wants_imports for client in self._clients):
            self._marked.add(import_id)
            self._wake.set()

    def refresh(self) -> None:
        if any(client.wants_imports for client in self._clients):
            self._resync = True
            self._wake.set()

    async def push(self) -> None:
        marked, self._marked = self._marked, set()
        imports = list(await self._reports.of(marked)) if marked else []
        if self._resync:
            self._resync = False
            imports += reversed((await self._reports.recent())[:RECENT_IMPORTS])
        for item in imports:
            data = sse(self.kind, Import.model_validate(item))
            for client in self._clients:
                if client.wants_imports:
                    client.push_snapshot(f"{self.kind}:{item.id}", data)

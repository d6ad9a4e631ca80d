"""The api on a real SQLite database, an in-memory bus that its own events reach, and a clock moved by hand."""

import asyncio
import atexit
import functools
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from fastapi import FastAPI

from adapters.storage.database import Database
from api.app import create_app
from api.context import ApiContext
from api.deps import ApiDeps
from api.live.pace import HubPace
from api.settings import ApiSettings
from domain.access import Role
from domain.ids import UserId
from runtime.clock import UlidSource
from services import passwords
from services.auth import Visitor, session_key
from services.notices.keeper import NoticeKeeper
from services.ports.bus import News
from services.ports.clock import Clock
from services.ports.payments import PaymentProvider
from services.ports.repositories.users import NewWebSession
from tests.support.bus import FakeBus
from tests.support.storage import sqlite_database

PASSWORD = "correct horse battery"
TUESDAY = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
ORIGIN = "http://concilia.test"
QUICK = HubPace(
    poll=3600.0, poll_without_broker=0.05, desk_rest=0.0, outcomes_rest=0.0, floor_rest=0.0, imports_rest=0.0
)


class HandClock:
    def __init__(self, at: datetime = TUESDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass(slots=True)
class World:
    app: FastAPI
    database: Database
    bus: FakeBus
    clock: HandClock
    settings: ApiSettings
    _clients: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def context(self) -> ApiContext:
        context: ApiContext = self.app.state.context
        return context

    def browser(self, *, address: str = "127.0.0.1") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, client=(address, 1234))
        client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN})
        self._clients.append(client)
        return client

    async def user(self, role: Role, *, username: str | None = None, name: str = "Ana Souza") -> UserId:
        user_id = await self.database.write(
            lambda uow: uow.users.add(
                username=username or role.value,
                name=name,
                role=role,
                password_hash=_password_hash(),
                now=self.clock.now(),
            )
        )
        assert user_id is not None
        return UserId(user_id)

    async def logged_in(self, role: Role, *, username: str | None = None, name: str = "Ana Souza") -> "Session":
        """A browser with a session, opened without the cost of a password."""
        user_id = await self.user(role, username=username, name=name)
        return await self.session_of(user_id, role, name=name)

    async def session_of(self, user_id: UserId, role: Role, *, name: str = "Ana Souza") -> "Session":
        token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        now = self.clock.now()
        session = NewWebSession(
            key=session_key(token),
            user_id=user_id,
            csrf_token=csrf_token,
            created_at=now,
            expires_at=now + self.settings.session_lifetime,
        )
        await self.database.write(lambda uow: uow.users.open_session(session))
        client = self.browser()
        client.cookies.set("concilia_session", token)
        client.headers["x-csrf-token"] = csrf_token
        visitor = Visitor(
            user_id=user_id, username=role.value, name=name, role=role, session_key=session.key, csrf_token=csrf_token
        )
        return Session(client, visitor, token)

    async def execute(self, statement: Any) -> Any:
        return await self.database.write(lambda uow: uow.connection.execute(statement))

    async def scalar(self, statement: Any) -> Any:
        return await self.database.read(lambda uow: uow.connection.scalar(statement))

    async def rows(self, statement: Any) -> list[Any]:
        return await self.database.read(lambda uow: list(uow.connection.execute(statement)))

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


@dataclass(slots=True)
class Session:
    browser: httpx.AsyncClient
    visitor: Visitor
    token: str


@asynccontextmanager
async def running_api(
    folder: Path,
    *,
    lifespan: bool = False,
    pace: HubPace = QUICK,
    payments: Callable[[Clock], PaymentProvider] | None = None,
    notices: Callable[[Database, Clock], NoticeKeeper] | None = None,
    **settings: Any,
) -> AsyncIterator[World]:
    wanted = replace(
        ApiSettings(
            secret_key="a secret of the test",
            timezone=ZoneInfo("America/Sao_Paulo"),
            recordings_dir=folder / "recordings",
            uploads_dir=folder / "uploads",
            asterisk_ws_url="ws://127.0.0.1:1/ws",
            seats=2,
            cookie_secure=False,
        ),
        **settings,
    )
    wanted.recordings_dir.mkdir(exist_ok=True)
    clock, bus = HandClock(), FakeBus()
    with _database(folder) as database:
        deps = ApiDeps(
            storage=database,
            bus=bus,
            clock=clock,
            ids=UlidSource(),
            new_token=lambda: secrets.token_urlsafe(32),
            settings=wanted,
            payments=None if payments is None else payments(clock),
            notices=None if notices is None else notices(database, clock),
            pace=pace,
        )
        app = create_app(deps)
        world = World(app=app, database=database, bus=bus, clock=clock, settings=wanted)
        _tell_the_bus(database, bus)
        try:
            if lifespan:
                async with app.router.lifespan_context(app):
                    yield world
            else:
                yield world
        finally:
            await world.close()


@contextmanager
def _database(folder: Path) -> Iterator[Database]:
    """A copy of one migrated file: migrating again for each test would take most of its time."""
    path = folder / "concilia.sqlite"
    shutil.copyfile(_migrated_file(), path)
    database = Database(f"sqlite:///{path}", ids=UlidSource())
    try:
        yield database
    finally:
        database.close()


@functools.cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="concilia-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with sqlite_database(folder):
        pass
    return folder / "concilia.sqlite"


def _tell_the_bus(database: Database, bus: FakeBus) -> None:
    """What the outbox relay does, at once and without a broker."""
    loop = asyncio.get_running_loop()

    def tell(news: list[News]) -> None:
        for item in news:
            loop.call_soon_threadsafe(bus.deliver, item)

    database.after_news = tell


def _password_hash() -> str:
    return _hashed_by(passwords._HASHER)


@functools.cache
def _hashed_by(_hasher: object) -> str:
    """Once for each strength."""
    return passwords.hash_password(PASSWORD)

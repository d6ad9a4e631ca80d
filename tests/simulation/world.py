"""A small town of debtors and agents, with a dialer process that can be killed, on virtual time."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from adapters.storage.database import Database
from adapters.storage.tables import Base
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow, PortfolioRow
from dialer.process import Dialer
from dialer.settings import DialerSettings, TrunkSettings
from domain.call.lead import LeadState
from services.ports.bus import News
from services.ports.storage import StorageError
from tests.simulation.debtors import answer_the_phone
from tests.simulation.oracle import Oracle
from tests.simulation.patience import Patience
from tests.support.fake_telephone import PERFECT, FakeTelephone, Faults, Switch
from tests.support.virtual_time import CountingIds, InlineExecutor, VirtualClock, VirtualTimeLoop

BAD_LINE = Faults(lose=0.01, repeat=0.03, delay=0.05, refuse=0.01, uncertain=0.01)
DDDS = (11, 11, 31, 21, 68, 92)
UF = {11: "SP", 31: "MG", 21: "RJ", 68: "AC", 92: "AM"}
DEBTORS, AGENTS, CAMPAIGNS = 60, 3, (1, 2)
SETTINGS = DialerSettings(
    name="dialer-1",
    trunk=TrunkSettings(name="carrier", channels=8, calls_per_second=2),
    tick_seconds=4.0,
    poll_seconds=20.0,
    sweep_seconds=10.0,
    person_wait_seconds=15.0,
)


class SimulatedStorage:
    """The one database as one process sees it: slow, sometimes away, and silent once the process is dead."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.dead = False

    async def write(self, work: Callable[[Any], Any]) -> Any:
        await self._travel()
        result = await self._world.database.write(work)
        await self._travel()
        # Committed, and the answer was lost.
        if self._world.faulty and self._world.rng.random() < 0.002:
            raise StorageError("simulated: the answer was lost")
        return result

    async def read(self, work: Callable[[Any], Any]) -> Any:
        await self._travel()
        return await self._world.database.read(work)

    async def _travel(self) -> None:
        if self._world.faulty:
            await asyncio.sleep(self._world.rng.uniform(0.0, 0.03))
        if self.dead:
            await asyncio.Event().wait()
        if self._world.storage_away:
            raise StorageError("simulated: away")


class SimulatedBus:
    """Loses some of the news."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._queue: asyncio.Queue[News | None] = asyncio.Queue()

    async def publish(self, news: News) -> None:
        raise AssertionError("the relay publishes, not the dialer")

    async def subscribe(self, *_topics: str) -> Any:
        yield None
        while True:
            yield await self._queue.get()

    def wake(self) -> None:
        if self._world.rng.random() < 0.7:
            self._queue.put_nowait(None)


class NoRecordings:
    """No file is ever found; the closing is what is exercised."""

    def open_path(self, attempt_id: str) -> str:
        return f"open/{attempt_id}.raw"

    def is_settled(self, _attempt_id: str) -> bool:
        return True

    def close(self, recording: Any, *, day: date) -> Any:
        from services.ports.repositories.recordings_write import RecordingResult

        return RecordingResult(
            attempt_id=recording.attempt_id,
            path=f"{day}/x.wav",
            duration_ms=1,
            size_bytes=1,
            sha256="0" * 64,
            problem=None,
        )

    def orphans(self) -> list[Any]:
        return []


class World:
    def __init__(self, loop: VirtualTimeLoop, seed: int, start: datetime) -> None:
        self.loop = loop
        self.rng = random.Random(seed)
        self.clock = VirtualClock(loop, start)
        self.ids = CountingIds()
        self.database = Database("sqlite:///:memory:", ids=self.ids, inline=True)
        self.switch = Switch(self.clock, random.Random(seed + 1), lambda switch, leg: answer_the_phone(self, leg))
        self.oracle = Oracle(self)
        self.patience = Patience(self)
        self.switch.before_originate = self.oracle.before_originate
        self.switch.agent_answers = lambda _seat: not self.faulty or self.rng.random() > 0.05
        self.faulty = False
        self.storage_away = False
        self.bus = SimulatedBus(self)
        self.dialer: Dialer | None = None
        self.up_since = 0.0
        self._task: asyncio.Task[None] | None = None
        self._storage: SimulatedStorage | None = None
        self.kills = 0
        self._breaking = 0
        self._was_broken = False

    def populate(self) -> None:
        with self.database.engines.write.begin() as connection:
            Base.metadata.create_all(connection)
            now = self.clock.now()
            for campaign in CAMPAIGNS:
                connection.execute(
                    insert(PortfolioRow).values(
                        id=campaign, name=f"p{campaign}", creditor_name="c", company_name="c", created_at=now
                    )
                )
                connection.execute(
                    insert(CampaignRow).values(
                        id=campaign,
                        name=f"c{campaign}",
                        portfolio_id=campaign,
                        status="running",
                        concurrent_calls=4,
                        max_attempts=3,
                        retry_delay_minutes=20,
                        created_at=now,
                    )
                )
            for debtor in range(1, DEBTORS + 1):
                self._add_debtor(connection, debtor, now)
            for user in range(1, AGENTS + 1):
                connection.execute(
                    insert(UserRow).values(
                        id=user, username=f"u{user}", name=f"u{user}", role="agent", password_hash="x", created_at=now
                    )
                )

    def _add_debtor(self, connection: Any, debtor: int, now: datetime) -> None:
        ddd = self.rng.choice(DDDS)
        connection.execute(
            insert(DebtorRow).values(
                id=debtor,
                document=f"{debtor:011d}",
                name=f"d{debtor}",
                uf=self.rng.choice(["", UF[ddd]]),
                updated_at=now,
            )
        )
        for rank in range(self.rng.choice((1, 1, 2))):
            # Now and then a family shares a number.
            owner = debtor - 1 if rank == 1 and debtor > 1 and self.rng.random() < 0.5 else debtor
            connection.execute(
                insert(PhoneRow).values(debtor_id=debtor, number=f"+55{ddd}9{rank}{owner:07d}", rank=rank)
            )
        for campaign in CAMPAIGNS:
            if campaign == 1 or self.rng.random() < 0.5:
                connection.execute(
                    insert(DebtRow).values(
                        portfolio_id=campaign,
                        debtor_id=debtor,
                        contract=f"{debtor}",
                        principal_cents=1000,
                        due_date=date(2026, 1, 1),
                        status="open" if self.rng.random() < 0.95 else "paid",
                        updated_at=now,
                    )
                )
                connection.execute(
                    insert(LeadRow).values(
                        campaign_id=campaign, debtor_id=debtor, state=LeadState.NEW, attempts_made=0, last_verdict=""
                    )
                )

    def start(self) -> None:
        self._storage = SimulatedStorage(self)
        telephone = FakeTelephone(self.switch)
        self.dialer = Dialer(
            storage=self._storage,
            telephone=telephone,
            bus=self.bus,
            clock=self.clock,
            ids=self.ids,
            settings=SETTINGS,
            archive=NoRecordings(),
            file_threads=InlineExecutor(),
        )
        self._task = self.loop.create_task(self.dialer.run(), name="the-dialer")
        telephone.connect()
        self.up_since = self.loop.time()

    async def kill(self) -> None:
        """From this instant nothing it does reaches anybody."""
        assert self._storage is not None
        self.kills += 1
        self._storage.dead = True
        if self.switch.line is not None:
            self.switch.line.dead = True
        await self._end()

    async def stop(self) -> None:
        await self._end()

    async def _end(self) -> None:
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    @contextlib.contextmanager
    def breaking(self) -> Iterator[None]:
        self._breaking += 1
        self._was_broken = True
        yield
        self._breaking -= 1

    def disturbed(self) -> bool:
        """Whether anything was being broken since the last asking."""
        was, self._was_broken = self._was_broken, self._breaking > 0
        return was

    def fail_if_dialer_failed(self) -> None:
        if self._task is not None and self._task.done():
            self._task.result()
            raise AssertionError("the dialer returned")

    def set_faults(self, *, faulty: bool) -> None:
        self.faulty = faulty
        self.switch.faults = BAD_LINE if faulty else PERFECT

    def change(self, *statements: Any) -> None:
        """A committed write of somebody else: the menu, the api."""
        with self.database.engines.write.begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, statement: Any) -> list[Any]:
        with self.database.engines.write.begin() as connection:
            return list(connection.execute(statement))

    def set_campaign(self, campaign: int, status: str) -> None:
        self.change(update(CampaignRow).where(CampaignRow.id == campaign).values(status=status))
        self.oracle.campaign_set(campaign, status)
        self.bus.wake()

    def after(self, **delta: float) -> datetime:
        return self.clock.now() + timedelta(**delta)

    def select_one(self, statement: Any) -> Any:
        rows = self.rows(statement)
        return rows[0] if rows else None


__all__ = ["World", "select"]

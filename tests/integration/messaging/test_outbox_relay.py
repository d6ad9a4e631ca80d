"""Every committed event reaches the broker, whoever dies in between."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.messaging.outbox_relay import OutboxRelay, RelayPolicy
from adapters.storage.database import Database
from adapters.storage.tables.news import OutboxRow
from domain.call.events import CampaignChanged
from domain.ids import CampaignId
from runtime.clock import SystemClock, UlidSource
from services.ports.bus import Bus
from services.ports.clock import Clock
from tests.support.bus import FakeBus, running_bus
from tests.support.mosquitto import Mosquitto
from tests.support.storage import migrated_file

QUICK = RelayPolicy(
    sweep_every=timedelta(milliseconds=20),
    grace=timedelta(milliseconds=100),
    lease=timedelta(milliseconds=300),
    mark_every=timedelta(milliseconds=10),
    retry_every=timedelta(milliseconds=10),
)
NEVER_SWEEPS = replace(QUICK, sweep_every=timedelta(hours=1))
NEVER_REPEATS = replace(QUICK, lease=timedelta(hours=1))
"""However long a machine takes between a publication and its mark."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = tmp_path / "concilia.sqlite"
    path.write_bytes(migrated_file())
    return f"sqlite:///{path}"


@asynccontextmanager
async def relayed(
    url: str, bus: Bus, policy: RelayPolicy = QUICK, clock: Clock | None = None
) -> AsyncIterator[Database]:
    """A process of ours: a database and the relay of what is written to it."""
    database = Database(url, ids=UlidSource())
    relay = OutboxRelay(database, bus, clock or SystemClock(), policy=policy)
    database.after_news = relay.wake
    running = asyncio.create_task(relay.run(), name="relay")
    try:
        yield database
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        database.close()


async def tell(database: Database, *numbers: int) -> None:
    now = datetime.now(UTC)
    for number in numbers:
        event = CampaignChanged(at=now, campaign_id=CampaignId(number))
        await database.write(lambda uow, event=event: uow.record(event))


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110 - the database cannot wake us
            await asyncio.sleep(0.005)


def campaigns(bus: FakeBus) -> list[int]:
    return [news.data["campaign_id"] for news in bus.published]


async def unmarked(database: Database) -> int:
    def work(uow: Any) -> int:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.published_at.is_(None))
        return uow.connection.execute(query).scalar_one()

    return await database.read(work)


def test_what_this_process_wrote_is_published_in_order_without_any_sweep(url: str) -> None:
    bus = FakeBus()

    async def scenario() -> None:
        async with relayed(url, bus, NEVER_SWEEPS) as database:
            await tell(database, 1, 2, 3)

            async def all_marked() -> bool:
                return len(bus.published) == 3 and await unmarked(database) == 0

            await until(all_marked)

    asyncio.run(scenario())
    assert campaigns(bus) == [1, 2, 3]


def test_nothing_is_lost_or_reordered_while_the_broker_is_down(url: str) -> None:
    bus = FakeBus()
    bus.down = True

    async def scenario() -> None:
        async with relayed(url, bus, NEVER_SWEEPS) as database:
            await tell(database, *range(40))
            await asyncio.sleep(0.05)
            assert await unmarked(database) == 40
            bus.down = False

            async def all_marked() -> bool:
                return await unmarked(database) == 0

            await until(all_marked)

    asyncio.run(scenario())
    assert campaigns(bus) == list(range(40))


def test_what_a_dead_process_left_is_published_by_another(url: str) -> None:
    bus = FakeBus()

    async def scenario() -> None:
        dead = Database(url, ids=UlidSource())
        await tell(dead, 1, 2)
        dead.close()
        async with relayed(url, bus, NEVER_REPEATS) as database:

            async def all_marked() -> bool:
                return await unmarked(database) == 0

            await until(all_marked)

    asyncio.run(scenario())
    assert campaigns(bus) == [1, 2]


def test_the_fresh_rows_of_a_living_process_are_left_to_it(url: str) -> None:
    bus = FakeBus()

    async def scenario() -> None:
        writer = Database(url, ids=UlidSource())
        async with relayed(url, bus, replace(QUICK, grace=timedelta(hours=1))):
            await tell(writer, 1)
            await asyncio.sleep(0.1)
        writer.close()

    asyncio.run(scenario())
    assert bus.published == []


def test_several_relays_share_a_backlog_without_repeating_it(url: str) -> None:
    bus = FakeBus()

    async def scenario() -> None:
        dead = Database(url, ids=UlidSource())
        await tell(dead, *range(60))
        dead.close()
        await asyncio.sleep(0.1)
        async with relayed(url, bus, NEVER_REPEATS) as database, relayed(url, bus, NEVER_REPEATS):

            async def all_marked() -> bool:
                return await unmarked(database) == 0

            await until(all_marked)

    asyncio.run(scenario())
    assert sorted(campaigns(bus)) == list(range(60))


def test_a_lease_whose_relay_died_runs_out(url: str) -> None:
    bus = FakeBus()

    async def scenario() -> None:
        dead = Database(url, ids=UlidSource())
        await tell(dead, 1)
        now = datetime.now(UTC)
        ids = await dead.read(lambda uow: uow.news.left_over(older_than=now + timedelta(hours=1), now=now, limit=9))
        await dead.write(lambda uow: uow.news.lease(ids, now=now, until=now + timedelta(milliseconds=300)))
        again = await dead.write(lambda uow: uow.news.lease(ids, now=now, until=now + timedelta(hours=1)))
        assert again == []
        dead.close()
        async with relayed(url, bus, NEVER_REPEATS):

            async def published() -> bool:
                return bool(bus.published)

            await until(published)

    asyncio.run(scenario())
    assert campaigns(bus) == [1]


def test_published_rows_are_purged_after_their_time(url: str) -> None:
    bus = FakeBus()

    async def scenario() -> None:
        async with relayed(url, bus) as database:
            await tell(database, 1, 2)

            async def all_marked() -> bool:
                return await unmarked(database) == 0

            await until(all_marked)
        async with relayed(url, bus, clock=SystemClock(timedelta(days=8))) as database:

            async def empty() -> bool:
                count = select(func.count()).select_from(OutboxRow)
                return await database.read(lambda uow: uow.connection.execute(count).scalar_one()) == 0

            await until(empty)

    asyncio.run(scenario())


def test_an_event_is_handled_once_per_consumer(url: str) -> None:
    at = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    database = Database(url, ids=UlidSource())

    async def handle(consumer: str) -> bool:
        return await database.write(lambda uow: uow.news.mark_handled(consumer, "e1", at=at))

    async def scenario() -> list[bool]:
        return [await handle("dialer"), await handle("dialer"), await handle("api"), await handle("api")]

    assert asyncio.run(scenario()) == [True, False, True, False]
    database.close()


@pytest.mark.broker
def test_through_a_real_broker_that_dies_and_comes_back_every_event_arrives(url: str, broker: Mosquitto) -> None:
    heard: set[int] = set()

    async def listen(port: int, listens: asyncio.Event) -> None:
        async with running_bus(port, client_id="listener") as bus:
            async for news in bus.subscribe("campaign/changed/+"):
                if news is None:
                    listens.set()
                else:
                    heard.add(news.data["campaign_id"])

    async def scenario() -> None:
        listens = asyncio.Event()
        listener = asyncio.create_task(listen(broker.port, listens))
        await listens.wait()
        async with running_bus(broker.port, client_id="writer") as bus, relayed(url, bus) as database:
            await tell(database, *range(10))

            async def ten_heard() -> bool:
                return len(heard) == 10

            await until(ten_heard)
            await asyncio.to_thread(broker.kill)
            await tell(database, *range(10, 30))
            assert await unmarked(database) >= 20
            await asyncio.to_thread(broker.start)

            async def all_marked() -> bool:
                return await unmarked(database) == 0

            await until(all_marked)
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener

    asyncio.run(scenario())
    assert heard >= set(range(10))

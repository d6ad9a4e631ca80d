"""What `Storage.write` and `Storage.read` promise, on both databases."""

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text

from adapters.storage.database import Database
from adapters.storage.engine import create_engines
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.portfolio import PortfolioRow
from adapters.storage.unit_of_work import SqlUnitOfWork
from domain.call.events import CampaignChanged
from domain.ids import CampaignId
from runtime.clock import UlidSource
from services.ports.bus import News
from services.ports.storage import StorageError

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
EVENT = CampaignChanged(at=NOW, campaign_id=CampaignId(1))


def insert_portfolio(name: str, *, event: bool = False) -> Callable[[SqlUnitOfWork], str]:
    def work(uow: SqlUnitOfWork) -> str:
        row = {"name": name, "creditor_name": "Loja", "company_name": "Central", "created_at": NOW}
        row |= {"creditor_document": "", "callback_number": ""}
        uow.connection.execute(PortfolioRow.__table__.insert(), row)
        if event:
            uow.record(EVENT)
        return name

    return work


def names(uow: SqlUnitOfWork) -> list[str]:
    return list(uow.connection.scalars(select(PortfolioRow.name).order_by(PortfolioRow.name)))


def outbox_size(uow: SqlUnitOfWork) -> int:
    return uow.connection.execute(select(func.count()).select_from(OutboxRow)).scalar_one()


def test_a_write_returns_its_result_and_is_seen_by_the_next_read(database: Database) -> None:
    async def scenario() -> tuple[str, list[str]]:
        return await database.write(insert_portfolio("A")), await database.read(names)

    assert asyncio.run(scenario()) == ("A", ["A"])


def test_waiting_works_are_committed_together(database: Database) -> None:
    transactions: set[int] = set()

    def work(uow: SqlUnitOfWork) -> None:
        transactions.add(id(uow))

    async def scenario() -> None:
        gate = threading.Event()
        first = asyncio.create_task(database.write(lambda _uow: gate.wait(30)))
        await asyncio.sleep(0)
        rest = [asyncio.create_task(database.write(work)) for _ in range(20)]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, *rest)

    asyncio.run(scenario())
    assert len(transactions) == 1


def test_a_work_that_fails_is_undone_alone(database: Database) -> None:
    def failing(uow: SqlUnitOfWork) -> None:
        insert_portfolio("never", event=True)(uow)
        raise ValueError("the work's own")

    async def scenario() -> tuple[list[Any], list[str], int]:
        works: list[Callable[[SqlUnitOfWork], Any]] = [
            insert_portfolio("A", event=True), failing, insert_portfolio("A"), insert_portfolio("B", event=True),
        ]  # fmt: skip
        gate = threading.Event()
        first = asyncio.create_task(database.write(lambda _uow: gate.wait(30)))
        tasks = [asyncio.create_task(database.write(work)) for work in works]
        await asyncio.sleep(0)
        gate.set()
        await first
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return results, await database.read(names), await database.read(outbox_size)

    results, stored, events = asyncio.run(scenario())
    assert stored == ["A", "B"]
    assert events == 2
    assert isinstance(results[1], ValueError)
    assert isinstance(results[2], StorageError)
    assert [results[0], results[3]] == ["A", "B"]


def test_a_broken_statement_harms_no_neighbour(database: Database) -> None:
    def broken(uow: SqlUnitOfWork) -> None:
        uow.connection.execute(text("SELECT * FROM no_such_table"))

    async def scenario() -> tuple[list[Any], list[str]]:
        tasks = [asyncio.create_task(database.write(work)) for work in (broken, insert_portfolio("A"), broken)]
        return await asyncio.gather(*tasks, return_exceptions=True), await database.read(names)

    results, stored = asyncio.run(scenario())
    assert [type(result) for result in results] == [StorageError, str, StorageError]
    assert stored == ["A"]


def test_cancelling_the_caller_does_not_undo_the_write(database: Database) -> None:
    async def scenario() -> list[str]:
        gate = threading.Event()
        first = asyncio.create_task(database.write(lambda _uow: gate.wait(30)))
        second = asyncio.create_task(database.write(insert_portfolio("A")))
        await asyncio.sleep(0)
        second.cancel()
        gate.set()
        await first
        with pytest.raises(asyncio.CancelledError):
            await second
        await database.write(lambda _uow: None)
        return await database.read(names)

    assert asyncio.run(scenario()) == ["A"]


def test_the_error_of_a_cancelled_caller_is_not_reported_as_forgotten(database: Database) -> None:
    forgotten: list[dict[str, Any]] = []

    def failing(_uow: SqlUnitOfWork) -> None:
        raise ValueError

    async def scenario() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: forgotten.append(context))
        task = asyncio.create_task(database.write(failing))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await database.write(lambda _uow: None)

    asyncio.run(scenario())
    assert forgotten == []


def test_a_read_sees_one_snapshot_while_others_write(database: Database) -> None:
    began, written = threading.Event(), threading.Event()

    def two_looks(uow: SqlUnitOfWork) -> tuple[list[str], list[str]]:
        before = names(uow)
        began.set()
        assert written.wait(30)
        return before, names(uow)

    async def scenario() -> tuple[list[str], list[str]]:
        reading = asyncio.create_task(database.read(two_looks))
        await asyncio.to_thread(began.wait, 30)
        await database.write(insert_portfolio("A"))
        written.set()
        return await reading

    assert asyncio.run(scenario()) == ([], [])


def test_a_read_cannot_write(database: Database) -> None:
    async def scenario() -> list[str]:
        with pytest.raises(StorageError):
            await database.read(insert_portfolio("A"))
        return await database.read(names)

    assert asyncio.run(scenario()) == []


def test_a_works_own_error_comes_back_from_a_read(database: Database) -> None:
    def failing(_uow: SqlUnitOfWork) -> None:
        raise LookupError("nobody")

    with pytest.raises(LookupError, match="nobody"):
        asyncio.run(database.read(failing))


def test_closing_waits_for_the_writes_handed_in(url: str) -> None:
    database = Database(url, ids=UlidSource())

    async def scenario() -> None:
        writes = [asyncio.create_task(database.write(insert_portfolio(f"P{n}"))) for n in range(5)]
        await asyncio.sleep(0)
        await asyncio.to_thread(database.close)
        assert await asyncio.gather(*writes) == [f"P{n}" for n in range(5)]
        with pytest.raises(StorageError, match="closed"):
            await database.write(insert_portfolio("late"))
        with pytest.raises(StorageError, match="closed"):
            await database.read(names)

    asyncio.run(scenario())


def test_the_news_of_a_commit_are_told_once_it_is_durable(url: str) -> None:
    told: list[tuple[list[News], list[str]]] = []
    other = Database(url, ids=UlidSource())
    database = Database(url, ids=UlidSource())
    database.after_news = lambda news: told.append((news, asyncio.run(other.read(names))))

    async def scenario() -> None:
        await database.write(insert_portfolio("silent"))
        await database.write(insert_portfolio("loud", event=True))

    asyncio.run(scenario())
    database.close()
    other.close()
    assert [(news[0].type, news[0].topic, stored) for news, stored in told] == [
        ("CampaignChanged", "campaign/changed/1", ["loud", "silent"])
    ]


def test_writers_in_several_event_loops_share_the_database(database: Database) -> None:
    def run(prefix: str) -> None:
        async def scenario() -> None:
            await asyncio.gather(*(database.write(insert_portfolio(f"{prefix}{n}")) for n in range(10)))

        asyncio.run(scenario())

    threads = [threading.Thread(target=run, args=(prefix,)) for prefix in "ABC"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asyncio.run(database.read(names))) == 30


def test_a_write_waits_for_another_process_that_holds_the_lock(database: Database, url: str) -> None:
    other = create_engines(url, readers=1)
    done_at: list[float] = []

    async def scenario() -> None:
        with other.write.connect() as connection:
            transaction = connection.begin()
            insert_portfolio("held")(SqlUnitOfWork(connection))
            write = asyncio.create_task(database.write(insert_portfolio("held ")))
            write.add_done_callback(lambda _task: done_at.append(time.monotonic()))
            await asyncio.sleep(0.1)
            committed_at = time.monotonic()
            transaction.commit()
            await write
            if url.startswith("sqlite"):
                assert done_at[0] >= committed_at

    asyncio.run(scenario())
    other.dispose()
    assert asyncio.run(database.read(names)) == ["held", "held "]

"""What only SQLite and the inline mode have."""

import asyncio
import multiprocessing
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.storage.database import Database
from adapters.storage.engine import create_engines
from adapters.storage.tables import Base
from adapters.storage.tables.portfolio import PortfolioRow
from adapters.storage.unit_of_work import SqlUnitOfWork
from runtime.clock import UlidSource
from services.ports.storage import StorageError
from tests.contract.storage.test_database import insert_portfolio, names
from tests.support.storage import sqlite_database


def test_inline_works_run_in_the_calling_thread_and_order(tmp_path: Path) -> None:
    threads: list[int] = []

    def work(uow: SqlUnitOfWork) -> None:
        threads.append(threading.get_ident())

    async def scenario(database: Database) -> list[str]:
        await database.write(work)
        await database.read(work)
        await database.write(insert_portfolio("A"))
        with pytest.raises(StorageError):
            await database.write(insert_portfolio("A"))
        return await database.read(names)

    with sqlite_database(tmp_path, inline=True) as database:
        assert asyncio.run(scenario(database)) == ["A"]
    assert set(threads) == {threading.get_ident()}


def test_an_inline_database_that_was_closed_refuses(tmp_path: Path) -> None:
    with sqlite_database(tmp_path, inline=True) as database:
        database.close()
        with pytest.raises(StorageError, match="closed"):
            asyncio.run(database.write(names))


def test_a_database_in_memory_serves_inline_and_undoes_what_a_read_wrote() -> None:
    database = Database("sqlite:///:memory:", ids=UlidSource(), inline=True)
    Base.metadata.create_all(database.engines.write)

    async def scenario() -> list[str]:
        await database.write(insert_portfolio("A"))
        await database.read(insert_portfolio("B"))
        return await database.read(names)

    assert asyncio.run(scenario()) == ["A"]
    database.close()


def test_a_lock_that_never_comes_free_is_a_storage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.storage.engine.BUSY_TIMEOUT_SECONDS", 0.05)
    with sqlite_database(tmp_path) as database:
        other = create_engines(f"sqlite:///{tmp_path / 'concilia.sqlite'}", readers=1)
        with other.write.begin(), pytest.raises(StorageError, match="locked"):
            asyncio.run(database.write(names))
        other.dispose()
        asyncio.run(database.write(insert_portfolio("after")))


def _write_for(path: str, seconds: float) -> None:
    database = Database(f"sqlite:///{path}", ids=UlidSource())
    name, ends, number = multiprocessing.current_process().name, time.monotonic() + seconds, 0

    async def scenario() -> None:
        nonlocal number
        while time.monotonic() < ends:
            await database.write(insert_portfolio(f"{name}/{number}"))
            number += 1

    asyncio.run(scenario())
    database.close()


def _in_order(uow: SqlUnitOfWork) -> list[str]:
    """Who wrote each row."""
    rows = uow.connection.scalars(select(PortfolioRow.name).order_by(PortfolioRow.id))
    return [name.partition("/")[0] for name in rows]


def test_processes_that_write_without_pause_take_turns(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with sqlite_database(tmp_path) as database:
        path = str(tmp_path / "concilia.sqlite")
        processes = [context.Process(target=_write_for, args=(path, 2.0)) for _ in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0, 0, 0]
        writers = asyncio.run(database.read(_in_order))
    assert len(writers) > 30
    # With SQLite's own waiting one of them starves for seconds, in which the others write hundreds of rows.
    assert max(_overtaken(writers, writer) for writer in set(writers)) < 250


def _overtaken(writers: list[str], writer: str) -> int:
    """The most rows of others between two of this one's."""
    own = [place for place, name in enumerate(writers) if name == writer]
    return max((later - earlier - 1 for earlier, later in pairwise(own)), default=0)

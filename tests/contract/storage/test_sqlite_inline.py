"""What only SQLite and the inline mode have."""

import asyncio
import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from adapters.storage.database import Database
from adapters.storage.engine import create_engines
from adapters.storage.tables import Base
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


def _write_for(path: str, seconds: float, waits: "multiprocessing.Queue[float]") -> None:
    database = Database(f"sqlite:///{path}", ids=UlidSource())
    longest, ends, number = 0.0, time.monotonic() + seconds, 0

    async def scenario() -> None:
        nonlocal longest, number
        while (began := time.monotonic()) < ends:
            await database.write(insert_portfolio(f"{multiprocessing.current_process().name} {number}"))
            number += 1
            longest = max(longest, time.monotonic() - began)

    asyncio.run(scenario())
    database.close()
    waits.put(longest)


def test_processes_that_write_without_pause_take_turns(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    waits: multiprocessing.Queue[float] = context.Queue()
    with sqlite_database(tmp_path) as database:
        path = str(tmp_path / "concilia.sqlite")
        processes = [context.Process(target=_write_for, args=(path, 2.0, waits)) for _ in range(3)]
        for process in processes:
            process.start()
        longest = [waits.get(timeout=60) for _ in processes]
        for process in processes:
            process.join()
        assert len(asyncio.run(database.read(names))) > 30
    # With SQLite's own waiting one of them starves for seconds.
    assert max(longest) < 1.5

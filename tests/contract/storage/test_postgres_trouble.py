"""A PostgreSQL that goes away, comes back, and asks for works to run again."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from adapters.storage.database import Database
from adapters.storage.migrate import current_revision, upgrade
from adapters.storage.unit_of_work import SqlUnitOfWork
from runtime.clock import UlidSource
from runtime.ports import free_tcp_port
from services.ports.storage import StorageError
from tests.contract.storage.test_database import insert_portfolio, names
from tests.support.postgres import Postgres, running_postgres

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


def test_after_a_restart_of_the_server_the_next_calls_work(own_postgres: Postgres) -> None:
    url = own_postgres.new_database()
    upgrade(url)
    database = Database(url, ids=UlidSource())

    async def scenario() -> list[str]:
        await database.write(insert_portfolio("before"))
        assert await database.read(names) == ["before"]
        await asyncio.to_thread(own_postgres.stop)
        with pytest.raises(StorageError):
            await database.write(insert_portfolio("while down"))
        with pytest.raises(StorageError):
            await database.read(names)
        await asyncio.to_thread(own_postgres.start)
        await database.write(insert_portfolio("after"))
        return await database.read(names)

    try:
        assert asyncio.run(scenario()) == ["after", "before"]
    finally:
        database.close()


def test_a_restart_between_two_calls_is_not_noticed(own_postgres: Postgres) -> None:
    url = own_postgres.new_database()
    upgrade(url)
    database = Database(url, ids=UlidSource())

    async def scenario() -> list[str]:
        await database.write(insert_portfolio("before"))
        await database.read(names)
        await asyncio.to_thread(own_postgres.stop)
        await asyncio.to_thread(own_postgres.start)
        await database.write(insert_portfolio("after"))
        return await database.read(names)

    try:
        assert asyncio.run(scenario()) == ["after", "before"]
    finally:
        database.close()


@pytest.mark.parametrize("sqlstate", ["40001", "40P01", "55P03"])
def test_works_run_again_when_another_transaction_was_in_the_way(postgres: Postgres, sqlstate: str) -> None:
    url = postgres.new_database()
    upgrade(url)
    database = Database(url, ids=UlidSource())
    runs: list[int] = []

    def work(uow: SqlUnitOfWork) -> None:
        runs.append(1)
        insert_portfolio("A")(uow)
        if len(runs) == 1:
            uow.connection.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{sqlstate}'; END $$"))

    try:
        asyncio.run(database.write(work))
        assert asyncio.run(database.read(names)) == ["A"]
    finally:
        database.close()
    assert len(runs) == 2


def test_a_conflict_that_does_not_end_is_told_to_the_caller(postgres: Postgres) -> None:
    url = postgres.new_database()
    database = Database(url, ids=UlidSource())

    def work(uow: SqlUnitOfWork) -> None:
        uow.connection.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

    try:
        with pytest.raises(StorageError, match="SerializationFailure"):
            asyncio.run(database.write(work))
    finally:
        database.close()


def test_errors_do_not_carry_the_values_of_the_statement(postgres: Postgres) -> None:
    url = postgres.new_database()
    upgrade(url)
    database = Database(url, ids=UlidSource())
    try:
        asyncio.run(database.write(insert_portfolio("Maria da Silva")))
        with pytest.raises(StorageError) as caught:
            asyncio.run(database.write(insert_portfolio("Maria da Silva")))
    finally:
        database.close()
    assert "Maria" not in str(caught.value)
    assert "uq_portfolios_name" in str(caught.value)


def test_an_unreachable_server_is_a_storage_error() -> None:
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_tcp_port()}/nothing"
    with pytest.raises(StorageError):
        current_revision(url)
    with pytest.raises(StorageError):
        upgrade(url)

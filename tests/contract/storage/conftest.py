"""The same suite on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from runtime.clock import UlidSource
from tests.support.postgres import Postgres, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'concilia.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def url(empty_url: str) -> str:
    upgrade(empty_url)
    return empty_url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url, ids=UlidSource())
    try:
        yield opened
    finally:
        opened.close()

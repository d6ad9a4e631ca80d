"""The same suite on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from runtime.clock import UlidSource
from tests.support.postgres import Postgres, running_postgres
from tests.support.storage import migrated_file

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'concilia.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The url of a database to copy; migrating it takes longer than most tests."""
    url = postgres.new_database()
    upgrade(url)
    return url


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of a migrated database of the test's own."""
    if request.param == "sqlite":
        path = tmp_path / "concilia.sqlite"
        path.write_bytes(migrated_file())
        return f"sqlite:///{path}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database(like=request.getfixturevalue("migrated_postgres"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url, ids=UlidSource())
    try:
        yield opened
    finally:
        opened.close()

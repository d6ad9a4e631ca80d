"""Databases for tests: migrated, empty, thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from runtime.clock import UlidSource


@contextmanager
def sqlite_database(folder: Path, *, inline: bool = False) -> Iterator[Database]:
    """A migrated SQLite file in `folder`, opened."""
    url = f"sqlite:///{folder / 'concilia.sqlite'}"
    upgrade(url)
    database = Database(url, ids=UlidSource(), inline=inline)
    try:
        yield database
    finally:
        database.close()

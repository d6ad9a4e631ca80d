"""Databases for tests: migrated, empty, thrown away."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from runtime.clock import UlidSource


@contextmanager
def sqlite_database(folder: Path, *, inline: bool = False) -> Iterator[Database]:
    """A migrated SQLite file in `folder`, opened."""
    path = folder / "concilia.sqlite"
    path.write_bytes(migrated_file())
    database = Database(f"sqlite:///{path}", ids=UlidSource(), inline=inline)
    try:
        yield database
    finally:
        database.close()


@cache
def migrated_file() -> bytes:
    """Migrated once per test process: it takes longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()

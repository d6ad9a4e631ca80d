"""Bring a database to the schema of this code, and say whether it is there.

A new migration is written by `python -m adapters.storage.migrate "what changed"`, then read and corrected by hand:
Alembic does not see changed CHECK constraints.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from adapters.storage.engine import Engines, create_engines
from adapters.storage.errors import storage_error

_FOLDER = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x436F6E63


def upgrade(url: str) -> None:
    """Apply what is missing, all of it or nothing; processes that start together wait for one another.

    Raises StorageError when the database cannot be reached.
    """
    engines = create_engines(url, readers=1)
    try:
        with engines.write.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            command.upgrade(_config(connection), "head")
    except DBAPIError as error:
        raise storage_error(error) from error.orig
    finally:
        engines.dispose()


def is_current(url: str) -> bool:
    """Whether the database has every migration of this code and none beyond. Raises StorageError."""
    return current_revision(url) == head_revision()


def current_revision(url: str) -> str | None:
    """The database's revision; None when it was never migrated. Raises StorageError."""
    engines = create_engines(url, readers=1)
    try:
        return _current(engines)
    except DBAPIError as error:
        raise storage_error(error) from error.orig
    finally:
        engines.dispose()


def head_revision() -> str:
    head = ScriptDirectory(str(_FOLDER)).get_current_head()
    assert head is not None, "a release without migrations"  # noqa: S101 - it would be a broken package
    return head


def write_migration(message: str) -> None:
    """Write a migration from the head of the migrations to the tables of the code."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.sqlite"
        if ScriptDirectory(str(_FOLDER)).get_current_head() is not None:
            upgrade(url)
        engines = create_engines(url, readers=1)
        number = len(list((_FOLDER / "versions").glob("*.py"))) + 1
        with engines.write.begin() as connection:
            command.revision(_config(connection), message=message, autogenerate=True, rev_id=f"{number:04d}")
        engines.dispose()


def _current(engines: Engines) -> str | None:
    with engines.read.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    write_migration(sys.argv[1])

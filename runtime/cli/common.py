"""What several commands need: the settings with an option or two over them, and a way to tell progress."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runtime.cli.errors import CommandError
from runtime.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from adapters.storage.database import Database
    from runtime.clock import SystemClock

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Pasta do estado (banco, gravações, segredos, logs). Padrão: CONCILIA_HOME ou ./var."),
]


def settings_or_die(*, home: Path | None = None, **overrides: Any) -> Settings:
    """Raises CommandError with the wrong variable's name."""
    given = {name: value for name, value in {"home": home, **overrides}.items() if value is not None}
    try:
        return load_settings(**given)
    except SettingsError as error:
        raise CommandError(f"configuração: {error}") from error


@contextmanager
def open_database(settings: Settings) -> "Iterator[tuple[Database, SystemClock]]":
    """The database, brought up to date, for one command. Raises CommandError."""
    from adapters.storage.database import Database
    from adapters.storage.migrate import upgrade
    from runtime.clock import SystemClock, UlidSource
    from services.ports.storage import StorageError

    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        upgrade(settings.database)
        database = Database(settings.database, ids=UlidSource())
        try:
            yield database, SystemClock(settings.clock_offset)
        finally:
            database.close()
    except StorageError as error:
        raise CommandError(f"o banco de dados não respondeu: {error}") from error


def tell(text: str) -> None:
    """A line of progress, at once, also into a pipe."""
    sys.stdout.write(f"▸ {text}\n")
    sys.stdout.flush()

"""`concilia migrate`."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import typer

from runtime.cli.common import HomeOption, settings_or_die, tell
from runtime.cli.errors import CommandError


def register(app: typer.Typer) -> None:
    app.command()(migrate)


def migrate(home: HomeOption = None) -> None:
    """Cria ou atualiza o banco de dados (CONCILIA_DATABASE_URL; sem ela, SQLite na pasta do estado).

    Pode ser rodado quantas vezes se quiser; `concilia up` já o faz ao subir.
    """
    from adapters.storage.migrate import current_revision, upgrade
    from services.ports.storage import StorageError

    settings = settings_or_die(home=home)
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        before = current_revision(settings.database)
        upgrade(settings.database)
        after = current_revision(settings.database)
    except StorageError as error:
        raise CommandError(f"o banco de dados não respondeu: {error}") from error
    tell(f"banco já estava na versão {after}" if before == after else f"banco na versão {after}")

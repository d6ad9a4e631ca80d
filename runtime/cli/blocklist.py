"""`concilia blocklist`: block lists and municipal holidays."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

_app = typer.Typer(help="Listas de bloqueio e feriados municipais.", no_args_is_help=True)
_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]


def register(app: typer.Typer) -> None:
    app.add_typer(_app, name="blocklist")


@_app.command("import")
def import_list(
    file: _File,
    kind: Annotated[str, typer.Option(help="procon_sp, procon_pa, own ou nao_me_perturbe.")],
    home: HomeOption = None,
) -> None:
    """O CSV (número e, se houver, data de inclusão) passa a ser a lista deste tipo, inteira ou nada."""
    from domain.contact.facts import BLOCK_LISTS, BlockListKind
    from services.block_lists import BlockListService, TableFileRefused

    try:
        chosen = BlockListKind(kind)
    except ValueError as error:
        raise CommandError(f"--kind {kind!r} não existe; existem {', '.join(BlockListKind)}") from error
    with open_database(settings_or_die(home=home)) as (database, clock):
        try:
            loaded = asyncio.run(BlockListService(storage=database, clock=clock).load(file, chosen))
        except TableFileRefused as error:
            raise CommandError(error.reason) from error
    tell(f"{loaded.entries} números em {BLOCK_LISTS[chosen].name}")
    if not loaded.binds_collections:
        tell("esta lista não alcança cobrança: fica guardada e não bloqueia")


@_app.command("list")
def show_lists(home: HomeOption = None) -> None:
    """As listas importadas, da mais nova à mais antiga."""
    from services.block_lists import BlockListService

    with open_database(settings_or_die(home=home)) as (database, clock):
        found = asyncio.run(BlockListService(storage=database, clock=clock).lists())
    for one in found:
        tell(f"{one.imported_at:%d/%m/%Y %H:%M} {one.kind} {one.state} {one.entries} {one.file_name}")


@_app.command("holidays")
def import_holidays(file: _File, home: HomeOption = None) -> None:
    """O CSV (uf, cidade, data, nome) passa a ser a tabela de feriados municipais, inteira ou nada."""
    from services.block_lists import BlockListService, TableFileRefused

    with open_database(settings_or_die(home=home)) as (database, clock):
        try:
            count = asyncio.run(BlockListService(storage=database, clock=clock).load_holidays(file))
        except TableFileRefused as error:
            raise CommandError(error.reason) from error
    tell(f"{count} feriados municipais")

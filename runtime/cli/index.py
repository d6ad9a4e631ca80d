"""`concilia index`: the tables of price indices by which debts are corrected."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

_app = typer.Typer(help="Índices de preços (IPCA) que corrigem as dívidas.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(_app, name="index")


@_app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV: mes;variacao.")],
    name: Annotated[str, typer.Option(help="IPCA, ou INPC quando o contrato o nomeia.")] = "IPCA",
    home: HomeOption = None,
) -> None:
    """A tabela do IBGE, inteira, passa a valer; o primeiro erro diz arquivo, linha, campo e valor, e nada muda."""
    from domain.money.index_table import IndexTableError
    from services.negotiation.indices import NAMES, IndexService

    if name not in NAMES:
        raise CommandError(f"--name {name!r} não existe; existem {', '.join(NAMES)}")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{file.name}: o arquivo não está em UTF-8") from error
    with open_database(settings_or_die(home=home)) as (database, clock):
        try:
            loaded = asyncio.run(IndexService(storage=database, clock=clock).load(text, name=name, file=file.name))
        except IndexTableError as error:
            raise CommandError(str(error)) from error
    tell(f"{name} de {loaded.table.begins} a {loaded.table.version}, {len(loaded.table.variations)} meses")
    if loaded.changed:
        tell(f"atenção: {loaded.changed} meses têm variação diferente da que valia")


@_app.command("show")
def show_tables(home: HomeOption = None) -> None:
    """As tabelas em vigor e os meses que têm; o que está fora deles não corrige nada."""
    from services.negotiation.indices import IndexService

    with open_database(settings_or_die(home=home)) as (database, clock):
        tables = asyncio.run(IndexService(storage=database, clock=clock).tables())
    for table in tables.values():
        tell(f"{table.name}: de {table.begins} a {table.version}, {len(table.variations)} meses")

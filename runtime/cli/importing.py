"""`concilia import`: a creditor's file into a portfolio."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

if TYPE_CHECKING:
    from adapters.storage.database import Database
    from runtime.clock import SystemClock
    from services.importing.import_file import ImportSummary

_MANY_ROWS = 50_000


def register(app: typer.Typer) -> None:
    app.command("import")(import_portfolio)


def import_portfolio(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV do credor.")],
    portfolio: Annotated[str, typer.Option(help="Nome da carteira; criada se ainda não existir.")],
    mapping: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="TOML ou JSON que diz qual coluna é o quê, se os títulos fugirem do usual.",
        ),
    ] = None,
    rejections: Annotated[
        Path | None, typer.Option(help="Onde escrever as linhas recusadas. Padrão: <arquivo>-rejeitadas.csv.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Importa uma carteira: o que as planilhas brasileiras exportam.

    Separador `;` ou `,`, UTF-8 ou cp1252, `1.234,56`, `dd/mm/aaaa`, telefones de qualquer jeito, CPF sem os zeros da
    frente. Linhas com erro vão para um CSV com linha, coluna, valor e motivo; as boas entram. Importar de novo o mesmo
    arquivo não duplica nada.
    """
    from services.importing.errors import ImportRefused

    settings = settings_or_die(home=home)
    refused = rejections or file.with_name(f"{file.stem}-rejeitadas.csv")
    with open_database(settings) as (database, clock):
        try:
            summary = asyncio.run(_import(database, clock, file, portfolio, mapping, refused))
        except ImportRefused as error:
            raise CommandError(f"{file.name}: {error.reason}") from error
    tell(f"{summary.rows_read} linhas lidas, {summary.rows_rejected} recusadas")
    tell(f"{summary.debtors_created} devedores novos, {summary.phones_created} telefones novos")
    tell(f"{summary.debts_created} dívidas novas, {summary.debts_updated} atualizadas")
    if summary.rows_rejected or summary.cells_refused:
        tell(f"motivos em {refused}")


async def _import(
    database: "Database",
    clock: "SystemClock",
    file: Path,
    portfolio: str,
    mapping: Path | None,
    refused: Path,
) -> "ImportSummary":
    from domain.ids import ImportId
    from runtime.clock import UlidSource
    from services.importing.import_file import import_file, read_mapping

    import_id = ImportId(UlidSource().new_id())
    summary = await import_file(
        database,
        source=file,
        file_name=file.name,
        portfolio=portfolio,
        import_id=import_id,
        clock=clock,
        mapping=None if mapping is None else read_mapping(await asyncio.to_thread(mapping.read_bytes)),
        on_progress=_progress(),
    )
    if summary.rows_rejected or summary.cells_refused:
        await _write_rejections(database, import_id, refused)
    return summary


async def _write_rejections(database: "Database", import_id: str, path: Path) -> None:
    from services.import_reports import ImportReportService

    report = ImportReportService(storage=database)
    with path.open("wb") as file:
        async for piece in await report.rejections_csv(import_id):
            file.write(piece)


def _progress() -> "Callable[[ImportSummary], None]":
    told = 0

    def progress(summary: "ImportSummary") -> None:
        nonlocal told
        if summary.rows_read - told >= _MANY_ROWS:
            told = summary.rows_read
            tell(f"{summary.rows_read} linhas")

    return progress

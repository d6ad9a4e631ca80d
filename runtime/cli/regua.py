"""`concilia regua`: check a régua's file, put it in force, plan a portfolio."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

if TYPE_CHECKING:
    from domain.strategy.regua import Regua

_app = typer.Typer(help="A régua de cobrança: passos por dia de atraso.", no_args_is_help=True)
_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="Arquivo TOML da régua.")]
_Portfolio = Annotated[str, typer.Option(help="Nome da carteira.")]


def register(app: typer.Typer) -> None:
    app.add_typer(_app, name="regua")


@_app.command()
def check(file: _File) -> None:
    """Diz se o arquivo está certo e, se não, em que passo e campo."""
    regua = _read(file)[0]
    tell(f"{file.name}: régua {regua.name!r} com {len(regua.steps)} passos")


@_app.command()
def default() -> None:
    """Mostra a régua de fábrica, para copiar e mudar."""
    from domain.strategy.regua import DEFAULT_REGUA
    from domain.strategy.regua_file import write_regua

    typer.echo(write_regua(DEFAULT_REGUA), nl=False)


@_app.command()
def preview(
    due: Annotated[str, typer.Argument(help="Vencimento, AAAA-MM-DD.")],
    file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Padrão: a de fábrica.")] = None,
    uf: Annotated[str, typer.Option(help="Estado do devedor.")] = "SP",
) -> None:
    """Mostra o que se faria por uma dívida que vence nesse dia."""
    from domain.strategy.regua import DEFAULT_REGUA
    from domain.strategy.timeline import DebtToPlan, plan_timeline

    regua = DEFAULT_REGUA if file is None else _read(file)[0]
    try:
        day = date.fromisoformat(due)
    except ValueError as error:
        raise CommandError(f"{due!r} não é uma data; use AAAA-MM-DD") from error
    for step in plan_timeline(DebtToPlan(due_date=day, status="open", uf=uf), regua, today=date.min):
        tell(f"{step.on_day:%d/%m/%Y} {step.channel.value} ({step.code}) {step.state.value} {step.reason}".rstrip())


@_app.command()
def apply(file: _File, portfolio: _Portfolio, home: HomeOption = None) -> None:
    """Põe a régua em vigor na carteira e planeja todas as dívidas; nada é enviado."""
    from services.errors import NoSuchPortfolio
    from services.ports.repositories.regua_plans import ReguaPlan
    from services.regua_plans import ReguaPlanService
    from services.strategy import StrategyService

    _, source = _read(file)
    settings = settings_or_die(home=home)
    with open_database(settings) as (database, clock):
        service = StrategyService(storage=database, clock=clock, zone=settings.zone)
        plans = ReguaPlanService(storage=database, clock=clock, zone=settings.zone)

        async def put() -> ReguaPlan:
            portfolio_id = await service.portfolio_named(portfolio)
            await service.set_regua(portfolio_id, source, by=None)
            return await plans.run((await plans.start(portfolio_id, by=None)).plan.id)

        try:
            summary = asyncio.run(put())
        except NoSuchPortfolio as error:
            raise CommandError(f"não há carteira {portfolio!r}") from error
    tell(f"{summary.debts} dívidas: {summary.planned} passos planejados, {summary.skipped} pulados")
    tell(f"{summary.cancelled} passos cancelados")


def _read(file: Path) -> "tuple[Regua, str]":
    from domain.strategy.regua import ReguaRefused
    from domain.strategy.regua_file import parse_regua

    try:
        source = file.read_text(encoding="utf-8")
        return parse_regua(source), source
    except UnicodeDecodeError as error:
        raise CommandError(f"{file.name}: não é um texto em UTF-8") from error
    except ReguaRefused as error:
        raise CommandError(f"{file.name}: {error.reason}") from error

"""`concilia segment`: whom an expression means; the figures' formulas."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

_app = typer.Typer(help="Segmentos: expressões sobre devedores.", no_args_is_help=True)
_Expression = Annotated[str, typer.Argument(help='Por exemplo: atraso >= 30 e valor > 500 e não uf em ("SP")')]


def register(app: typer.Typer) -> None:
    app.add_typer(_app, name="segment")


@_app.command()
def check(expression: _Expression) -> None:
    """Diz se a expressão está certa e, se não, onde."""
    from domain.strategy.expression import ExpressionRefused, fields_of, parse_expression

    try:
        tell(f"certa; pergunta por {', '.join(sorted(fields_of(parse_expression(expression))))}")
    except ExpressionRefused as error:
        raise CommandError(error.reason) from error


@_app.command()
def count(
    expression: _Expression,
    portfolio: Annotated[str, typer.Option(help="Nome da carteira.")],
    home: HomeOption = None,
) -> None:
    """Quantos devedores da carteira a expressão alcança."""
    from domain.strategy.expression import ExpressionRefused
    from services.errors import NoSuchPortfolio
    from services.strategy import StrategyService

    settings = settings_or_die(home=home)
    with open_database(settings) as (database, clock):
        service = StrategyService(storage=database, clock=clock, zone=settings.zone)

        async def preview() -> int:
            return await service.preview(expression, await service.portfolio_named(portfolio))

        try:
            tell(f"{asyncio.run(preview())} devedores")
        except ExpressionRefused as error:
            raise CommandError(error.reason) from error
        except NoSuchPortfolio as error:
            raise CommandError(f"não há carteira {portfolio!r}") from error


@_app.command()
def fields() -> None:
    """O que uma expressão pode perguntar."""
    from domain.strategy.fields import FIELDS

    for one in FIELDS.values():
        words = f" ({', '.join(one.words)})" if one.words else ""
        tell(f"{one.name}: {one.says}{words}")


@_app.command()
def kpis(file: Annotated[Path, typer.Argument(help="Onde escrever.")] = Path("docs/kpis.md")) -> None:
    """Escreve a documentação dos indicadores a partir das próprias fórmulas."""
    from domain.reporting.kpi import document_kpis

    file.write_text(document_kpis(), encoding="utf-8")
    tell(f"indicadores documentados em {file}")

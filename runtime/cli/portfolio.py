"""`concilia portfolio`: the portfolios, and the number at which debtors reach each."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from typing import Annotated

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

_app = typer.Typer(help="Carteiras e o telefone em que atendem.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(_app, name="portfolio")


@_app.command("list")
def show(home: HomeOption = None) -> None:
    """As carteiras: nome, credor, nome dito ao telefone e número publicado."""
    from services.portfolios import PortfolioService

    with open_database(settings_or_die(home=home)) as (database, _clock):
        found = asyncio.run(PortfolioService(storage=database).all())
    if not found:
        tell("nenhuma carteira ainda: `concilia import` traz a primeira")
    for one in found:
        tell(" · ".join((one.name, one.creditor_name, one.company_name, one.callback_number or "sem número publicado")))


@_app.command("number")
def publish(
    name: Annotated[str, typer.Argument(help="A carteira.")],
    number: Annotated[str, typer.Argument(help="Telefone com DDD ou 0800; vazio ('') para não publicar nenhum.")],
    home: HomeOption = None,
) -> None:
    """O número que a URA diz a terceiros e deixa em caixas postais, e que a casa atende quando ligam."""
    from domain.contact.phone import PhoneRefused
    from services.errors import NoSuchPortfolio
    from services.portfolios import PortfolioService

    with open_database(settings_or_die(home=home)) as (database, _clock):
        try:
            published = asyncio.run(PortfolioService(storage=database).publish(name, number))
        except NoSuchPortfolio as error:
            raise CommandError(f"não existe a carteira {name!r}; veja `concilia portfolio list`") from error
        except PhoneRefused as error:
            raise CommandError(f"o número {number!r} não serve: {error.reason}") from error
    tell(f"{name} atende em {published}" if published else f"{name} não publica número")

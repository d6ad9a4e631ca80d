"""`concilia demo`: everything, with people who do not exist."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.common import HomeOption, settings_or_die, tell
from runtime.cli.errors import CommandError


def register(app: typer.Typer) -> None:
    app.command()(demo)
    app.command("play-debtors", hidden=True)(play_debtors)
    app.command("play-agents", hidden=True)(play_agents)


def demo(  # noqa: PLR0913, PLR0917 - one for each option
    headless: Annotated[bool, typer.Option("--headless", help="Sem telas: trabalha a lista inteira e sai.")] = False,
    debtors: Annotated[int, typer.Option(min=1, max=100_000, help="Quantos devedores fictícios.")] = 200,
    robot_agents: Annotated[
        int, typer.Option(min=0, max=200, help="Agentes robôs, com ramais SIP de verdade (só com --headless).")
    ] = 0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Onde escrever o resumo (só com --headless).")
    ] = None,
    seed: Annotated[int, typer.Option(help="A mesma semente faz os mesmos devedores.")] = 1,
    concurrent: Annotated[int, typer.Option(min=1, max=500, help="Ligações ao mesmo tempo.")] = 10,
    fast: Annotated[bool, typer.Option("--fast", help="Devedores apressados: não ouvem as frases até o fim.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Continua do estado da demonstração anterior.")] = False,
    home: HomeOption = None,
) -> None:
    """Mostra a Concilia inteira com devedores fictícios e uma operadora simulada.

    Asterisk, discador, URA, gravações e telas são os de verdade; nenhum telefone toca. O calendário é próprio e
    começa numa terça-feira útil às 10h, porque fora do horário legal nada é discado, nem aqui.

    Fica de pé até Ctrl-C. O estado fica em <estado>/demo e é refeito a cada vez (menos com --keep).
    """
    from runtime.demo.plan import DemoPlan
    from runtime.demo.run import run_demo
    from runtime.house import HouseError
    from runtime.standing import run_until_told

    if not headless and (robot_agents or json_file):
        raise CommandError("--robot-agents e --json são da demonstração sem telas: acrescente --headless")
    plan = DemoPlan(
        debtors=debtors,
        seed=seed,
        concurrent=concurrent,
        robot_agents=robot_agents,
        headless=headless,
        fast=fast,
        keep=keep,
    )
    settings = settings_or_die(home=home)
    try:
        worked = run_until_told(lambda: run_demo(settings, plan, json_file, tell))
    except HouseError as error:
        raise CommandError(str(error)) from error
    if headless and not worked:
        raise CommandError("interrompida antes do fim da lista")


def play_debtors(told: Path) -> None:
    """Faz o papel dos devedores da operadora simulada."""
    from runtime.demo.carrier import play_debtors as play
    from runtime.logging import configure_logging

    configure_logging(process="debtors", style="json", level="warning")
    asyncio.run(play(told))


def play_agents(told: Path) -> None:
    """Faz o papel dos agentes."""
    from runtime.demo.robots import play_agents as play
    from runtime.logging import configure_logging

    configure_logging(process="robots", style="json", level="info")
    asyncio.run(play(told))

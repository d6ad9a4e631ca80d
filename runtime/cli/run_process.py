"""`concilia run`: one process alone, as containers and farms do."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
import sys
from enum import StrEnum
from typing import Annotated

import typer

from runtime.cli.common import HomeOption, settings_or_die
from runtime.cli.errors import CommandError


class Process(StrEnum):
    DIALER = "dialer"
    IVR = "ivr"
    API = "api"


def register(app: typer.Typer) -> None:
    app.command("run")(run_process)
    app.command("alive", hidden=True)(alive)


def run_process(
    process: Annotated[Process, typer.Argument(help="dialer (disca), ivr (URA) ou api (telas e HTTP).")],
    home: HomeOption = None,
) -> None:
    """Roda um só processo, até SIGTERM ou Ctrl-C. Um contêiner roda um destes; `concilia up` roda os três.

    Precisa de banco migrado (`concilia migrate`), broker e segredos já no ambiente.
    """
    from runtime.processes.entry import ProcessError, run_forever
    from runtime.settings import SettingsError

    settings = settings_or_die(home=home)
    try:
        asyncio.run(run_forever(process.value, settings))
    except (SettingsError, ProcessError) as error:
        raise CommandError(str(error)) from error


def alive(
    process: Annotated[Process, typer.Argument(help="Qual processo.")],
    home: HomeOption = None,
) -> None:
    """Sai com 0 se o processo deu sinal de vida há pouco: a verificação de saúde dos contêineres."""
    from runtime.heartbeat import beat_file, beats

    settings = settings_or_die(home=home)
    sys.exit(0 if beats(beat_file(settings.home, process.value)) else 1)

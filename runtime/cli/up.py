"""`concilia up`: the operation on one machine."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import typer

from runtime.cli.common import HomeOption, settings_or_die, tell
from runtime.cli.errors import CommandError


def register(app: typer.Typer) -> None:
    app.command()(up)


def up(home: HomeOption = None) -> None:
    """Levanta tudo nesta máquina e fica de pé até Ctrl-C.

    Inicia o Mosquitto e o Asterisk (a menos que CONCILIA_MQTT_HOST ou CONCILIA_ASTERISK_MANAGED=false digam que já há),
    atualiza o banco, confere as frases e mantém de pé discador, URA e telas. O que cair é levantado de novo.

    O tronco vem de CONCILIA_TRUNK_HOST e companhia; sem ele tudo funciona, menos ligar.
    Logs em <estado>/logs. Crie o primeiro acesso com `concilia user add`.
    """
    from runtime.house import HouseError
    from runtime.standing import run_until_told, stand

    settings = settings_or_die(home=home)
    try:
        run_until_told(lambda: stand(settings, tell))
    except HouseError as error:
        raise CommandError(str(error)) from error

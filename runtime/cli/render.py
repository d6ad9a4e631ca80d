"""`concilia render`: configuration files for servers that something else starts, such as containers."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.common import settings_or_die, tell
from runtime.cli.errors import CommandError
from runtime.settings import SettingsError

_render = typer.Typer(help="Escreve a configuração de servidores que outro inicia (contêineres).", no_args_is_help=True)
FolderArgument = Annotated[Path, typer.Argument(help="Pasta onde escrever; criada se faltar.")]


def register(app: typer.Typer) -> None:
    app.add_typer(_render, name="render")


@_render.command()
def asterisk(folder: FolderArgument) -> None:
    """Escreve o /etc/asterisk desta instalação: tronco, ramais, AMI, plano de discagem."""
    from asterisk_conf.render import render_conf
    from asterisk_conf.settings import AsteriskSettingsError
    from runtime.private_files import write_private
    from runtime.switch import asterisk_settings

    settings = settings_or_die()
    try:
        settings.require("secret_key", "ami_secret")
        files = render_conf(asterisk_settings(settings))
    except (SettingsError, AsteriskSettingsError) as error:
        raise CommandError(str(error)) from error
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_private(folder / name, text)
    tell(f"{len(files)} arquivos em {folder}")


@_render.command()
def mosquitto(
    folder: FolderArgument,
    host: Annotated[str, typer.Option(help="Endereço em que o broker escuta.")] = "0.0.0.0",
) -> None:
    """Escreve mosquitto.conf e o arquivo de senhas desta instalação."""
    from runtime.mosquitto import lay_out_mosquitto

    settings = settings_or_die()
    try:
        settings.require("mqtt_password")
    except SettingsError as error:
        raise CommandError(str(error)) from error
    configuration = lay_out_mosquitto(
        folder,
        host=host,
        port=settings.mqtt_port,
        username=settings.mqtt_username,
        password=settings.mqtt_password.get_secret_value(),
    )
    tell(f"{configuration}")

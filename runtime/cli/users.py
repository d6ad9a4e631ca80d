"""`concilia user`: who may log in."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
import sys
from typing import Annotated

import typer

from domain.access import Role
from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError
from services.passwords import MIN_PASSWORD_LENGTH

_users = typer.Typer(help="Quem pode entrar nas telas.", no_args_is_help=True)
_TOO_SHORT = f"senha curta demais: use ao menos {MIN_PASSWORD_LENGTH} caracteres"


def register(app: typer.Typer) -> None:
    app.add_typer(_users, name="user")


@_users.command()
def add(
    username: Annotated[str, typer.Argument(help="Nome com que a pessoa entra.")],
    role: Annotated[Role, typer.Option(help="agent, supervisor, manager ou admin.")],
    name: Annotated[str, typer.Option(help="Nome da pessoa, como aparece nas telas. Padrão: o de entrada.")] = "",
    password_stdin: Annotated[bool, typer.Option(help="Lê a senha da entrada padrão, para scripts.")] = False,
    home: HomeOption = None,
) -> None:
    """Cria um acesso. A senha é pedida no terminal e nunca vai na linha de comando, onde outros a veriam."""
    from services.users import UsernameTaken, WeakPassword, add_user

    secret = _password(password_stdin)
    try:
        with open_database(settings_or_die(home=home)) as (database, clock):
            asyncio.run(add_user(database, clock, username=username, name=name or username, role=role, password=secret))
    except UsernameTaken as error:
        raise CommandError(f"já existe o usuário {username}") from error
    except WeakPassword as error:
        raise CommandError(_TOO_SHORT) from error
    tell(f"usuário {username} criado ({role.value})")


@_users.command()
def password(
    username: Annotated[str, typer.Argument(help="De quem é a senha.")],
    password_stdin: Annotated[bool, typer.Option(help="Lê a senha da entrada padrão, para scripts.")] = False,
    home: HomeOption = None,
) -> None:
    """Troca a senha de um acesso e encerra as sessões que ele tinha abertas."""
    from services.users import WeakPassword, change_password

    secret = _password(password_stdin)
    try:
        with open_database(settings_or_die(home=home)) as (database, _clock):
            known = asyncio.run(change_password(database, username=username, password=secret))
    except WeakPassword as error:
        raise CommandError(_TOO_SHORT) from error
    if not known:
        raise CommandError(f"não existe o usuário {username}")
    tell(f"senha de {username} trocada")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    text: str = typer.prompt("Senha", hide_input=True, confirmation_prompt="De novo")
    return text

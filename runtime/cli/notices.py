"""`concilia notices`: the texts of messages, shown and checked before they are put in force."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load what only the rules need.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.common import tell
from runtime.cli.errors import CommandError

_notices = typer.Typer(help="Mensagens ao devedor: os textos de cada carteira.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(_notices, name="notices")


@_notices.callback()
def notices() -> None:
    """Mensagens ao devedor: os textos de cada carteira."""


@_notices.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="Os textos, em TOML.")],
) -> None:
    """Confere os textos: marcadores, palavras proibidas e tamanho em segmentos de SMS. O primeiro erro diz onde."""
    from domain.notice.template import TemplateRefused
    from domain.notice.template_file import parse_templates

    try:
        checked = parse_templates(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CommandError(f"{file.name}: o arquivo não está em UTF-8") from error
    except TemplateRefused as error:
        raise CommandError(f"{file.name}: {error}") from error
    tell(f"{file.name}: {len(checked.own)} textos em ordem; os demais são os da casa")


@_notices.command()
def show() -> None:
    """Mostra os textos da casa, no formato do arquivo de uma carteira."""
    from domain.notice.template_file import DEFAULT_TEXTS

    typer.echo(DEFAULT_TEXTS, nl=False)

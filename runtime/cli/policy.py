"""`concilia policy`: negotiation policies, checked before they are put in force."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load what only the rules need.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.common import tell
from runtime.cli.errors import CommandError

_policy = typer.Typer(help="Políticas de negociação: o que cada alçada pode oferecer.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(_policy, name="policy")


@_policy.callback()
def policy() -> None:
    """Políticas de negociação: o que cada alçada pode oferecer."""


@_policy.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A política, em TOML.")],
) -> None:
    """Confere uma política: forma, coerência e lei. O primeiro erro diz arquivo, linha, campo e valor."""
    from domain.negotiation.policy_reader import PolicyRefused
    from services.negotiation.policies import check_policy

    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"{file.name}: o arquivo não está em UTF-8") from error
    try:
        checked = check_policy(text, file=file.name)
    except PolicyRefused as error:
        raise CommandError(str(error)) from error
    tell(f"{file.name}: política “{checked.name}”, versão {checked.version}, em ordem")
    tell(f"{len(checked.bands)} faixas de atraso, {len(checked.boosts)} campanhas")

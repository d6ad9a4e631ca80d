"""`concilia version`."""

import sys
from importlib.metadata import version as version_of

import typer


def register(app: typer.Typer) -> None:
    app.command()(version)


def version() -> None:
    """Mostra a versão da Concilia e a do Python."""
    sys.stdout.write(f"concilia {version_of('concilia')} (Python {sys.version.split()[0]})\n")

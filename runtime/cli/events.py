"""`concilia events`: the catalogue of events."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.common import tell
from runtime.cli.errors import CommandError

_events = typer.Typer(help="O catálogo de eventos que a Concilia publica no MQTT.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(_events, name="events")


@_events.command()
def docs(
    folder: Annotated[Path, typer.Argument(help="Pasta da documentação.")] = Path("docs"),
    check: Annotated[bool, typer.Option("--check", help="Só confere se está em dia.")] = False,
) -> None:
    """Escreve events.md e os esquemas JSON a partir do código."""
    from adapters.messaging.event_schema import stale_event_docs, write_event_docs

    if not check:
        write_event_docs(folder)
        tell(f"eventos documentados em {folder}")
        return
    stale = stale_event_docs(folder)
    if stale:
        raise CommandError(f"desatualizado: {', '.join(stale)}; rode `concilia events docs`")
    tell("eventos em dia")

"""`concilia doctor`."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import typer

from runtime.cli.common import HomeOption, settings_or_die


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(home: HomeOption = None) -> None:
    """Confere cada dependência e conexão e diz como consertar o que estiver errado.

    Não muda nada. Sai com 1 se algo impede a operação; avisos não contam.
    """
    from rich.console import Console
    from rich.text import Text

    from runtime.doctor import Verdict, examine

    settings = settings_or_die(home=home)
    console = Console(highlight=False, soft_wrap=True)
    colours = {Verdict.FINE: "green", Verdict.WARNING: "yellow", Verdict.BROKEN: "red"}
    broken = 0
    for finding in examine(settings):
        broken += finding.verdict is Verdict.BROKEN
        console.print(
            Text.assemble(
                (f"{finding.verdict.value:8}", colours[finding.verdict]), f"{finding.subject:16} {finding.what}"
            )
        )
        if finding.mend:
            console.print(f"{'':8}{'':16} → {finding.mend}")
    raise typer.Exit(1 if broken else 0)

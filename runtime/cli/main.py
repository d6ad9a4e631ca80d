"""The `concilia` command. Each subject has its module; what a command needs is imported when it runs."""

import sys

import typer

from runtime.cli import (
    answers,
    blocklist,
    campaign,
    demo,
    doctor,
    events,
    evidence,
    flow,
    importing,
    index,
    migrate,
    notices,
    policy,
    portfolio,
    regua,
    render,
    run_process,
    segment,
    simulate,
    sounds,
    up,
    users,
    version,
    why,
)
from runtime.cli.errors import CommandError

app = typer.Typer(
    name="concilia",
    help=(
        "Concilia: liga para devedores, negocia por URA, transfere a quem quer falar com gente e grava tudo.\n\n"
        "Comece por `concilia demo` (tudo com uma carteira fictícia) ou `concilia up` (a operação de verdade). "
        "Se algo não andar, `concilia doctor` diz o que falta e como resolver."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (
    up,
    demo,
    doctor,
    importing,
    notices,
    flow,
    policy,
    portfolio,
    migrate,
    users,
    events,
    evidence,
    run_process,
    render,
    version,
    why,
    answers,
    blocklist,
    campaign,
    segment,
    regua,
    simulate,
    answers,
    index,
):
    module.register(app)
app.add_typer(sounds.app, name="sounds")


def run() -> None:
    """The console script: errors that a person can mend come out as one line, without a traceback."""
    try:
        app()
    except CommandError as error:
        sys.stderr.write(f"concilia: {error}\n")
        raise SystemExit(1) from None

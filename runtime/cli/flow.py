"""`concilia flow`: the spoken menu, checked, drawn, tried in the terminal and put in force for a portfolio."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load what only the menu needs.

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.common import HomeOption, settings_or_die, tell
from runtime.cli.errors import CommandError

if TYPE_CHECKING:
    from ivr_flows.rehearsal import Rehearsal
    from ivr_flows.settings import FlowSettings

_flow = typer.Typer(help="O menu falado: conferir, desenhar, ensaiar e pôr em uso.", no_args_is_help=True)
_FileArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="O menu, em TOML.")]
_FileOption = Annotated[
    Path | None, typer.Option("--file", exists=True, dir_okay=False, help="Um menu de carteira, em TOML.")
]
DRAWING_BEGINS, DRAWING_ENDS = "<!-- desenho: concilia flow draw -->\n", "<!-- fim do desenho -->"


def register(app: typer.Typer) -> None:
    app.add_typer(_flow, name="flow")


@_flow.callback()
def flow() -> None:
    """O menu falado: conferir, desenhar, ensaiar e pôr em uso."""


@_flow.command()
def check(file: _FileArgument) -> None:
    """Confere um menu de carteira: opções, teclas, textos, e que todo caminho chega a um fim."""
    wanted = _checked(file)
    keys = ", ".join(f"{key} {name}" for key, name in wanted.keyed(wanted.options))
    tell(f"{file.name}: menu da carteira “{wanted.portfolio or 'todas'}” em ordem")
    tell(f"teclas: {keys}; {len(wanted.texts)} textos próprios")


@_flow.command()
def draw(
    file: _FileOption = None,
    docs: Annotated[Path | None, typer.Option(help="Atualiza o desenho neste documento.")] = None,
) -> None:
    """Desenha o menu em Mermaid."""
    from ivr_flows.draw import draw_plan
    from ivr_flows.outbound import outbound_plan

    drawing = draw_plan(outbound_plan(_checked(file)) if file else outbound_plan())
    if docs is None:
        print(drawing)
        return
    text = docs.read_text(encoding="utf-8")
    before, begins, rest = text.partition(DRAWING_BEGINS)
    _, ends, after = rest.partition(DRAWING_ENDS)
    if not begins or not ends:
        raise CommandError(f"{docs.name}: falta a marca {DRAWING_BEGINS.strip()} … {DRAWING_ENDS}")
    docs.write_text(f"{before}{begins}```mermaid\n{drawing}\n```\n{ends}{after}", encoding="utf-8")
    tell(f"desenho atualizado em {docs.name}")


@_flow.command()
def simulate(
    file: _FileOption = None,
    keys: Annotated[str, typer.Option(help="Teclas, uma depois da outra; - é silêncio. Sem elas, pergunta.")] = "",
    debts: Annotated[int, typer.Option(min=1, max=2, help="Quantas contas em aberto.")] = 1,
) -> None:
    """Ensaia o menu no terminal: Maria, nascida em 5 de março, CPF que começa com 529. Nada é gravado."""
    from ivr_flows.rehearsal import SILENCE, Rehearsal, sample_context
    from ivr_flows.settings import DEFAULT_SETTINGS

    context = sample_context(now=datetime.now(UTC), debts=debts)
    rehearsal = Rehearsal(context, _checked(file) if file else DEFAULT_SETTINGS)
    told = _tell_new(rehearsal, 0)
    waiting = list(keys)
    while not rehearsal.outcome:
        if keys and not waiting:
            break
        if not waiting:
            waiting = list(typer.prompt("teclas (Enter: silêncio)", default=SILENCE, show_default=False).strip())
        pressed = waiting.pop(0)
        if pressed not in f"0123456789*#{SILENCE}":
            raise CommandError("só há teclas de 0 a 9, * e #; - é silêncio")
        rehearsal.press(pressed)
        told = _tell_new(rehearsal, told, pressed)
    end = rehearsal.outcome or f"parou em {rehearsal.step}"
    tell(f"{end}{': ' if rehearsal.disposition else ''}{rehearsal.disposition}")


@_flow.command()
def put(file: _FileArgument, home: HomeOption = None) -> None:
    """Confere, gera os sons dos textos próprios e põe em uso: vale a partir da próxima chamada."""
    from runtime.flows import put_flow
    from runtime.sounds import sound_builder

    _checked(file)
    settings = settings_or_die(home=home)
    wanted, report = put_flow(settings, file.read_text(encoding="utf-8"), sound_builder(settings))
    if report.failed:
        lacking = ", ".join(problem.path for problem in report.failed)
        raise CommandError(f"estes sons não puderam ser gerados: {lacking}; nada mudou")
    tell(f"menu da carteira “{wanted.portfolio or 'todas'}” em uso; {report.rendered} sons gerados")


def _checked(file: Path) -> "FlowSettings":
    from ivr_flows.check import plan_problems
    from ivr_flows.outbound import outbound_plan
    from ivr_flows.settings import FlowRefused, read_settings

    try:
        wanted = read_settings(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CommandError(f"{file.name}: o arquivo não está em UTF-8") from error
    except FlowRefused as error:
        raise CommandError(f"{file.name}: {error}") from error
    if problems := plan_problems(outbound_plan(wanted)):
        raise CommandError(f"{file.name}: {problems[0]}")
    return wanted


def _tell_new(rehearsal: "Rehearsal", told: int, pressed: str = "") -> int:
    if pressed:
        print(f"  [{pressed}]")
    for words in rehearsal.said[told:]:
        print(words)
    return len(rehearsal.said)

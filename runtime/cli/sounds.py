"""`concilia sounds`: render the menu's sounds, list them, check that none is missing or stale."""

import asyncio
import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from adapters.speech.builder import BuildReport, Problem, SoundBuilder
from adapters.speech.index import SoundIndex
from runtime.cli.common import HomeOption, open_database, settings_or_die
from runtime.sounds import prepare_names, sound_builder
from sounds.manifest import Manifest, load_manifest

app = typer.Typer(no_args_is_help=True, help="Sons do menu: gerar, listar e conferir.")
_SHOWN_PROBLEMS = 20


@app.command()
def build(
    workers: Annotated[int, typer.Option(min=1, help="Quantas falas gerar ao mesmo tempo.")] = 2,
    home: HomeOption = None,
) -> None:
    """Gera os sons que faltam ou mudaram; o que já existe é aproveitado."""
    console = Console(stderr=True)
    report = build_with_progress(sound_builder(settings_or_die(home=home), workers=workers), load_manifest(), console)
    voices = ", ".join(f"{name}: {count}" for name, count in sorted(report.by_voice.items()))
    console.print(
        f"{report.rendered} sons gerados, {report.reused} aproveitados, em {report.seconds:.1f} s ({voices})."
    )
    _stop_if(report.failed, console, "não puderam ser gerados")


@app.command("list")
def list_sounds(
    as_json: Annotated[bool, typer.Option("--json", help="Em JSON, para outros programas.")] = False,
    home: HomeOption = None,
) -> None:
    """Mostra as falas do menu: chave, duração, voz e texto."""
    index = SoundIndex(settings_or_die(home=home).sounds).read()
    rows: list[dict[str, Any]] = [
        {
            "key": prompt.key,
            "stage": prompt.stage.value,
            "milliseconds": entry.milliseconds if (entry := index.get(prompt.spec.path)) else None,
            "voice": entry.voice if entry else None,
            "text": prompt.text,
        }
        for prompt in load_manifest().prompts.values()
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("Chave", "Segundos", "Voz", "Texto")
    for row in rows:
        seconds = "falta" if row["milliseconds"] is None else f"{row['milliseconds'] / 1000:.1f}"
        table.add_row(row["key"], seconds, row["voice"] or "", row["text"])
    Console().print(table)


@app.command()
def check(home: HomeOption = None) -> None:
    """Falha quando algum som falta ou não corresponde mais ao seu texto."""
    console = Console(stderr=True)
    problems = sound_builder(settings_or_die(home=home)).check(load_manifest().specs())
    _stop_if(problems, console, "não estão em dia; rode `concilia sounds build`")
    console.print("Todos os sons estão em dia.")


@app.command()
def names(home: HomeOption = None) -> None:
    """Gera os nomes de devedores e empresas da base que ainda não têm som; rode depois de importar."""
    console = Console(stderr=True)
    settings = settings_or_die(home=home)
    with open_database(settings) as (database, _clock):
        report = asyncio.run(prepare_names(settings, database))
    console.print(f"{report.rendered + report.reused} nomes novos, em {report.seconds:.1f} s.")
    _stop_if(report.failed, console, "não puderam ser gerados")


def build_with_progress(builder: SoundBuilder, manifest: Manifest, console: Console) -> BuildReport:
    """Build everything in the manifest under a progress bar."""
    columns = (TextColumn("Gerando os sons"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    specs = list(manifest.specs())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=len(specs))
        return builder.build(specs, progress=lambda done, _all: bar.update(task, completed=done))


def _stop_if(problems: Iterable[Problem], console: Console, sentence: str) -> None:
    found = list(problems)
    if not found:
        return
    for problem in found[:_SHOWN_PROBLEMS]:
        console.print(f"  {problem.path}: {problem.why}", markup=False)
    console.print(f"{len(found)} sons {sentence}.")
    raise typer.Exit(1)

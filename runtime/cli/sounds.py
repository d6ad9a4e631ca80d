"""`concilia sounds`: render the menu's sounds, list them, check that none is missing or stale."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from adapters.speech.builder import BuildReport, Problem, SoundBuilder
from adapters.speech.index import IndexEntry, SoundIndex
from runtime.cli.common import HomeOption, open_database, settings_or_die
from runtime.cli.errors import CommandError
from runtime.sounds import prepare_names, sound_builder
from sounds.manifest import Manifest, load_manifest
from sounds.vocabulary import ClipSpec

app = typer.Typer(no_args_is_help=True, help="Sons do menu: gerar, listar e conferir.")
_SHOWN_PROBLEMS = 20


@app.command()
def build(
    workers: Annotated[
        int | None, typer.Option(min=1, help="Quantas falas gerar ao mesmo tempo (padrão: uma por processador).")
    ] = None,
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
    everything: Annotated[bool, typer.Option("--all", help="Também números, datas, nomes e pausas.")] = False,
    home: HomeOption = None,
) -> None:
    """Mostra as falas do menu: chave, duração, voz e texto; em JSON também as medidas do som."""
    index = SoundIndex(settings_or_die(home=home).sounds).read()
    manifest = load_manifest()
    rows = [_row(prompt.key, prompt.stage.value, prompt.spec, index) for prompt in manifest.prompts.values()]
    if everything:
        prompts = {prompt.spec.path for prompt in manifest.prompts.values()}
        rows += [_row(spec.path, None, spec, index) for spec in manifest.specs() if spec.path not in prompts]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("Chave", "Segundos", "Voz", "Texto")
    for row in rows:
        seconds = "falta" if row["milliseconds"] is None else f"{row['milliseconds'] / 1000:.1f}"
        table.add_row(row["key"], seconds, row["voice"] or "", row["text"])
    Console().print(table)


@app.command()
def play(
    keys: Annotated[list[str] | None, typer.Argument(help="Chaves de `concilia sounds list`, na ordem.")] = None,
    amount: Annotated[str | None, typer.Option("--valor", help="Um valor em reais, como 1234,56.")] = None,
    day: Annotated[str | None, typer.Option("--data", help="Uma data, como 05/03/2026.")] = None,
    digits: Annotated[str | None, typer.Option("--digitos", help="Algarismos, ditados um a um.")] = None,
    name: Annotated[str | None, typer.Option("--nome", help="Um primeiro nome.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Gravar em um WAV, em vez de tocar.")] = None,
    home: HomeOption = None,
) -> None:
    """Toca falas e valores como o devedor os ouve: os mesmos sons, na mesma emenda, na qualidade do telefone."""
    from runtime.playing import NoPlayer, NothingToPlay, pieces_said, play_file, write_wav  # noqa: PLC0415

    folder = settings_or_die(home=home).sounds
    try:
        pieces = pieces_said(keys or [], amount=amount, day=day, digits=digits, name=name)
        if to is not None:
            seconds = write_wav(folder, pieces, to)
            Console(stderr=True).print(f"{seconds:.1f} s gravados em {to}.", markup=False)
            return
        with TemporaryDirectory(prefix="concilia-play-") as aside:
            write_wav(folder, pieces, Path(aside) / "fala.wav")
            play_file(Path(aside) / "fala.wav")
    except (NothingToPlay, NoPlayer) as error:
        raise CommandError(str(error)) from error


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


def _row(key: str, stage: str | None, spec: ClipSpec, index: dict[str, IndexEntry]) -> dict[str, Any]:
    entry = index.get(spec.path)
    measured = asdict(entry.measured) if entry else dict.fromkeys(("milliseconds", "lead_ms", "loudness", "peak"))
    voice = entry.voice if entry else None
    return {"key": key, "path": spec.path, "stage": stage, **measured, "voice": voice, "text": spec.text}


def _stop_if(problems: Iterable[Problem], console: Console, sentence: str) -> None:
    found = list(problems)
    if not found:
        return
    for problem in found[:_SHOWN_PROBLEMS]:
        console.print(f"  {problem.path}: {problem.why}", markup=False)
    console.print(f"{len(found)} sons {sentence}.")
    raise typer.Exit(1)

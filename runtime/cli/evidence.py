"""`concilia evidence`: prove a call, show its proof, hand it out."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
import json
import tarfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

if TYPE_CHECKING:
    from services.evidence.bundle import Bundle
    from services.evidence.verifying import Anchor, Report
    from services.ports.storage import Storage

_app = typer.Typer(help="As provas de cada chamada e a corrente de lacres que as guarda.", no_args_is_help=True)
_Attempt = Annotated[str, typer.Argument(help="A tentativa (o id que aparece na gravação e na tela).")]
_SAYS = {
    "seals_missing": "faltam lacres antes deste",
    "seal_out_of_chain": "o lacre não continua o anterior",
    "seal_altered": "o lacre foi alterado",
    "piece_missing": "a prova lacrada sumiu",
    "piece_altered": "a prova foi alterada depois de lacrada",
    "piece_unsealed": "a prova diz ter um lacre que não existe",
    "fact_unproven": "existe no banco e não tem prova",
    "row_missing": "a linha do banco sumiu",
    "row_altered": "a linha do banco não é a que foi lacrada",
    "file_missing": "o arquivo sumiu",
    "file_altered": "o arquivo não é o que foi lacrado",
    "day_altered": "a corrente não é a que havia no fim desse dia",
}


def register(app: typer.Typer) -> None:
    app.add_typer(_app, name="evidence")


@_app.command()
def verify(
    attempt: Annotated[str, typer.Argument(help="Só esta tentativa.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="A corrente inteira, cada linha e cada arquivo.")] = False,
    anchors: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Cópia de `concilia evidence anchors` guardada em outro lugar."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Confere as provas; acaba com erro e diz o nome do que não confere."""
    if bool(attempt) == everything:
        raise CommandError("diga uma tentativa ou --all")
    if anchors is not None and not everything:
        raise CommandError("--anchors confere a corrente inteira: use com --all")
    kept = [] if anchors is None else _read_anchors(anchors)
    report = _verify(attempt, kept, home)
    for finding in report.findings:
        detail = f" ({finding.detail})" if finding.detail else ""
        typer.echo(f"✘ {finding.key}: {_SAYS[finding.trouble.value]}{detail}")
    waiting = f", {report.waiting} à espera de lacre" if report.waiting else ""
    tell(f"{report.seals} lacres e {report.files} arquivos conferidos{waiting}")
    if report.findings:
        raise CommandError(f"{len(report.findings)} não conferem")
    if attempt and not report.seals and not report.waiting:
        raise CommandError("esta tentativa não tem provas")


@_app.command()
def show(attempt: _Attempt, home: HomeOption = None) -> None:
    """Mostra as provas de uma tentativa, com seus lacres, em JSON."""
    with open_database(settings_or_die(home=home)) as (database, _clock):
        bundle = _bundle(database, attempt)
    document = bundle.document()
    for piece in document["pieces"]:
        piece["payload"] = json.loads(piece["payload"])
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


@_app.command()
def export(
    attempt: _Attempt,
    to: Annotated[Path, typer.Argument(help="Arquivo .tar a criar, com as provas, os lacres e as gravações.")],
    home: HomeOption = None,
) -> None:
    """Junta num arquivo tudo o que prova uma tentativa, para entregar a quem precise conferir."""
    settings = settings_or_die(home=home)
    with open_database(settings) as (database, _clock):
        bundle = _bundle(database, attempt)
    try:
        with tarfile.open(to, "x") as archive:
            _put(archive, "evidence.json", json.dumps(bundle.document(), ensure_ascii=False, indent=1).encode())
            for path in bundle.recording_paths:
                _put(archive, f"recordings/{path}", (settings.recordings / path).read_bytes())
    except FileExistsError as error:
        raise CommandError(f"{to} já existe") from error
    except OSError as error:
        to.unlink(missing_ok=True)
        raise CommandError(f"não deu para juntar as provas: {error.strerror}") from error
    tell(f"{to}: {len(bundle.pieces)} provas, {len(bundle.recording_paths)} gravações")


@_app.command()
def anchors(home: HomeOption = None) -> None:
    """Mostra o fim de cada dia da corrente: dia, lacre e hash. Guarde fora daqui: fixa tudo o que veio antes."""
    with open_database(settings_or_die(home=home)) as (database, _clock):
        found = asyncio.run(_days(database))
    for one in found:
        typer.echo(f"{one.day} {one.seq} {one.hash}")


def _verify(attempt: str, kept: "list[Anchor]", home: Path | None) -> "Report":
    from adapters.recordings.archive import FileRecordingArchive
    from domain.ids import AttemptId
    from services.evidence.verifying import Verifier

    settings = settings_or_die(home=home)
    with open_database(settings) as (database, _clock):
        verifier = Verifier(database, FileRecordingArchive(settings.recordings).sha256_of)
        if attempt:
            return asyncio.run(verifier.attempt(AttemptId(attempt)))
        return asyncio.run(verifier.everything(anchors=kept))


def _bundle(storage: "Storage", attempt: str) -> "Bundle":
    from domain.ids import AttemptId
    from services.evidence.bundle import load_bundle

    bundle = asyncio.run(load_bundle(storage, AttemptId(attempt)))
    if not bundle.pieces:
        raise CommandError("esta tentativa não tem provas")
    return bundle


async def _days(storage: "Storage") -> "list[Anchor]":
    from domain.evidence.chain import EvidenceKind
    from services.evidence.verifying import Anchor

    days = await storage.read(lambda uow: uow.evidence.of_kind(EvidenceKind.DAY))
    told = [json.loads(one.payload) for one in days]
    return [Anchor(day=one["day"], seq=one["seals"], hash=one["last_hash"]) for one in told]


def _read_anchors(file: Path) -> "list[Anchor]":
    from services.evidence.verifying import Anchor

    found: list[Anchor] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.split()
        if len(words) != 3 or not words[1].isdigit():
            raise CommandError(f"{file.name}, linha {number}: são o dia, o número do lacre e o hash")
        found.append(Anchor(day=words[0], seq=int(words[1]), hash=words[2]))
    return found


def _put(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member: Any = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, BytesIO(content))

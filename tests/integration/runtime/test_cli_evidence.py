"""`concilia evidence` on a real home: what a supervisor or an expert would type."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.evidence import EvidenceSealRow
from adapters.storage.tables.recordings import RecordingRow
from runtime.cli.errors import CommandError
from runtime.cli.main import app
from runtime.clock import UlidSource
from runtime.settings import load_settings
from services.evidence.sealing import seal_waiting
from services.ports.repositories.recordings_write import RecordingResult
from services.recordings_closing import finish_recording
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, change

SOUND = b"what was said"
PATH = f"2026/11/24/{ATTEMPT}.wav"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one call, recorded and proved, and the day after begun."""
    settings = load_settings(home=tmp_path)
    file = settings.recordings / PATH
    file.parent.mkdir(parents=True)
    file.write_bytes(SOUND)
    with opened(settings.database) as database:
        add_answered_attempt(database)
        run(database.write(_close_and_seal))
        change(database, AttemptRow, closed_at=NOW)
    return tmp_path


def _close_and_seal(uow: Any) -> None:
    digest = hashlib.sha256(SOUND).hexdigest()
    result = RecordingResult(
        attempt_id=ATTEMPT, path=PATH, duration_ms=1, size_bytes=len(SOUND), sha256=digest, problem=None
    )
    uow.recordings_write.insert_open(ATTEMPT, path="open", started_at=NOW)
    assert finish_recording(uow, result, now=NOW)
    zone = load_settings().zone
    assert seal_waiting(uow, now=NOW, zone=zone) == 1
    assert seal_waiting(uow, now=NOW.replace(day=25), zone=zone) == 1


@contextmanager
def opened(url: str) -> Iterator[Database]:
    upgrade(url)
    database = Database(url, ids=UlidSource())
    try:
        yield database
    finally:
        database.close()


def concilia(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["evidence", *words, "--home", str(home)])


def refused(answer: Result) -> str:
    assert answer.exit_code == 1
    assert isinstance(answer.exception, CommandError)
    return str(answer.exception)


def change_row(home: Path, statement: Any) -> None:
    with opened(load_settings(home=home).database) as database:
        run(database.write(lambda uow: uow.connection.execute(statement)))


def test_an_untouched_house_is_in_order(home: Path) -> None:
    answer = concilia(home, "verify", "--all")
    assert answer.exit_code == 0
    assert "2 lacres e 1 arquivos conferidos" in answer.output
    assert concilia(home, "verify", ATTEMPT).exit_code == 0


def test_a_file_that_was_touched_is_named(home: Path) -> None:
    (load_settings(home=home).recordings / PATH).write_bytes(b"other words")
    answer = concilia(home, "verify", ATTEMPT)
    assert refused(answer) == "1 não conferem"
    assert f"✘ recording/{ATTEMPT}: o arquivo não é o que foi lacrado ({PATH})" in answer.output


def test_a_row_that_was_touched_is_named(home: Path) -> None:
    change_row(home, update(RecordingRow).values(sha256="0" * 64))
    answer = concilia(home, "verify", "--all")
    assert answer.exit_code == 1
    assert f"✘ recording/{ATTEMPT}: a linha do banco não é a que foi lacrada (recordings.sha256)" in answer.output


def test_a_chain_is_held_to_a_copy_of_its_days(home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "anchors.txt"
    kept.write_text(concilia(home, "anchors").output)
    assert kept.read_text().startswith("2026-11-24 1 ")
    assert concilia(home, "verify", "--all", "--anchors", str(kept)).exit_code == 0
    change_row(home, update(EvidenceSealRow).where(EvidenceSealRow.seq == 1).values(hash="0" * 64))
    answer = concilia(home, "verify", "--all", "--anchors", str(kept))
    assert "✘ day/2026-11-24: a corrente não é a que havia no fim desse dia" in answer.output


def test_the_proof_of_a_call_can_be_read(home: Path) -> None:
    shown = json.loads(concilia(home, "show", ATTEMPT).output)
    (piece,) = shown["pieces"]
    assert piece["payload"]["path"] == PATH
    assert piece["seal"]["seq"] == 1


def test_the_proof_of_a_call_can_be_handed_out_and_checked_without_the_house(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "prova.tar"
    assert concilia(home, "export", ATTEMPT, str(target)).exit_code == 0
    with tarfile.open(target) as archive:
        members = {member.name: archive.extractfile(member) for member in archive}
        contents = {name: file.read() for name, file in members.items() if file is not None}
    (piece,) = json.loads(contents["evidence.json"])["pieces"]
    assert hashlib.sha256(piece["payload"].encode()).hexdigest() == piece["seal"]["payload_sha256"]
    sound = contents[f"recordings/{PATH}"]
    assert hashlib.sha256(sound).hexdigest() == json.loads(piece["payload"])["sha256"]
    assert "já existe" in refused(concilia(home, "export", ATTEMPT, str(target)))


def test_a_proof_whose_recording_is_gone_is_not_handed_out_half(home: Path, tmp_path: Path) -> None:
    (load_settings(home=home).recordings / PATH).unlink()
    target = tmp_path / "prova.tar"
    assert "não deu para juntar as provas" in refused(concilia(home, "export", ATTEMPT, str(target)))
    assert not target.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("verify",), "diga uma tentativa ou --all"),
        (("verify", "A1", "--all"), "diga uma tentativa ou --all"),
        (("verify", "B2"), "esta tentativa não tem provas"),
        (("show", "B2"), "esta tentativa não tem provas"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(home: Path, words: tuple[str, ...], says: str) -> None:
    assert refused(concilia(home, *words)) == says


def test_a_copy_of_the_days_that_is_none_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "days.txt"
    file.write_text("2026-11-24 um hash\n")
    assert refused(concilia(home, "verify", "--all", "--anchors", str(file))).startswith("days.txt, linha 1")
    assert "use com --all" in refused(concilia(home, "verify", "A1", "--anchors", str(file)))

import hashlib
import wave
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from adapters.recordings.archive import FileRecordingArchive
from domain.ids import AttemptId
from services.ports.repositories.recordings_write import RecordingToClose

DAY = date(2026, 11, 24)
ID = AttemptId("01JD0000000000000000000000")


def audio(seconds: float, *, said: int = 5000, heard: int = 5000) -> bytes:
    t = np.arange(int(seconds * 8000))
    wave_form = np.sin(t / 5)
    return np.column_stack([wave_form * said, wave_form * heard]).astype("<i2").tobytes()


def to_close(talk_seconds: float = 5.0, *, bridged: bool = False) -> RecordingToClose:
    started = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    return RecordingToClose(attempt_id=ID, started_at=started, talk_seconds=talk_seconds, bridged=bridged)


def raw(folder: Path, content: bytes) -> FileRecordingArchive:
    (folder / "open").mkdir()
    (folder / "open" / f"{ID}.raw").write_bytes(content)
    return FileRecordingArchive(folder)


def test_a_raw_recording_becomes_a_hashed_stereo_file(tmp_path: Path) -> None:
    content = audio(5.0)
    result = raw(tmp_path, content).close(to_close(), day=DAY)
    final = tmp_path / "2026" / "11" / "24" / f"{ID}.wav"
    assert result.problem is None
    assert (result.path, result.duration_ms) == (f"2026/11/24/{ID}.wav", 5000)
    assert result.sha256 == hashlib.sha256(final.read_bytes()).hexdigest()
    assert result.size_bytes == final.stat().st_size
    with wave.open(str(final)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        assert file.readframes(file.getnframes()) == content
    assert not (tmp_path / "open" / f"{ID}.raw").exists()


def test_closing_twice_gives_the_same(tmp_path: Path) -> None:
    archive = raw(tmp_path, audio(5.0))
    assert archive.close(to_close(), day=DAY) == archive.close(to_close(), day=DAY)


@pytest.mark.parametrize(
    ("content", "talk_seconds", "bridged", "problem"),
    [
        (b"", 5.0, False, "empty"),
        (audio(2.0), 5.0, False, "shorter than the call"),
        (audio(5.0, heard=0), 5.0, False, "right channel silent"),
        (audio(5.0, said=0), 5.0, True, "left channel silent"),
        (audio(5.0, said=0), 5.0, False, None),  # a silent debtor
        (audio(1.0, heard=0), 1.0, False, None),  # gone before the greeting
        (audio(5.0)[:-3], 5.0, False, None),  # cut in the middle of a frame
    ],
)
def test_what_is_wrong_with_a_recording_is_told(
    tmp_path: Path, content: bytes, talk_seconds: float, *, bridged: bool, problem: str | None
) -> None:
    result = raw(tmp_path, content).close(to_close(talk_seconds, bridged=bridged), day=DAY)
    assert result.problem == problem


def test_the_end_of_the_greeting_is_heard_of_whoever_was_called_for_an_agent(tmp_path: Path) -> None:
    said = np.zeros(8 * 8000)
    for begins, ends in ((4_000, 9_600), (40_000, 48_000)):
        said[begins:ends] = 6_000 * np.random.default_rng(begins).standard_normal(ends - begins)
    content = np.column_stack([said, said]).clip(-32_000, 32_000).astype("<i2").tobytes()
    result = raw(tmp_path, content).close(replace(to_close(8.0), greets=True), day=DAY)
    assert result.greeting_ms == pytest.approx(1_200, abs=40)
    assert result.answer is None, "it is not unsure who picked up"
    assert FileRecordingArchive(tmp_path).close(to_close(8.0), day=DAY).greeting_ms is None


def test_a_recording_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert FileRecordingArchive(tmp_path).close(to_close(), day=DAY).problem == "file missing"


def test_files_left_open_are_found(tmp_path: Path) -> None:
    assert FileRecordingArchive(tmp_path).orphans() == []
    assert raw(tmp_path, b"").orphans() == [ID]


def test_a_file_is_settled_when_it_no_longer_grows(tmp_path: Path) -> None:
    archive = raw(tmp_path, audio(1.0))
    assert not archive.is_settled(ID)
    with (tmp_path / "open" / f"{ID}.raw").open("ab") as file:
        file.write(b"more")
    assert not archive.is_settled(ID)
    assert archive.is_settled(ID)
    assert archive.is_settled(AttemptId("gone"))

"""Raw stereo from the switch (s16le, 8 kHz; left says, right hears) into `YYYY/MM/DD/<attempt id>.wav`.

The WAV file appears whole or not at all, and the raw one goes only after it is there: a crash at any point leaves
something that is found and closed later.
"""

import hashlib
import os
import struct
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

import numpy as np

from adapters.recordings.answer_audio import hear_recording
from domain.call.greeting import GreetingPolicy, find_greeting_end
from domain.ids import AttemptId
from services.ports.repositories.recordings_write import RecordingResult, RecordingToClose

SAMPLE_RATE = 8000
FRAME_BYTES = 4
CHUNK_BYTES = 1 << 18
AUDIBLE = 200
"""Peak, of 32767, below which a channel counts as silent: comfort noise stays under it."""
SHORT_SECONDS = 2.0
"""Calls so short that a silent channel tells nothing."""


@dataclass(frozen=True, slots=True)
class _Audio:
    frames: int
    said_peak: int
    heard_peak: int

    @property
    def seconds(self) -> float:
        return self.frames / SAMPLE_RATE


class FileRecordingArchive:
    """Implements `services.ports.recordings.RecordingArchive` below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = folder / "open"
        self._last_sizes: dict[AttemptId, int] = {}

    def open_path(self, attempt_id: AttemptId) -> str:
        return f"open/{attempt_id}.raw"

    def is_settled(self, attempt_id: AttemptId) -> bool:
        try:
            size = (self._folder / self.open_path(attempt_id)).stat().st_size
        except FileNotFoundError:
            return True
        if self._last_sizes.get(attempt_id) == size:
            del self._last_sizes[attempt_id]
            return True
        self._last_sizes[attempt_id] = size
        return False

    def close(self, recording: RecordingToClose, *, day: date) -> RecordingResult:
        raw = self._folder / self.open_path(recording.attempt_id)
        path = f"{day:%Y/%m/%d}/{recording.attempt_id}.wav"
        final = self._folder / path
        if not raw.exists():
            # Closed before and killed before that was noted, or never recorded.
            return _check(recording, path, final) if final.exists() else _missing(recording, path)
        final.parent.mkdir(parents=True, exist_ok=True)
        part = final.with_suffix(".part")
        _write_wav(raw, part)
        part.replace(final)
        _sync_folder(final.parent)
        raw.unlink()
        return _check(recording, path, final)

    def sha256_of(self, path: str) -> str | None:
        """Of the file at `path` below the folder; None when there is none."""
        file = (self._folder / path).resolve()
        if not file.is_relative_to(self._folder.resolve()) or not file.is_file():
            return None
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()

    def orphans(self) -> list[AttemptId]:
        if not self._open.is_dir():
            return []
        return sorted(AttemptId(file.stem) for file in self._open.glob("*.raw"))


def _missing(recording: RecordingToClose, path: str) -> RecordingResult:
    return RecordingResult(
        attempt_id=recording.attempt_id,
        path=path,
        duration_ms=None,
        size_bytes=None,
        sha256=None,
        problem="file missing",
    )


def _write_wav(raw: Path, part: Path) -> None:
    size = raw.stat().st_size // FRAME_BYTES * FRAME_BYTES
    with raw.open("rb") as source, part.open("wb") as target:
        target.write(_wav_header(size))
        left = size
        while left > 0:
            chunk = source.read(min(CHUNK_BYTES, left))
            if not chunk:
                break
            target.write(chunk)
            left -= len(chunk)
        target.flush()
        os.fsync(target.fileno())


def _wav_header(data_bytes: int) -> bytes:
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + data_bytes,
        b"WAVE",
        b"fmt ",
        16,
        1,
        2,
        SAMPLE_RATE,
        SAMPLE_RATE * FRAME_BYTES,
        FRAME_BYTES,
        16,
        b"data",
        data_bytes,
    )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(recording: RecordingToClose, path: str, final: Path) -> RecordingResult:
    with final.open("rb") as file:
        digest, audio = _listen(file)
    signs = hear_recording(final) if (recording.unsure or recording.greets) and audio.frames else None
    return RecordingResult(
        attempt_id=recording.attempt_id,
        path=path,
        duration_ms=round(audio.seconds * 1000),
        size_bytes=final.stat().st_size,
        sha256=digest,
        problem=_problem(recording, audio),
        answer=signs if recording.unsure else None,
        greeting_ms=find_greeting_end(signs, GreetingPolicy()) if recording.greets and signs is not None else None,
    )


def _listen(file: BinaryIO) -> tuple[str, _Audio]:
    header = file.read(44)
    digest = hashlib.sha256(header)
    frames = said = heard = 0
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
        samples = np.frombuffer(chunk[: len(chunk) // FRAME_BYTES * FRAME_BYTES], dtype="<i2").astype(np.int32)
        stereo = samples.reshape(-1, 2)
        frames += len(stereo)
        if len(stereo):
            peaks = np.abs(stereo).max(axis=0)
            said, heard = max(said, int(peaks[0])), max(heard, int(peaks[1]))
    return digest.hexdigest(), _Audio(frames, said, heard)


def _problem(recording: RecordingToClose, audio: _Audio) -> str | None:
    """A debtor may say nothing to a menu; somebody who talked with an agent said something, and all hear something."""
    if audio.frames == 0:
        return "empty"
    if audio.seconds < recording.talk_seconds - max(2.0, recording.talk_seconds * 0.1):
        return "shorter than the call"
    if audio.seconds < SHORT_SECONDS:
        return None
    if audio.heard_peak < AUDIBLE:
        return "right channel silent"
    if recording.bridged and audio.said_peak < AUDIBLE:
        return "left channel silent"
    return None

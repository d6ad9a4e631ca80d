"""Audio files of recordings: where they are, and how loud they are along the way."""

import asyncio
import os
import wave
from pathlib import Path

import numpy as np
import structlog

from api.recordings.schemas import Peaks

SLICES = 1000
_FULL_SCALE = 32768

log = structlog.get_logger()


class AudioMissing(Exception):
    """The recording is listed and its file is not there, or is no stereo WAV."""


def audio_path(folder: Path, relative: str) -> Path:
    """The file of a recording; raises AudioMissing when it is not there, or not below the folder."""
    path = (folder / relative).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise AudioMissing
    return path


async def read_peaks(path: Path) -> Peaks:
    """From the file kept beside the audio, or else from the audio, and then kept. Raises AudioMissing."""
    return await asyncio.to_thread(_read_peaks, path)


def _read_peaks(path: Path) -> Peaks:
    kept = path.with_suffix(".peaks.json")
    try:
        return Peaks.model_validate_json(kept.read_bytes())
    except (OSError, ValueError):
        peaks = _compute(path)
    fresh = kept.with_suffix(".json.new")
    try:
        fresh.write_text(peaks.model_dump_json())
        os.replace(fresh, kept)  # noqa: PTH105 - atomic, so that two readers never see half a file
    except OSError as error:
        # A folder that the api may only read: the peaks are computed each time.
        log.info("peaks_not_kept", error=type(error).__name__)
    return peaks


def _compute(path: Path) -> Peaks:
    try:
        with wave.open(str(path), "rb") as audio:
            if audio.getnchannels() != 2 or audio.getsampwidth() != 2:
                raise AudioMissing
            frames, rate = audio.getnframes(), audio.getframerate()
            left, right = _loudest(audio, frames)
    except (OSError, EOFError, wave.Error) as error:
        raise AudioMissing from error
    return Peaks(duration_ms=frames * 1000 // rate, left=left, right=right)


def _loudest(audio: wave.Wave_read, frames: int) -> tuple[list[float], list[float]]:
    """Slice by slice, so that an hour of audio is never in memory at once."""
    left: list[float] = []
    right: list[float] = []
    for number in range(min(SLICES, frames)):
        begin, end = number * frames // min(SLICES, frames), (number + 1) * frames // min(SLICES, frames)
        samples = np.frombuffer(audio.readframes(end - begin), dtype="<i2").reshape(-1, 2)
        loudest = np.abs(samples.astype(np.int32)).max(axis=0, initial=0) / _FULL_SCALE
        left.append(round(float(loudest[0]), 3))
        right.append(round(float(loudest[1]), 3))
    return left, right

"""Finding in a recording what was said in it, by comparing it with the rendered sound."""

import wave
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adapters.speech.audio import from_alaw

RATE = 8000
_BROKEN, _WHOLE = 0.4, 0.9
"""Likenesses between which the clip may be there, broken: other speech stays below, the clip as it is above."""
_SLIP_SECONDS = 0.06
_PIECE_SECONDS = 0.4
Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a clip begins, and how alike it is: 1.0 is the very same sound."""

    at_seconds: float
    ends_seconds: float
    likeness: float


def stereo(path: Path) -> tuple[Samples, Samples]:
    """What the debtor said, what the debtor heard."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, RATE, 2)
        both = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)
    return both[0::2], both[1::2]


def clip(path: Path) -> Samples:
    return np.asarray(from_alaw(path.read_bytes()), dtype=np.float64)


def find(wanted: Samples, heard: Samples, *, after_seconds: float = 0.0, within_seconds: float = 600.0) -> Found:
    """The place where `heard` is most like `wanted`, by normalised cross-correlation.

    A packet lost or played twice moves the rest of a clip: what looks broken so is looked at again in pieces, each
    of which may stand a little beside the place where the piece before it ended.
    """
    found = _find(wanted, heard, after_seconds, within_seconds)
    if not _BROKEN < found.likeness < _WHOLE:
        return found
    pieces = np.array_split(wanted, max(4, round(len(wanted) / RATE / _PIECE_SECONDS)))
    likenesses, at = [], found.at_seconds
    for piece in pieces:
        place = _find(piece, heard, max(0.0, at - _SLIP_SECONDS), 2 * _SLIP_SECONDS)
        # What is silent or lost says nothing of where the next one is.
        at = place.ends_seconds if place.likeness > _BROKEN else at + len(piece) / RATE
        likenesses.append(place.likeness)
    return replace(found, ends_seconds=at, likeness=max(found.likeness, sum(likenesses) / len(pieces)))


def _find(wanted: Samples, heard: Samples, after_seconds: float, within_seconds: float) -> Found:
    start = max(0, round(after_seconds * RATE))
    part = heard[start : start + round(within_seconds * RATE) + len(wanted)]
    if len(part) < len(wanted):
        return Found(after_seconds, after_seconds, 0.0)
    size = len(part) + len(wanted)
    product = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(wanted, size)), size)
    product = product[: len(part) - len(wanted) + 1]
    summed = np.concatenate(([0.0], np.cumsum(part**2)))
    energy = np.sqrt(np.maximum(summed[len(wanted) :] - summed[: -len(wanted)], 1.0))
    likeness = product / (energy * np.linalg.norm(wanted))
    best = int(np.argmax(likeness))
    at = (start + best) / RATE
    return Found(at, at + len(wanted) / RATE, float(likeness[best]))


def find_in_order(clips: Sequence[Samples], heard: Samples, *, after_seconds: float = 0.0) -> list[Found]:
    """Each of the clips where it follows the one before it, within the pause of a sentence."""
    found: list[Found] = []
    after, within = after_seconds, 600.0
    for wanted in clips:
        found.append(find(wanted, heard, after_seconds=after, within_seconds=within))
        long = len(wanted) / RATE
        if found[-1].likeness > _BROKEN:
            # Where packets were lost the next begins earlier, but never before the middle of this one.
            after, within = found[-1].at_seconds + max(long / 2, long - 0.3), 1.3
        else:
            # Most of it was lost: the next is somewhere within its length.
            within += long
    return found


def loudness(samples: Samples) -> float:
    """Root mean square of the loudest 100 ms, of 32768."""
    windows = samples[: len(samples) // 800 * 800].reshape(-1, 800)
    return float(np.sqrt((windows**2).mean(axis=1)).max()) if len(windows) else 0.0

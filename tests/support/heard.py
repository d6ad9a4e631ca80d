"""What a debtor heard, at the debtor's own end of the line, against what the menu says it played."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.support.listening import RATE, Samples, clip, find

SOUND: Final = 150.0
"""Of 32768: the silence of the line stays below it."""
SHORTEST_SECONDS: Final = 0.8
"""Shorter sounds are too much alike."""
BARGED_MS: Final = 300
"""What is not counted on of a prompt that a key cut short."""
HUNG_UP_MS: Final = 250
"""What the end of the call may take from the last prompt, which ends in silence."""
_SKEW_SECONDS: Final = 1.5
_LOST: Final = 0.05
_LATE_NOTE_SECONDS: Final = 0.5
_WINDOWS_A_SECOND: Final = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """How many of the menu's clips were looked for, and which were not heard where they were due."""

    clips: int
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ear:
    """A whole call at the debtor's end: seconds to the first sound, and of every silence of the menu."""

    checked: Checked
    first_sound: float
    silences: tuple[float, ...]


def ears(path: Path) -> tuple[Samples, Samples]:
    """What was heard, what was said: the carrier's own recording of the debtor's end."""
    raw = path.read_bytes()
    both = np.frombuffer(raw[: len(raw) // 4 * 4], dtype="<i2").astype(np.float64)
    return both[0::2], both[1::2]


def first_sound(heard: Samples) -> float:
    """Seconds to the first sound."""
    return float(np.flatnonzero(_loud(heard))[0]) / _WINDOWS_A_SECOND


def heard_in_order(visits: Sequence[Mapping[str, Any]], heard: Samples, sounds: Path, *, clear: float) -> Checked:
    """Each clip of the menu's own account, one after the other, in the debtor's ear."""
    files = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sounds.rglob("*.alaw")}
    count, after, missed = 0, 0.0, []
    for due, one in _played(visits):
        certain_ms = one["heard_ms"] - (HUNG_UP_MS if one["whole"] else BARGED_MS)
        wanted = clip(files[one["sha256"]])[: max(0, certain_ms) * RATE // 1000]
        if len(wanted) < SHORTEST_SECONDS * RATE or not wanted.any():
            continue
        # Sound that was lost on the way is missing before all that comes after it.
        earliest = max(after, due * (1 - _LOST) - _SKEW_SECONDS)
        found = find(wanted, heard, after_seconds=earliest, within_seconds=due + _SKEW_SECONDS - earliest)
        count += 1
        if found.likeness < clear:
            missed.append(f"{one['clip']} at {due:.1f} s: {found.likeness:.2f}")
        else:
            after = found.ends_seconds - 0.05
    return Checked(count, tuple(missed))


def menus_end(visits: Sequence[Mapping[str, Any]]) -> float:
    """Seconds into the call until the end of what the menu played last."""
    return max((due + one["heard_ms"] / 1000 for due, one in _played(visits)), default=0.0)


def silences(heard: Samples, presses: Sequence[float], *, until: float) -> list[float]:
    """Seconds of every silence for which the menu answers: from its last sound, or the debtor's last key since."""
    loud = np.flatnonzero(_loud(heard)) / _WINDOWS_A_SECOND
    found = []
    for ends, begins in pairwise(loud):
        if begins - ends > 1 / _WINDOWS_A_SECOND and begins < until:
            # The debtor's account of a key is written a moment after the key was heard.
            since = max((press for press in presses if ends < press < begins + _LATE_NOTE_SECONDS), default=ends)
            found.append(max(0.0, float(begins - since)))
    return found


def _played(visits: Sequence[Mapping[str, Any]]) -> Iterator[tuple[float, Mapping[str, Any]]]:
    """Each clip with the second of the call at which it began."""
    for visit in visits:
        # Moments count from the first visit, the recording's place is that of this one.
        began_ms = visit["recording_ms"] - visit["visit_at_ms"]
        for prompt in visit["heard"]:
            for one in prompt["clips"]:
                yield (began_ms + prompt["at_ms"] + one["from_ms"]) / 1000, one


def _loud(samples: Samples) -> np.ndarray:
    step = RATE // _WINDOWS_A_SECOND
    windows = np.abs(samples[: len(samples) // step * step]).reshape(-1, step)
    return np.asarray(windows.max(axis=1) > SOUND)

"""Which clips of a prompt were really heard, by their lengths and by when the playing stopped."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardClip:
    """`index` among the clips asked for; times in milliseconds from the prompt's start."""

    index: int
    from_ms: int
    heard_ms: int
    whole: bool


def clips_heard(lengths_ms: Sequence[int], *, elapsed_ms: int, stopped: bool) -> list[HeardClip]:
    """All of them when nothing `stopped` the prompt; else those that had begun by then, the last one cut."""
    heard: list[HeardClip] = []
    at = 0
    for index, length in enumerate(lengths_ms):
        left = elapsed_ms - at
        if stopped and left <= 0:
            break
        whole = not stopped or left >= length
        heard.append(HeardClip(index=index, from_ms=at, heard_ms=length if whole else left, whole=whole))
        at += length
    return heard

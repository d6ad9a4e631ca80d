"""What a rendered sound measures, as the telephone will play it, and what is wrong with one that measures otherwise."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_LEAD_MS: Final = 80
LOUDNESS_LUFS: Final = (-20.5, -17.5)
"""Around -19: a step that a listener does not notice from one clip to the next."""
CLIPPED_PEAK: Final = 0.99
_PHONE_RATE: Final = 8_000
_SHORTEST_FOR_LUFS_SECONDS: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    milliseconds: int
    lead_ms: int
    """Silence before the first sound."""
    loudness: float | None
    """LUFS; None for silence and for sounds under 0.4 s, which have none."""
    peak: float
    """Of 1.0; 0.0 for silence."""


def measure(alaw: bytes) -> Measure:
    """The measure of a sound in G.711 A-law, 8 kHz."""
    # numpy and scipy take a second to load, which a build with nothing to render should not cost.
    from adapters.speech.audio import from_alaw, lead_seconds, loudness  # noqa: PLC0415

    samples = from_alaw(alaw)
    milliseconds = len(samples) * 1000 // _PHONE_RATE
    peak = float(abs(samples).max(initial=0.0))
    if peak < 0.001:
        # The quietest step of A-law: a rendered pause.
        return Measure(milliseconds=milliseconds, lead_ms=milliseconds, loudness=None, peak=0.0)
    long_enough = len(samples) >= _PHONE_RATE * _SHORTEST_FOR_LUFS_SECONDS
    lufs = loudness(samples, _PHONE_RATE) if long_enough else -math.inf
    return Measure(
        milliseconds=milliseconds,
        lead_ms=round(lead_seconds(samples, _PHONE_RATE) * 1000),
        loudness=round(lufs, 2) if math.isfinite(lufs) else None,
        peak=round(peak, 3),
    )


def faults(measured: Measure) -> Iterator[str]:
    """What a listener would notice; nothing for a pause."""
    if not measured.peak:
        return
    if measured.lead_ms > LONGEST_LEAD_MS:
        yield f"{measured.lead_ms} ms of silence before it"
    if measured.loudness is not None and not LOUDNESS_LUFS[0] <= measured.loudness <= LOUDNESS_LUFS[1]:
        yield f"{measured.loudness:.1f} LUFS"
    if measured.peak >= CLIPPED_PEAK:
        yield "clipped"

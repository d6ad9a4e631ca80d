"""What can be heard of whoever picked up: speech, pauses and tones on the debtor's channel."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.call.answer_sound import AnswerSigns, Tone

RATE = 8000
FRAME_MS = 20
FRAME = RATE * FRAME_MS // 1000
QUIET = 180.0
"""Root mean square, of 32767, below which nobody speaks."""
OVER_NOISE = 3.0
BREATH_MS = 350
"""A pause shorter than this is within what is being said."""
LEAST_SPEECH_MS = 100
PURE = 0.75
"""Share of a frame's energy within one narrow band: a tone."""
LOWEST_HERTZ = 350
LISTENED_SECONDS = 30

Samples = NDArray[np.float64]


def hear_recording(path: Path) -> AnswerSigns:
    """The signs in a stereo recording whose left channel is what the debtor says."""
    with wave.open(str(path), "rb") as file:
        frames = file.readframes(LISTENED_SECONDS * file.getframerate())
        channels = file.getnchannels()
    samples = np.frombuffer(frames, dtype="<i2").astype(np.float64)
    return hear(samples[::channels])


def hear(samples: Samples) -> AnswerSigns:
    """Of 8 kHz samples from the answer on."""
    count = len(samples) // FRAME
    frames = samples[: count * FRAME].reshape(count, FRAME)
    loud = np.sqrt((frames**2).mean(axis=1)) if count else np.zeros(0)
    threshold = max(QUIET, OVER_NOISE * float(np.percentile(loud, 10))) if count else QUIET
    heard = loud > threshold
    hertz = _tones_of(frames) if count else np.zeros(0)
    pure = heard & (hertz > 0)
    tones = [
        Tone(begins_ms=begin, lasts_ms=end - begin, hertz=float(np.median(hertz[begin // FRAME_MS : end // FRAME_MS])))
        for begin, end in _runs(pure, bridge_ms=0, least_ms=LEAST_SPEECH_MS)
        if _steady(hertz[begin // FRAME_MS : end // FRAME_MS])
    ]
    voice = heard.copy()
    for tone in tones:
        voice[tone.begins_ms // FRAME_MS : (tone.begins_ms + tone.lasts_ms) // FRAME_MS] = False
    speech = _runs(voice, bridge_ms=BREATH_MS, least_ms=LEAST_SPEECH_MS)
    return AnswerSigns(speech=tuple(speech), tones=tuple(tones), heard_ms=count * FRAME_MS)


def _tones_of(frames: Samples) -> Samples:
    """The frequency of each frame that is nearly all one tone; 0 of any other."""
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1)) ** 2
    peak = spectrum.argmax(axis=1)
    rows = np.arange(len(frames))
    last = spectrum.shape[1] - 1
    around = sum(spectrum[rows, np.clip(peak + step, 0, last)] for step in (-1, 0, 1))
    hertz = peak * RATE / frames.shape[1]
    pure = (around >= PURE * np.maximum(spectrum.sum(axis=1), 1e-9)) & (hertz >= LOWEST_HERTZ)
    return np.asarray(np.where(pure, hertz, 0.0), dtype=np.float64)


def _steady(hertz: Samples) -> bool:
    return len(hertz) > 0 and float(np.ptp(hertz)) <= 2 * RATE / FRAME


def _runs(flags: NDArray[np.bool_], *, bridge_ms: int, least_ms: int) -> list[tuple[int, int]]:
    """(begin, end) in milliseconds of what is flagged, gaps up to `bridge_ms` closed."""
    runs: list[tuple[int, int]] = []
    for index in np.flatnonzero(flags):
        begin = int(index) * FRAME_MS
        if runs and begin - runs[-1][1] <= bridge_ms:
            runs[-1] = (runs[-1][0], begin + FRAME_MS)
        else:
            runs.append((begin, begin + FRAME_MS))
    return [run for run in runs if run[1] - run[0] >= least_ms]

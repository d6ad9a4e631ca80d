"""From a text or a studio recording to the samples of one clip."""

import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from adapters.speech.audio import (
    Samples,
    as_alaw,
    as_pcm16,
    before_last_pause,
    level,
    limit,
    read_wav,
    refuse_damaged,
    resample,
    trim,
)
from domain.language.normalise import speakable
from services.ports.speech import SpeechError, SpeechSynthesizer
from sounds.vocabulary import ClipSpec, Tone

_CARRIER: Final = ", sim."
"""Said after a fragment and cut away: before a comma the voice stays up, at the end of a text it falls."""
_TAIL_MS: Final = {Tone.CONTINUING: 40, Tone.FINAL: 180}
_WIDE_RATE: Final = 16_000
_PHONE_RATE: Final = 8_000


def text_to_speak(spec: ClipSpec) -> str:
    """What a voice is asked to say; of a fragment, more than is kept."""
    text = speakable(spec.text)
    return text.rstrip(" .,:") + _CARRIER if spec.tone is Tone.CONTINUING else text


def render_clip(
    spec: ClipSpec,
    *,
    voice: SpeechSynthesizer | None = None,
    recording: Path | None = None,
    spoken: Path | None = None,
) -> dict[str, bytes]:
    """The clip in every format, by file extension; from a recording, or from a voice.

    `spoken`: what the voice made of `text_to_speak` when that was done before. Raises SpeechError, or
    ValueError for a recording that cannot be used.
    """
    if spec.silence_ms:
        wide = np.zeros(_WIDE_RATE * spec.silence_ms // 1000)
        return {".alaw": as_alaw(wide[::2]), ".sln16": as_pcm16(wide)}
    samples, rate = _recorded(recording) if recording else _spoken(spec, voice, spoken)
    if not samples.any():
        raise SpeechError("the sound is silent")
    wide = level(resample(trim(samples, rate, tail_ms=_TAIL_MS[spec.tone]), rate, _WIDE_RATE), _WIDE_RATE)
    phone = limit(resample(wide, _WIDE_RATE, _PHONE_RATE), _PHONE_RATE)
    return {".alaw": as_alaw(phone), ".sln16": as_pcm16(wide)}


def _recorded(recording: Path) -> tuple[Samples, int]:
    samples, rate = read_wav(recording)
    refuse_damaged(samples, rate)
    return samples, rate


def _spoken(spec: ClipSpec, voice: SpeechSynthesizer | None, before: Path | None) -> tuple[Samples, int]:
    if voice is None:
        raise SpeechError("a text needs a voice")
    samples, rate = read_wav(before) if before else _synthesized(text_to_speak(spec), voice)
    if spec.tone is Tone.FINAL:
        return samples, rate
    fragment = before_last_pause(samples, rate)
    return (fragment, rate) if fragment is not None else _synthesized(speakable(spec.text), voice)


def _synthesized(text: str, voice: SpeechSynthesizer) -> tuple[Samples, int]:
    with tempfile.TemporaryDirectory(prefix="concilia-speech-") as folder:
        path = Path(folder) / "speech.wav"
        voice.synthesize(text, out_path=path)
        try:
            return read_wav(path)
        except ValueError as error:
            raise SpeechError(str(error)) from error

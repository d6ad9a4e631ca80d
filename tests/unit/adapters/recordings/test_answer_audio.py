"""Speech, pauses and tones are found where they are."""

import wave
from pathlib import Path

import numpy as np

from adapters.recordings.answer_audio import RATE, Samples, hear, hear_recording
from domain.call.answer_sound import AnswerSigns, SoundPolicy, decide_answer
from domain.call.hangup import AnswerClass


def tone(hertz: float, seconds: float) -> Samples:
    return np.asarray(8000 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE), dtype=np.float64)


def voice(seconds: float) -> Samples:
    """Like speech: many pitches at once, louder and softer."""
    size = round(seconds * RATE)
    noise = np.random.default_rng(3).normal(0, 2500, size)
    return np.asarray(noise * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * np.arange(size) / RATE)), dtype=np.float64)


def pause(seconds: float) -> Samples:
    return np.random.default_rng(4).normal(0, 5, round(seconds * RATE))


def test_a_greeting_and_its_beep() -> None:
    signs = hear(np.concatenate([pause(0.5), voice(4.0), pause(1.0), tone(1000, 0.4), pause(5.0)]))
    ((begin, end),) = signs.speech
    assert abs(begin - 500) <= 40
    assert abs(end - 4500) <= 40
    (beep,) = signs.tones
    assert abs(beep.begins_ms - 5500) <= 40
    assert abs(beep.lasts_ms - 400) <= 60
    assert abs(beep.hertz - 1000) <= 50
    assert decide_answer(signs, SoundPolicy()).answer_class is AnswerClass.MACHINE


def test_silence_and_nothing_at_all() -> None:
    assert hear(pause(6.0)).speech == ()
    assert hear(np.zeros(0)) == AnswerSigns()


def test_the_left_channel_is_the_debtors(tmp_path: Path) -> None:
    stereo = np.zeros((4 * RATE, 2), dtype="<i2")
    stereo[:, 1] = tone(500, 4.0)
    stereo[: 2 * RATE, 0] = tone(1100, 2.0)
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(stereo.tobytes())
    signs = hear_recording(tmp_path / "a.wav")
    assert [round(one.hertz, -2) for one in signs.tones] == [1100.0]
    assert decide_answer(signs, SoundPolicy()).answer_class is AnswerClass.FAX

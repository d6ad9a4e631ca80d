"""The samples' way: cut, levelled, resampled, coded."""

import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.speech.audio import (
    PEAK_LIMIT,
    Samples,
    as_alaw,
    as_pcm16,
    before_last_pause,
    from_alaw,
    level,
    loudness,
    read_wav,
    refuse_damaged,
    resample,
    trim,
)

RATE = 16_000


def tone(seconds: float, *, hertz: float = 300.0, amplitude: float = 0.3, rate: int = RATE) -> Samples:
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE))


def test_silence_around_a_sound_is_cut_to_a_breath() -> None:
    cut = trim(np.concatenate([silence(0.5), tone(0.5), silence(0.7)]), RATE, tail_ms=100)
    assert np.flatnonzero(np.abs(cut) > 0.05)[0] <= RATE * 0.08
    assert len(cut) / RATE == pytest.approx(0.04 + 0.5 + 0.1, abs=0.03)


def test_a_sound_that_is_all_silence_stays_as_it_is() -> None:
    assert len(trim(silence(0.3), RATE, tail_ms=0)) == len(silence(0.3))


def test_what_follows_the_last_pause_is_cut_away() -> None:
    spoken = np.concatenate([silence(0.1), tone(0.4), silence(0.2), tone(0.3), silence(0.2), tone(0.2), silence(0.2)])
    kept = before_last_pause(spoken, RATE)
    assert kept is not None
    assert len(kept) / RATE == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("sound", [tone(0.5), np.concatenate([tone(0.2), silence(0.05), tone(0.2)]), np.zeros(4)])
def test_without_a_pause_nothing_can_be_cut(sound: Samples) -> None:
    assert before_last_pause(sound, RATE) is None


@pytest.mark.parametrize("amplitude", [0.001, 0.05, 0.9])
def test_any_sound_comes_out_equally_loud(amplitude: float) -> None:
    assert loudness(level(tone(1.0, amplitude=amplitude), RATE), RATE) == pytest.approx(-19, abs=0.3)


def test_a_sound_too_short_to_be_measured_is_levelled_by_its_power() -> None:
    levelled = level(tone(0.2), RATE)
    assert 20 * np.log10(np.sqrt(np.mean(levelled**2))) == pytest.approx(-18.5, abs=0.1)


def test_peaks_are_held_under_the_limit_and_the_rest_is_left() -> None:
    sound = tone(1.0, amplitude=0.05)
    sound[8000:8010] = 0.9
    levelled = level(sound, RATE)
    assert np.abs(levelled).max() <= PEAK_LIMIT + 1e-9
    quiet = levelled[1000:6000]
    assert np.abs(quiet).max() == pytest.approx(np.abs(levelled[11_000:15_000]).max(), rel=0.02)


def test_silence_is_not_made_louder() -> None:
    assert not level(silence(1.0), RATE).any()


def test_resampling_leaves_no_alias() -> None:
    high = resample(tone(1.0, hertz=6000, rate=24_000), 24_000, 8_000)
    assert 20 * np.log10(np.sqrt(np.mean(high[800:-800] ** 2)) + 1e-12) < -80


@given(st.lists(st.floats(-0.99, 0.99), min_size=1, max_size=50))
def test_a_law_keeps_every_sample_within_its_step(values: list[float]) -> None:
    samples = np.array(values)
    back = from_alaw(as_alaw(samples))
    assert np.all(np.abs(back - samples) <= np.maximum(np.abs(samples) / 16, 0.0006))


def test_a_law_is_the_one_that_other_programs_write(tmp_path: Path) -> None:
    ramp = np.linspace(-0.99, 0.99, 4001)
    (tmp_path / "ramp.raw").write_bytes(as_alaw(ramp))
    decoded = subprocess.run(
        ["sox", "-t", "raw", "-r", "8000", "-c", "1", "-e", "a-law", str(tmp_path / "ramp.raw"), "-t", "s16", "-"],
        check=True,
        capture_output=True,
    ).stdout
    ours = np.round(from_alaw(as_alaw(ramp)) * 32768).astype(np.int16)
    assert np.array_equal(np.frombuffer(decoded, dtype="<i2"), ours)


def test_a_wav_is_read_as_one_channel(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setparams((2, 2, 8000, 0, "NONE", ""))
        sound.writeframes(np.array([16384, 0, -16384, 0], dtype="<i2").tobytes())
    samples, rate = read_wav(path)
    assert rate == 8000
    assert samples.tolist() == [0.25, -0.25]


@pytest.mark.parametrize("content", [b"", b"no sound at all, just text"])
def test_what_is_no_wav_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a WAV"):
        read_wav(path)


def test_eight_bit_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * 100)
    with pytest.raises(ValueError, match="8 bits"):
        read_wav(path)


def test_pcm_is_little_endian_sixteen_bit() -> None:
    assert as_pcm16(np.array([0.0, 1.0, -1.0])) == b"\x00\x00\xff\x7f\x01\x80"


@pytest.mark.parametrize("width", [2, 3, 4])
def test_a_studios_wav_of_any_depth_is_read(tmp_path: Path, width: int) -> None:
    path = tmp_path / "deep.wav"
    half = (1 << (8 * width - 2)).to_bytes(width, "little", signed=True)
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, width, 48_000, 0, "NONE", ""))
        sound.writeframes(half * 3)
    samples, rate = read_wav(path)
    assert rate == 48_000
    assert samples.tolist() == [0.5, 0.5, 0.5]


def test_a_recording_worth_using_is_not_refused() -> None:
    refuse_damaged(0.6 * np.sin(np.arange(48_000) / 20), 48_000)


@pytest.mark.parametrize(
    ("samples", "rate", "why"),
    [
        (np.clip(1.6 * np.sin(np.arange(48_000) / 20), -1, 1), 48_000, "clipped"),
        (np.full(16_000, 0.001), 16_000, "silent"),
        (np.sin(np.arange(8_000) / 5), 8_000, "8000 Hz"),
        (np.zeros(0), 16_000, "silent"),
    ],
)
def test_a_damaged_recording_is_refused(samples: np.ndarray, rate: int, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        refuse_damaged(samples, rate)

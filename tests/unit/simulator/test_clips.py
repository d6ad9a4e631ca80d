"""What debtors say, as files."""

from pathlib import Path

import numpy as np
import pytest

from adapters.speech.audio import from_alaw
from simulator.clips import SAMPLE_RATE, beep, render_clips
from simulator.errors import ClipsUnavailable
from simulator.steps import Clip


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    render_clips(folder)
    return folder


@pytest.mark.parametrize("clip", Clip)
def test_every_clip_is_audible_from_its_first_moment(clips: Path, clip: Clip) -> None:
    sound = np.abs(from_alaw((clips / f"{clip}.alaw").read_bytes()))
    assert len(sound) > SAMPLE_RATE // 5
    assert sound[: SAMPLE_RATE // 20].max() > 0.004
    assert sound.max() > 0.1


def test_what_was_rendered_before_is_kept(clips: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in clips.iterdir()}
    render_clips(clips)
    assert {path.name: path.stat().st_mtime_ns for path in clips.iterdir()} == before


def test_the_beep_is_one_kilohertz() -> None:
    spectrum = np.abs(np.fft.rfft(beep()))
    assert int(np.argmax(spectrum)) / 0.8 == pytest.approx(1000, abs=2)


def test_without_a_speech_engine_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClipsUnavailable, match="espeak-ng is not installed"):
        render_clips(tmp_path / "clips")

"""What every voice promises: a whole WAV or an error, within its time, and nothing left behind."""

import wave
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import which

import numpy as np
import pytest

from adapters.speech.audio import from_alaw, read_wav
from adapters.speech.builder import SoundBuilder
from adapters.speech.command import CommandVoice, espeak
from adapters.speech.google import GoogleVoice
from adapters.speech.rhvoice import RhVoice
from services.ports.speech import SpeechError, SpeechSynthesizer, SpeechUnavailable
from sounds.manifest import load_manifest
from sounds.pieces import Day, Money
from sounds.planner import Planner

TEXT = "Bom dia. Esta ligação é gravada."


def _tone(path: Path) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 24_000, 0, "NONE", ""))
        sound.writeframes(b"\x00\x20\x00\xe0" * 12_000)


def google_without_network() -> GoogleVoice:
    """The web service and the MP3 decoder behind their own seam."""
    return GoogleVoice(
        fetch=lambda text, path, _timeout: path.write_bytes(text.encode()) and None,
        decode=lambda _mp3, wav, _timeout: _tone(wav),
    )


VOICES: dict[str, Callable[[], SpeechSynthesizer]] = {
    "rhvoice": RhVoice,
    "espeak": espeak,
    "gtts": google_without_network,
}


@pytest.fixture(params=VOICES)
def voice(request: pytest.FixtureRequest) -> SpeechSynthesizer:
    return VOICES[request.param]()


def test_a_voice_writes_a_sound_that_can_be_read(voice: SpeechSynthesizer, tmp_path: Path) -> None:
    out = tmp_path / "folder" / "speech.wav"
    voice.synthesize(TEXT, out_path=out)
    samples, rate = read_wav(out)
    assert rate >= 16_000
    assert len(samples) / rate > 0.9
    assert abs(samples).max() > 0.05


def test_a_voice_leaves_nothing_but_its_sound(voice: SpeechSynthesizer, tmp_path: Path) -> None:
    voice.synthesize(TEXT, out_path=tmp_path / "speech.wav")
    assert [file.name for file in tmp_path.iterdir()] == ["speech.wav"]


def test_a_voice_replaces_what_was_there(voice: SpeechSynthesizer, tmp_path: Path) -> None:
    out = tmp_path / "speech.wav"
    out.write_bytes(b"old")
    voice.synthesize(TEXT, out_path=out)
    assert out.stat().st_size > 1000


def test_a_voice_has_a_name(voice: SpeechSynthesizer) -> None:
    assert ":" in voice.name


def test_only_voices_of_this_machine_are_given_personal_data() -> None:
    assert RhVoice().personal_data_allowed
    assert espeak().personal_data_allowed
    assert not google_without_network().personal_data_allowed


def broken_google(**parts: Callable[..., None]) -> GoogleVoice:
    return GoogleVoice(**{"fetch": lambda *_: None, "decode": lambda *_: None} | parts)


def _offline(*_arguments: object) -> None:
    raise SpeechUnavailable("offline")


@pytest.mark.parametrize(
    "broken",
    [
        CommandVoice("none:x", ["concilia-no-such-program"]),
        CommandVoice("fails:x", ["false"]),
        CommandVoice("slow:x", ["sh", "-c", "sleep 5"], timeout_seconds=0.05),
        CommandVoice("empty:x", ["true"]),
        broken_google(fetch=_offline),
        broken_google(fetch=lambda _text, path, _timeout: path.touch()),
        broken_google(fetch=lambda _text, path, _timeout: path.write_bytes(b"x")),
    ],
    ids=["missing", "fails", "slow", "empty", "offline", "empty file", "no sound decoded"],
)
def test_a_voice_that_fails_leaves_no_file(broken: SpeechSynthesizer, tmp_path: Path) -> None:
    with pytest.raises(SpeechError):
        broken.synthesize(TEXT, out_path=tmp_path / "speech.wav")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_program_is_told_as_not_installed(tmp_path: Path) -> None:
    with pytest.raises(SpeechUnavailable, match="not installed"):
        CommandVoice("none:x", ["concilia-no-such-program"]).synthesize(TEXT, out_path=tmp_path / "a.wav")


def test_errors_never_repeat_the_text(tmp_path: Path) -> None:
    with pytest.raises(SpeechError) as told:
        CommandVoice("fails:x", ["false"]).synthesize("Maria da Silva", out_path=tmp_path / "a.wav")
    assert "Maria" not in str(told.value)


def test_gtts_offline_is_told_as_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gtts

    def refuse(_self: object, path: str) -> None:
        # As the library does: the file is made first.
        Path(path).touch()
        raise gtts.tts.gTTSError("Failed to connect")

    monkeypatch.setattr(gtts.gTTS, "save", refuse)
    with pytest.raises(SpeechUnavailable):
        GoogleVoice().synthesize(TEXT, out_path=tmp_path / "a.wav")
    assert list(tmp_path.iterdir()) == []


BATCH = ("duzentos e, sim.", "Olá! Aqui é da", "a", "Nono, o assunto\né outro? Não: três!", "Ana, sim.")


def test_texts_spoken_in_one_run_are_those_spoken_one_by_one(tmp_path: Path) -> None:
    together = RhVoice().synthesize_batch(BATCH, folder=tmp_path)
    assert len(together) == len(BATCH)
    for text, file in zip(BATCH, together, strict=True):
        RhVoice().synthesize(text, out_path=tmp_path / "alone.wav")
        assert file.read_bytes() == (tmp_path / "alone.wav").read_bytes()


@pytest.mark.parametrize("texts", [("Olá.", "uxe.", "Tchau."), ("Olá.", "", "Tchau.")])
def test_a_run_that_cannot_be_cut_into_its_texts_is_an_error(texts: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(SpeechError):
        RhVoice().synthesize_batch(texts, folder=tmp_path)


def test_fragments_join_without_a_hole_in_the_voice(tmp_path: Path) -> None:
    pieces = (Money(123_456, ends=True), Day(date(2026, 5, 2), ends=True), Money(33_633, ends=True))
    planner, texts = Planner(load_manifest()), {spec.path: spec for spec in load_manifest().specs()}
    builder = SoundBuilder(sounds_dir=tmp_path, cache_dir=tmp_path / "cache", voices=[RhVoice()])
    builder.build(texts[path] for path in planner.clips(pieces))
    for piece in pieces:
        said = np.concatenate([from_alaw((tmp_path / f"{path}.alaw").read_bytes()) for path in planner.clips((piece,))])
        assert longest_hole_ms(said) <= 150


def longest_hole_ms(samples: np.ndarray) -> float:
    """Between two sounds, at 8 kHz; quiet is 38 dB under the loudest."""
    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max() * 10 ** (-38 / 20))
    return float(np.diff(loud).max()) / 8


def test_the_offline_voices_are_installed_here() -> None:
    assert which("RHVoice-test")
    assert which("espeak-ng")

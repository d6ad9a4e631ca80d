"""`concilia sounds` as a person at a terminal meets it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.speech.builder import SoundBuilder
from adapters.speech.command import CommandVoice
from runtime import sounds as wiring
from runtime.cli import sounds
from runtime.settings import Settings
from services.ports.speech import SpeechSynthesizer
from sounds.manifest import load_manifest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CONCILIA_ASTERISK_ROOT", str(tmp_path / "machine" / "asterisk-root"))
    monkeypatch.setenv("CONCILIA_TTS_PROVIDER", "espeak")
    return tmp_path / "home"


def test_checking_an_empty_house_fails_and_says_how_to_mend_it(home: Path) -> None:
    result = CliRunner().invoke(sounds.app, ["check"])
    assert result.exit_code == 1
    assert "missing" in result.output
    assert "concilia sounds build" in " ".join(result.output.split())


def test_every_text_is_listed_even_when_it_was_not_rendered(home: Path) -> None:
    result = CliRunner().invoke(sounds.app, ["list", "--json"])
    rows = json.loads(result.output)
    assert {row["key"] for row in rows} == set(load_manifest().prompts)
    assert all(row["milliseconds"] is None for row in rows)


def test_the_table_tells_what_is_missing(home: Path) -> None:
    result = CliRunner().invoke(sounds.app, ["list"])
    assert result.exit_code == 0
    assert "falta" in result.output


def test_a_build_that_fails_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mute(settings: Settings, *, workers: int) -> SoundBuilder:
        nobody: list[SpeechSynthesizer] = [CommandVoice("none:x", ["concilia-no-such-program"])]
        return SoundBuilder(sounds_dir=settings.sounds, cache_dir=home / "cache", voices=nobody, workers=workers)

    monkeypatch.setattr(sounds, "sound_builder", mute)
    result = CliRunner().invoke(sounds.app, ["build"])
    assert result.exit_code == 1
    assert "não puderam ser gerados" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("provider", "voices"),
    [
        ("auto", ["rhvoice:Leticia-F123", "espeak-ng:pt-br"]),
        ("rhvoice", ["rhvoice:Leticia-F123"]),
        ("espeak", ["espeak-ng:pt-br"]),
        ("gtts", ["gtts:pt-com.br", "rhvoice:Leticia-F123", "espeak-ng:pt-br"]),
    ],
)
def test_the_provider_chooses_the_voices(provider: str, voices: list[str]) -> None:
    settings = Settings(tts_provider=provider)  # type: ignore[arg-type]
    assert [voice.name for voice in wiring.voices_of(settings)] == voices


def test_the_cache_of_the_machine_is_shared_and_the_house_has_its_own_where_it_cannot_be(tmp_path: Path) -> None:
    shared = Settings(home=tmp_path / "home", asterisk_root=tmp_path / "machine" / "asterisk-root")
    builder = wiring.sound_builder(shared)
    spec = load_manifest().prompts["goodbye"].spec
    builder.build([spec])
    assert any((tmp_path / "machine" / "sounds").rglob("*.alaw"))
    (tmp_path / "file").write_text("in the way")
    alone = Settings(home=tmp_path / "other", asterisk_root=tmp_path / "file" / "asterisk-root", tts_provider="espeak")
    wiring.sound_builder(alone).build([spec])
    assert any((tmp_path / "other" / "cache" / "sounds").rglob("*.alaw"))


def test_the_names_of_an_empty_base_are_no_work(home: Path) -> None:
    result = CliRunner().invoke(sounds.app, ["names"])
    assert result.exit_code == 0
    assert "0 nomes novos" in result.output

"""`concilia sounds` as a person at a terminal meets it."""

import json
import wave
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.speech.builder import SoundBuilder
from adapters.speech.command import CommandVoice
from runtime import playing
from runtime import sounds as wiring
from runtime.cli import sounds
from runtime.cli.errors import CommandError
from runtime.settings import Settings
from services.ports.speech import SpeechSynthesizer
from sounds.manifest import load_manifest
from sounds.vocabulary import fragments


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


def rendered(home: Path, *keys: str) -> None:
    prompts = load_manifest().prompts
    builder = wiring.sound_builder(Settings(home=home, asterisk_root=home / "machine" / "root", tts_provider="espeak"))
    assert builder.build([prompts[key].spec for key in keys] + list(fragments().values())[:3]).failed == ()


def test_the_list_for_programs_tells_length_and_loudness(home: Path) -> None:
    rendered(home, "goodbye")
    rows = json.loads(CliRunner().invoke(sounds.app, ["list", "--json", "--all"]).output)
    assert {row["path"] for row in rows} == {spec.path for spec in load_manifest().specs()}
    (goodbye,) = (row for row in rows if row["key"] == "goodbye")
    assert 1000 < goodbye["milliseconds"] < 6000
    assert -20.5 < goodbye["loudness"] < -17.5
    assert goodbye["lead_ms"] <= 80


def test_what_is_said_can_be_kept_as_a_wav(home: Path, tmp_path: Path) -> None:
    rendered(home, "goodbye")
    result = CliRunner().invoke(sounds.app, ["play", "goodbye", "--to", str(tmp_path / "said.wav")])
    assert result.exit_code == 0
    with wave.open(str(tmp_path / "said.wav")) as sound:
        assert sound.getframerate() == 8000
        assert sound.getnframes() > 8000


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ([], "diga o que tocar"),
        (["no_such_key"], "no_such_key"),
        (["--valor", "12,3"], "valor em reais"),
        (["--data", "31/02/2026"], "não é uma data"),
        (["--digitos", "12a"], "algarismos"),
        (["--valor", "1.234,56"], "falta um som"),
        (["--nome", "Zuleica", "--data", "05/03/2026", "--digitos", "12"], "falta um som"),
    ],
)
def test_what_cannot_be_played_is_told(home: Path, asked: list[str], answer: str) -> None:
    result = CliRunner().invoke(sounds.app, ["play", *asked])
    assert isinstance(result.exception, CommandError)
    assert answer in str(result.exception)


def test_a_machine_without_a_player_says_how_to_listen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered(home, "goodbye")
    monkeypatch.setattr(playing, "_PLAYERS", (("concilia-no-such-player",),))
    assert "--to" in str(CliRunner().invoke(sounds.app, ["play", "goodbye"]).exception)
    monkeypatch.setattr(playing, "_PLAYERS", (("false",),))
    assert "--to" in str(CliRunner().invoke(sounds.app, ["play", "goodbye"]).exception)
    monkeypatch.setattr(playing, "_PLAYERS", (("true",),))
    assert CliRunner().invoke(sounds.app, ["play", "goodbye"]).exit_code == 0

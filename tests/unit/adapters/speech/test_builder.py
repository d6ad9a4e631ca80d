"""What a build renders, what it takes from the cache, and what it makes of voices that fail."""

import wave
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from adapters.speech.audio import loudness
from adapters.speech.builder import SoundBuilder
from adapters.speech.index import IndexEntry, SoundIndex
from adapters.speech.measure import Measure
from services.ports.speech import SpeechError, SpeechSynthesizer, SpeechUnavailable
from sounds.vocabulary import ClipSpec, Tone

HELLO = ClipSpec(path="pt_BR/hello", text="Olá, tudo bem?")
WORD = ClipSpec(path="pt_BR/word/reais_e", text="reais e", tone=Tone.CONTINUING)
PAUSE = ClipSpec(path="pt_BR/pause/300", text="", silence_ms=300)
NAME = ClipSpec(path="pt_BR/name/zuleica", text="Zuleica", tone=Tone.CONTINUING, personal=True)


MEASURED = Measure(milliseconds=900, lead_ms=40, loudness=-19.0, peak=0.5)


class HummingVoice:
    """A second of hum for every text, and a shorter one after each comma."""

    def __init__(self, name: str = "hum:a", *, local: bool = True, error: SpeechError | None = None) -> None:
        self.name = name
        self.personal_data_allowed = local
        self.texts: list[str] = []
        self.error = error

    def synthesize(self, text: str, *, out_path: Path) -> None:
        self.texts.append(text)
        if self.error:
            raise self.error
        parts = [np.zeros(2400)]
        for _ in text.split(","):
            parts += [0.2 * np.sin(np.arange(16_000) / 10), np.zeros(4800)]
        with wave.open(str(out_path), "wb") as sound:
            sound.setparams((1, 2, 24_000, 0, "NONE", ""))
            sound.writeframes((np.concatenate(parts) * 32767).astype("<i2").tobytes())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def builder(folder: Path, *voices: SpeechSynthesizer, studio: Sequence[Path] = ()) -> SoundBuilder:
    return SoundBuilder(
        sounds_dir=folder / "sounds", cache_dir=folder / "cache", voices=voices, studio_dirs=studio, workers=2
    )


def installed(folder: Path, spec: ClipSpec, extension: str = ".alaw") -> bytes:
    return (folder / "sounds" / f"{spec.path}{extension}").read_bytes()


def test_every_sound_is_there_in_both_formats_and_in_the_index(folder: Path) -> None:
    report = builder(folder, HummingVoice()).build([HELLO, WORD, PAUSE])
    assert (report.rendered, report.reused, report.failed) == (3, 0, ())
    entry = SoundIndex(folder / "sounds").read()[HELLO.path]
    assert entry.measured.milliseconds == len(installed(folder, HELLO)) // 8
    assert len(installed(folder, HELLO, ".sln16")) == pytest.approx(4 * len(installed(folder, HELLO)), abs=8)
    assert len(installed(folder, PAUSE)) == 2400


def test_a_sound_is_as_loud_as_the_others(folder: Path) -> None:
    builder(folder, HummingVoice()).build([HELLO])
    samples = np.frombuffer(installed(folder, HELLO, ".sln16"), dtype="<i2") / 32768
    assert loudness(samples, 16_000) == pytest.approx(-19, abs=0.5)


def test_a_continuing_fragment_is_spoken_before_another_word_that_is_cut_away(folder: Path) -> None:
    voice = HummingVoice()
    builder(folder, voice).build([WORD])
    assert voice.texts == ["reais e, sim."]
    assert SoundIndex(folder / "sounds").read()[WORD.path].measured.milliseconds == pytest.approx(667 + 80, abs=40)


def test_a_second_build_renders_nothing(folder: Path) -> None:
    builder(folder, HummingVoice()).build([HELLO, PAUSE])
    voice = HummingVoice()
    report = builder(folder, voice).build([HELLO, PAUSE])
    assert (report.rendered, report.reused, voice.texts) == (0, 2, [])


def test_another_folder_is_filled_from_the_cache(folder: Path) -> None:
    builder(folder, HummingVoice()).build([HELLO])
    voice = HummingVoice()
    other = SoundBuilder(sounds_dir=folder / "other", cache_dir=folder / "cache", voices=[voice])
    assert other.build([HELLO]).reused == 1
    assert voice.texts == []
    assert (folder / "other" / "pt_BR" / "hello.alaw").exists()


@pytest.mark.parametrize("changed", [replace(HELLO, text="Oi"), replace(HELLO, tone=Tone.CONTINUING)])
def test_a_changed_text_is_stale_until_it_is_rendered(changed: ClipSpec, folder: Path) -> None:
    built = builder(folder, HummingVoice())
    built.build([HELLO])
    assert [problem.why for problem in built.check([changed])] == ["stale"]
    assert built.build([changed]).rendered == 1
    assert built.check([changed]) == []


def test_a_sound_that_is_gone_is_missing(folder: Path) -> None:
    built = builder(folder, HummingVoice())
    built.build([HELLO])
    (folder / "sounds" / "pt_BR" / "hello.sln16").unlink()
    assert [problem.why for problem in built.check([HELLO, PAUSE])] == ["missing", "missing"]


def test_a_studio_recording_outranks_the_voices(folder: Path) -> None:
    studio = folder / "studio"
    (studio / "pt_BR").mkdir(parents=True)
    HummingVoice().synthesize("a", out_path=studio / "pt_BR" / "hello.wav")
    voice = HummingVoice()
    built = builder(folder, voice, studio=[studio])
    report = built.build([HELLO])
    assert report.by_voice == {"studio": 1}
    assert voice.texts == []
    assert built.check([HELLO]) == []
    HummingVoice().synthesize("a, b", out_path=studio / "pt_BR" / "hello.wav")
    assert [problem.why for problem in built.check([HELLO])] == ["stale"]


def test_a_recording_that_cannot_be_read_is_told_and_a_voice_stands_in(folder: Path) -> None:
    studio = folder / "studio"
    (studio / "pt_BR").mkdir(parents=True)
    (studio / "pt_BR" / "hello.wav").write_bytes(b"noise")
    built = builder(folder, HummingVoice(), studio=[studio])
    report = built.build([HELLO])
    assert [problem.path for problem in report.failed] == [HELLO.path]
    assert len(installed(folder, HELLO)) > 1000
    assert [problem.why for problem in built.check([HELLO])] == ["stale"]


@pytest.mark.parametrize("times", [1, 2])
def test_a_recording_is_levelled_and_never_written(folder: Path, times: int) -> None:
    studio = folder / "studio"
    (studio / "pt_BR").mkdir(parents=True)
    recording = studio / "pt_BR" / "hello.wav"
    HummingVoice().synthesize("a", out_path=recording)
    recording.chmod(0o444)
    before = (recording.read_bytes(), recording.stat().st_mtime_ns)
    for _ in range(times):
        assert builder(folder, HummingVoice(), studio=[studio]).build([HELLO]).failed == ()
    assert (recording.read_bytes(), recording.stat().st_mtime_ns) == before
    assert [file.name for file in studio.rglob("*") if file.is_file()] == ["hello.wav"]
    measured = SoundIndex(folder / "sounds").read()[HELLO.path].measured
    assert measured.loudness == pytest.approx(-19, abs=0.5)
    assert measured.lead_ms <= 80


def test_the_next_voice_speaks_when_the_first_is_not_there_and_is_asked_but_once(folder: Path) -> None:
    gone = HummingVoice("gone:a", error=SpeechUnavailable("offline"))
    built = SoundBuilder(
        sounds_dir=folder / "sounds", cache_dir=folder / "cache", voices=[gone, HummingVoice()], workers=1
    )
    report = built.build([HELLO, WORD])
    assert report.by_voice == {"hum:a": 2}
    assert len(gone.texts) == 1
    assert built.check([HELLO, WORD]) == []


def test_a_voice_that_stumbles_over_one_text_is_asked_for_the_next(folder: Path) -> None:
    stumbling = HummingVoice("stumbles:a", error=SpeechError("no sound"))
    builder(folder, stumbling, HummingVoice()).build([HELLO, WORD])
    assert len(stumbling.texts) == 2


def test_what_no_voice_can_say_is_told(folder: Path) -> None:
    report = builder(folder, HummingVoice(error=SpeechError("no sound"))).build([HELLO, PAUSE])
    assert [(problem.path, problem.why) for problem in report.failed] == [(HELLO.path, "no sound")]


def test_a_persons_name_never_leaves_the_machine(folder: Path) -> None:
    network, local = HummingVoice("net:a", local=False), HummingVoice("here:a")
    builder(folder, network, local).build([NAME, HELLO])
    assert network.texts == [HELLO.text]
    assert local.texts == ["Zuleica, sim."]


class ChoirVoice(HummingVoice):
    """Takes three texts at once."""

    texts_at_once = 3

    def __init__(self, *, batch_error: SpeechError | None = None) -> None:
        super().__init__("choir:a")
        self.batches: list[list[str]] = []
        self.batch_error = batch_error

    def synthesize_batch(self, texts: Sequence[str], *, folder: Path) -> list[Path]:
        self.batches.append(list(texts))
        if self.batch_error:
            raise self.batch_error
        files = [folder / f"{number}.wav" for number in range(len(texts))]
        for text, file in zip(texts, files, strict=True):
            HummingVoice().synthesize(text, out_path=file)
        return files


MANY = [
    HELLO,
    WORD,
    NAME,
    PAUSE,
    replace(HELLO, path="pt_BR/bye", text="Até logo, obrigada."),
    replace(WORD, text="mil"),
]


def test_a_voice_that_takes_many_texts_at_once_is_given_many(folder: Path) -> None:
    choir = ChoirVoice()
    specs = [replace(spec, path=f"{spec.path}{number}") for number, spec in enumerate(MANY)]
    report = builder(folder, choir).build(specs)
    assert (report.rendered, report.failed) == (6, ())
    assert choir.batches == [["Olá, tudo bem?", "reais e, sim.", "Zuleica, sim."], ["Até logo, obrigada.", "mil, sim."]]
    assert choir.texts == []


def test_what_is_spoken_together_sounds_as_what_is_spoken_alone(folder: Path) -> None:
    builder(folder / "together", ChoirVoice()).build([HELLO, WORD])
    builder(folder / "alone", HummingVoice()).build([HELLO, WORD])
    for spec in (HELLO, WORD):
        assert installed(folder / "together", spec) == installed(folder / "alone", spec)


def test_a_batch_that_fails_is_spoken_text_by_text(folder: Path) -> None:
    choir = ChoirVoice(batch_error=SpeechError("lost count"))
    report = builder(folder, choir).build([HELLO, WORD])
    assert (report.rendered, report.failed) == (2, ())
    assert sorted(choir.texts) == ["Olá, tudo bem?", "reais e, sim."]


def test_what_is_cached_is_not_spoken_again_with_the_rest(folder: Path) -> None:
    builder(folder, ChoirVoice()).build([HELLO])
    choir = ChoirVoice()
    SoundBuilder(sounds_dir=folder / "other", cache_dir=folder / "cache", voices=[choir]).build([HELLO, WORD, NAME])
    assert choir.batches == [["reais e, sim.", "Zuleica, sim."]]


def test_every_sound_is_measured_and_a_bad_measure_fails_the_check(folder: Path) -> None:
    built = builder(folder, HummingVoice())
    built.build([HELLO, PAUSE])
    index = SoundIndex(folder / "sounds")
    entry = index.read()[HELLO.path]
    assert entry.measured.loudness == pytest.approx(-19, abs=0.5)
    assert entry.measured.lead_ms == pytest.approx(40, abs=10)
    assert 0 < entry.measured.peak < 0.9
    assert built.check([HELLO, PAUSE]) == []
    for bad, why in ({"loudness": -24.0}, "-24.0 LUFS"), ({"peak": 1.0}, "clipped"), ({"lead_ms": 90}, "90 ms"):
        index.merge({HELLO.path: replace(entry, measured=replace(entry.measured, **bad))})
        (problem,) = built.check([HELLO, PAUSE])
        assert why in problem.why


def test_names_are_prepared_once(folder: Path) -> None:
    built = builder(folder, HummingVoice())
    report = built.prepare_names(["ZULEICA SOUZA", "Zuleica Lima", " ", "***"], organisations=["Loja A"])
    assert report.rendered == 2
    assert (folder / "sounds" / "pt_BR" / "name" / "zuleica.alaw").exists()
    assert (folder / "sounds" / "pt_BR" / "organisation" / "loja_a.alaw").exists()
    assert built.prepare_names(["Zuleica"], organisations=["Loja A"]).rendered == 0


def test_progress_is_told_after_each_sound(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    builder(folder, HummingVoice()).build([HELLO, PAUSE], progress=lambda done, every: told.append((done, every)))
    assert told == [(1, 2), (2, 2)]


def test_builds_side_by_side_keep_one_anothers_entries(folder: Path) -> None:
    index = SoundIndex(folder)
    index.merge({"a": IndexEntry(digest="1", voice="v", measured=MEASURED)})
    SoundIndex(folder).merge({"b": IndexEntry(digest="2", voice="v", measured=MEASURED)})
    assert set(index.read()) == {"a", "b"}


@pytest.mark.parametrize("content", ["", "[]", '{"a": {}}', '{"a": 1}'])
def test_an_index_that_makes_no_sense_is_no_index(content: str, folder: Path) -> None:
    (folder / "index.json").write_text(content)
    assert SoundIndex(folder).read() == {}

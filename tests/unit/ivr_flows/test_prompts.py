"""What a call says when rendered sounds are missing: never a wrong amount, never a stop."""

import random
from datetime import date
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr_flows.prompts import PromptBook
from sounds.manifest import load_manifest
from sounds.pieces import Count, Day, Digits, Money, Person, Prompt, words_of
from sounds.vocabulary import fragments

MANIFEST = load_manifest()
TEXTS = {spec.path: spec.text for spec in MANIFEST.specs()}
AMOUNT = Money(123_456, ends=True)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    for path in TEXTS:
        file = folder / f"{path}.alaw"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xd5")
    return folder


def without(everything: Path, folder: Path, *gone: str) -> PromptBook:
    """The whole library but these clips."""
    for file in everything.rglob("*.alaw"):
        path = file.relative_to(everything)
        if str(path.with_suffix("")) not in gone:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).symlink_to(file)
    return PromptBook(folder)


def said(book: PromptBook, *pieces: Money | Day | Count | Digits | Prompt | Person) -> str:
    return " ".join(TEXTS[clip.path] for clip in book.clips(pieces))


def test_ten_thousand_new_amounts_are_said_by_sounds_rendered_ahead(everything: Path) -> None:
    # The book knows files and no synthesizer: what it answers was there before.
    book, chance = PromptBook(everything), random.Random(4)
    amounts = {chance.randrange(1, 10 ** chance.randint(5, 10)) for _ in range(11_000)}
    assert len(amounts) > 10_000
    for cents in amounts:
        amount = Money(cents, ends=True)
        assert f"{said(book, amount)}." == words_of(amount)


@pytest.mark.parametrize(
    ("gone", "value"),
    [
        ("pt_BR/word/duzentos_e", AMOUNT),
        ("pt_BR/word/trinta_e_quatro", AMOUNT),
        ("pt_BR/word/reais_e", AMOUNT),
        ("pt_BR/word/centavos_end", AMOUNT),
        ("pt_BR/word/maio_de", Day(date(2026, 5, 2), ends=True)),
        ("pt_BR/word/dois_mil_e_vinte_e_seis_end", Day(date(2026, 5, 2), ends=True)),
        ("pt_BR/word/vinte_e_duas", Count(22, feminine=True)),
    ],
)
def test_a_value_is_said_to_its_last_word_without_its_usual_fragment(
    everything: Path, tmp_path: Path, gone: str, value: Money | Day | Count
) -> None:
    assert said(without(everything, tmp_path, gone), value) == words_of(value).rstrip(".")


def test_a_number_without_the_falling_voice_of_its_last_digit_is_said_all_the_same(
    everything: Path, tmp_path: Path
) -> None:
    book = without(everything, tmp_path, "pt_BR/word/tres_end", "pt_BR/pause/150")
    assert said(book, Digits("113", slow=True)) == "um um três"


def test_a_value_that_cannot_be_said_wholly_is_not_said_at_all(everything: Path, tmp_path: Path) -> None:
    gone = [spec.path for words, spec in fragments().items() if words.split()[0] == "duzentos"]
    book = without(everything, tmp_path, *gone)
    with capture_logs() as logs:
        assert book.clips((Prompt("total_today"), AMOUNT)) == []
    assert {"event": "value_unspeakable", "kind": "Money", "log_level": "error"} in logs
    assert "123456" not in str(logs)


def test_a_missing_text_is_left_out_and_told_once(everything: Path, tmp_path: Path) -> None:
    book = without(everything, tmp_path, "pt_BR/greeting_plain")
    with capture_logs() as logs:
        for _ in range(2):
            assert said(book, Prompt("greeting_plain"), Prompt("goodbye")) == MANIFEST.prompts["goodbye"].text
    assert [entry["clip"] for entry in logs] == ["pt_BR/greeting_plain"]


def test_a_name_without_a_sound_is_left_out_and_not_told(everything: Path) -> None:
    with capture_logs() as logs:
        assert said(PromptBook(everything), Person("Zuleica"), Prompt("goodbye")) == MANIFEST.prompts["goodbye"].text
    assert "zuleica" not in str(logs).lower()

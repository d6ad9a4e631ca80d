"""Every amount, date, count and digit string is tiled without a rest by what is rendered ahead."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sounds.manifest import load_manifest
from sounds.pieces import Count, Day, Digits, Money, Organisation, Pause, Person, Piece, Prompt, words_of
from sounds.planner import Planner, tile
from sounds.vocabulary import PAUSES_MS, fragments, pauses

PLANNER = Planner(load_manifest())
VOCABULARY = fragments()
TEXTS = {spec.path: spec.text for spec in VOCABULARY.values()}
RENDERED = {spec.path for spec in load_manifest().specs()}


def assert_said_whole(piece: Piece) -> None:
    missing: list[str] = []
    specs = tile(words_of(piece), VOCABULARY, missing=missing.append)
    assert missing == []
    ends = words_of(piece).endswith(".")
    said = " ".join(spec.text for spec in specs)
    assert said + ("." if ends else "") == words_of(piece)
    assert set(PLANNER.clips((piece,))) <= RENDERED


@given(st.integers(0, 99_999_999_999), st.booleans())
def test_any_amount_is_said_without_a_synthesizer(amount_cents: int, ends: bool) -> None:  # noqa: FBT001
    assert_said_whole(Money(amount_cents, ends))


@given(st.dates(date(2015, 1, 1), date(2045, 12, 31)), st.booleans())
def test_any_date_is_said_without_a_synthesizer(day: date, ends: bool) -> None:  # noqa: FBT001
    assert_said_whole(Day(day, ends))


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.booleans())
def test_a_year_far_away_is_said_to_its_last_word(day: date, ends: bool) -> None:  # noqa: FBT001
    said = " ".join(TEXTS[path] for path in PLANNER.clips((Day(day, ends),)))
    assert said == words_of(Day(day))


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans())
def test_a_date_without_its_year_is_said_whole(day: date, ends: bool) -> None:  # noqa: FBT001
    assert_said_whole(Day(day, ends, with_year=False))


@given(st.integers(0, 99), st.booleans())
def test_any_count_is_said_without_a_synthesizer(number: int, feminine: bool) -> None:  # noqa: FBT001
    assert_said_whole(Count(number, feminine))


@given(st.text("0123456789", min_size=1, max_size=20), st.booleans())
def test_any_digits_are_said_without_a_synthesizer(digits: str, slow: bool) -> None:  # noqa: FBT001
    clips = PLANNER.clips((Digits(digits, (3, 3), slow=slow),))
    assert set(clips) <= RENDERED
    assert sum(1 for clip in clips if "/word/" in clip) == len(digits)
    assert clips[-1].endswith("_end")


def test_an_amount_takes_few_and_long_fragments() -> None:
    assert PLANNER.clips((Money(123_456, ends=True),)) == [
        "pt_BR/word/mil",
        "pt_BR/word/duzentos_e",
        "pt_BR/word/trinta_e_quatro",
        "pt_BR/word/reais_e",
        "pt_BR/word/cinquenta_e_seis",
        "pt_BR/word/centavos_end",
    ]


def test_a_slow_number_has_a_pause_after_each_digit_and_a_longer_one_between_groups() -> None:
    assert PLANNER.clips((Digits("126", (2,), slow=True),)) == [
        "pt_BR/word/um",
        "pt_BR/pause/150",
        "pt_BR/word/dois",
        "pt_BR/pause/500",
        "pt_BR/word/meia_end",
    ]


def test_prompts_names_and_pauses_are_their_own_clips() -> None:
    pieces = (Prompt("greeting"), Organisation("Loja São José"), Person("João"), Pause(150))
    assert PLANNER.clips(pieces) == [
        "pt_BR/greeting",
        "pt_BR/organisation/loja_sao_jose",
        "pt_BR/name/joao",
        "pt_BR/pause/150",
    ]


def test_a_name_without_letters_has_no_clip() -> None:
    assert PLANNER.clips((Person(""), Organisation("***"))) == []


def test_the_text_is_what_is_heard() -> None:
    text = PLANNER.text((Prompt("total_today"), Money(100, ends=True), Pause(150), Person("MARIA"), Organisation("X")))
    assert text == "Total hoje: um real. Maria X"


def test_a_word_of_no_fragment_is_told_and_left_out() -> None:
    missing: list[str] = []
    assert [spec.text for spec in tile("mil dobrões reais", VOCABULARY, missing=missing.append)] == ["mil", "reais"]
    assert missing == ["dobrões"]


@pytest.mark.parametrize("milliseconds", PAUSES_MS)
def test_every_pause_lasts_what_it_says(milliseconds: int) -> None:
    assert pauses()[milliseconds].silence_ms == milliseconds


def test_no_two_clips_share_a_file() -> None:
    paths = [spec.path for spec in load_manifest().specs()]
    assert len(paths) == len(set(paths))
    assert all(path.isascii() and path == path.lower().replace("pt_br", "pt_BR") for path in paths)

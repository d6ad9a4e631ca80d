"""Whole numbers in words, checked by a reader that shares nothing with the speaker."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.numbers import LARGEST, cardinal, ordinal
from tests.support.spoken_reader import read_number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (14, "quatorze"),
        (100, "cem"),
        (101, "cento e um"),
        (342, "trezentos e quarenta e dois"),
        (1000, "mil"),
        (1001, "mil e um"),
        (1100, "mil e cem"),
        (1234, "mil duzentos e trinta e quatro"),
        (21_000, "vinte e um mil"),
        (1_200_000, "um milhão e duzentos mil"),
        (1_234_567, "um milhão duzentos e trinta e quatro mil quinhentos e sessenta e sete"),
        (2_000_000_001, "dois bilhões e um"),
    ],
)
def test_a_number_is_said_as_official_texts_write_it(number: int, words: str) -> None:
    assert cardinal(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "uma"), (2, "duas"), (22, "vinte e duas"), (200, "duzentas"), (101, "cento e uma"), (2000, "duas mil")],
)
def test_what_is_feminine_lends_its_gender(number: int, words: str) -> None:
    assert cardinal(number, feminine=True) == words


def test_millions_stay_masculine() -> None:
    assert cardinal(2_000_002, feminine=True) == "dois milhões e duas"


@given(st.integers(0, LARGEST), st.booleans())
def test_an_independent_reader_understands_every_number(number: int, feminine: bool) -> None:  # noqa: FBT001
    assert read_number(cardinal(number, feminine=feminine)) == number


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_numbers_beyond_reach_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="cannot be spoken"):
        cardinal(number)


@pytest.mark.parametrize(
    ("number", "feminine", "words"),
    [
        (1, True, "primeira"),
        (2, False, "segundo"),
        (10, True, "décima"),
        (21, True, "vigésima primeira"),
        (99, False, "nonagésimo nono"),
    ],
)
def test_ordinals_agree_in_both_words(number: int, feminine: bool, words: str) -> None:  # noqa: FBT001
    assert ordinal(number, feminine=feminine) == words


@pytest.mark.parametrize("number", [0, 100])
def test_ordinals_beyond_reach_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no spoken ordinal"):
        ordinal(number)

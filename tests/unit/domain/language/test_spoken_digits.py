from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.digits import DIGIT_WORDS, spoken_digits, spoken_document, spoken_percent, spoken_phone


def test_six_is_meia_in_a_list_of_digits() -> None:
    assert spoken_digits("666") == "meia meia meia"


def test_a_cpf_is_said_in_groups_of_three() -> None:
    assert spoken_document("52998224725") == "cinco dois nove, nove oito dois, dois quatro sete, dois cinco"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("11987654321", "um um, nove oito sete meia cinco, quatro três dois um"),
        ("1132654321", "um um, três dois meia cinco, quatro três dois um"),
    ],
)
def test_a_phone_is_said_by_area_prefix_and_end(number: str, words: str) -> None:
    assert spoken_phone(number) == words


def test_what_the_groups_leave_over_goes_in_threes() -> None:
    assert spoken_digits("12345", groups=(1,)) == "um, dois três quatro, cinco"


def test_groups_longer_than_the_digits_are_no_harm() -> None:
    assert spoken_digits("12", groups=(2, 3)) == "um dois"


@given(st.text("0123456789", min_size=1, max_size=20), st.lists(st.integers(1, 5), max_size=5))
def test_no_digit_is_lost_or_moved(digits: str, groups: list[int]) -> None:
    words = spoken_digits(digits, groups=groups).replace(",", "").split()
    assert "".join(str(DIGIT_WORDS.index(word)) for word in words) == digits


@pytest.mark.parametrize("wrong", ["", "1a", "²", "-1"])
def test_only_digits_are_said_one_by_one(wrong: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        spoken_digits(wrong)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2", "dois por cento"),
        ("2.00", "dois por cento"),
        ("1.99", "um vírgula noventa e nove por cento"),
        ("0.05", "zero vírgula zero cinco por cento"),
        ("0.5", "zero vírgula cinco por cento"),
    ],
)
def test_a_percentage_keeps_its_leading_zeros(value: str, words: str) -> None:
    assert spoken_percent(Decimal(value)) == words


def test_a_negative_percentage_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        spoken_percent(Decimal(-1))

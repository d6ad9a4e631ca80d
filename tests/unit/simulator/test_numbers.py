"""Numbers that say who answers."""

import pytest

from simulator.numbers import DialplanCode, e164_digits, load_code, load_number, stranger_ref
from simulator.personas import Persona, code_of, persona_of_code


@pytest.mark.parametrize(
    "dialed",
    ["+5511901234567", "5511901234567", "011901234567", "11901234567", "01511901234567", "+55 (11) 90123-4567"],
)
def test_a_number_is_the_same_in_every_form_that_trunks_are_sent(dialed: str) -> None:
    assert e164_digits(dialed) == "5511901234567"


def test_landlines_have_one_digit_less() -> None:
    assert e164_digits("05133334444") == "555133334444"
    assert e164_digits("+555133334444") == "555133334444"


def test_a_load_number_tells_its_code() -> None:
    number = load_number(DialplanCode.BUSY, 42)
    assert number == "+5511900020042"
    assert load_code(number.lstrip("+")) == DialplanCode.BUSY


def test_ordinary_numbers_have_no_code() -> None:
    assert load_code("5511901234567") is None


@pytest.mark.parametrize("persona", Persona)
def test_every_persona_has_a_code_of_its_own(persona: Persona) -> None:
    assert persona_of_code(code_of(persona)) is persona
    assert code_of(persona) not in set(DialplanCode)


@pytest.mark.parametrize("code", [0, 1, 9, 99])
def test_other_codes_name_nobody(code: int) -> None:
    assert persona_of_code(code) is None


def test_serials_have_four_digits() -> None:
    with pytest.raises(ValueError, match="serial"):
        load_number(1, 10_000)


def test_a_stranger_is_logged_under_a_name_that_does_not_hold_the_number() -> None:
    assert "5511" not in stranger_ref("5511901234567")
    assert stranger_ref("5511901234567") != stranger_ref("5511901234568")

import pytest

from domain.language.digits import LETTER_WORDS, spelled, spoken_document


def test_every_letter_has_a_name_of_its_own() -> None:
    assert set(LETTER_WORDS) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert len(set(LETTER_WORDS.values())) == 26


def test_letters_and_digits_are_said_one_by_one() -> None:
    assert spelled("SPc6") == "esse pê cê meia"


def test_what_is_neither_is_refused() -> None:
    with pytest.raises(KeyError):
        spelled("Ç")


def test_a_cnpj_with_letters_is_said_in_its_groups() -> None:
    assert spoken_document("12ABC34501DE35") == "um dois, á bê cê, três quatro cinco, zero um dê é, três cinco"

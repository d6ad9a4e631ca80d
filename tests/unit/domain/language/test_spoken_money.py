import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.money import spoken_reais
from tests.support.spoken_reader import read_reais
from tests.support.vectors import cents, vectors


@pytest.mark.parametrize("vector", vectors("spoken_reais"), ids=lambda vector: vector["amount"])
def test_every_known_amount_is_said_rightly(vector: dict[str, str]) -> None:
    assert spoken_reais(cents(vector["amount"])) == vector["text"]


def test_nothing_is_said_as_zero_reais() -> None:
    assert spoken_reais(0) == "zero reais"


def test_a_round_million_with_cents_keeps_its_preposition() -> None:
    assert spoken_reais(100_000_010) == "um milhão de reais e dez centavos"


@given(st.integers(0, 99_999_999_999))
def test_an_independent_reader_gets_every_amount_back(amount_cents: int) -> None:
    assert read_reais(spoken_reais(amount_cents)) == amount_cents


@given(st.integers(0, 99_999_999_999))
def test_no_amount_has_a_comma_or_a_zero_part(amount_cents: int) -> None:
    words = spoken_reais(amount_cents)
    assert "," not in words
    assert "zero" not in words or amount_cents == 0


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        spoken_reais(-1)

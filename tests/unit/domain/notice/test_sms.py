"""How many segments a text takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notice.sms import Alphabet, SmsLength, plain_sms, sms_length


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "segments"),
    [
        ("", Alphabet.GSM7, 0, 1),
        ("a" * 160, Alphabet.GSM7, 160, 1),
        ("a" * 161, Alphabet.GSM7, 161, 2),
        ("a" * 306, Alphabet.GSM7, 306, 2),
        ("a" * 307, Alphabet.GSM7, 307, 3),
        ("€" * 80, Alphabet.GSM7, 160, 1),
        # The two places of the 77th € do not fit the first segment's 153.
        ("€" * 153, Alphabet.GSM7, 306, 3),
        ("ã" * 70, Alphabet.UCS2, 70, 1),
        ("ã" * 71, Alphabet.UCS2, 71, 2),
        ("😀" * 35, Alphabet.UCS2, 70, 1),
        ("😀" * 67, Alphabet.UCS2, 134, 3),
    ],
)
def test_lengths(text: str, alphabet: Alphabet, units: int, segments: int) -> None:
    assert sms_length(text) == SmsLength(alphabet, units, segments)


def test_portuguese_is_written_with_letters_that_cost_one_place() -> None:
    told = plain_sms("Olá, João: “ação” nº 1 — até às 8h… R$\u00a010")
    assert told == 'Ola, Joao: "acao" no 1 - até às 8h... R$ 10'
    assert sms_length(told).alphabet is Alphabet.GSM7


def test_what_has_no_plain_letter_stays() -> None:
    assert plain_sms("😀ł") == "😀ł"


@given(st.text(alphabet="áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇabcdefXYZ 0123456789.,-", max_size=300))
def test_any_portuguese_fits_gsm7_without_growing(text: str) -> None:
    told = plain_sms(text)
    assert sms_length(told).alphabet is Alphabet.GSM7
    assert len(told) <= len(text)

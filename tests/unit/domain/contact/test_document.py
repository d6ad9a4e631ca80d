# ruff: noqa: PT017 - a refusal is one of two right answers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.br import cnpj, cpf

from domain.contact.document import DocumentRefused, is_cnpj, is_cpf, parse_document


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("529.982.247-25", "52998224725"), ("52998224725", "52998224725"), (" 529 982 247 25 ", "52998224725"),
        ("12345-67", "invalid"), ("191", "invalid"), ("00000000191", "00000000191"), ("1234567890,0", "01234567890"),
        ("1234567890", "01234567890"), ("1234567890.0", "01234567890"), ("012.345.678-90", "01234567890"),
        ("11.222.333/0001-81", "11222333000181"), ("11222333000181", "11222333000181"),
        ("00.000.000/0001-91", "00000000000191"), ("12.ABC.345/01DE-35", "12ABC34501DE35"),
        ("12abc34501de35", "12ABC34501DE35"),
    ],
)  # fmt: skip
def test_a_document_is_read_from_any_spelling(text: str, document: str) -> None:
    if document == "invalid":
        with pytest.raises(DocumentRefused):
            parse_document(text)
    else:
        assert parse_document(text) == document


def test_a_cnpj_gets_its_lost_zeros_back() -> None:
    assert is_cnpj("00360305000104")
    assert parse_document("360305000104") == "00360305000104"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("111.111.111-11", "repetidos"), ("00000000000", "repetidos"), ("11111111111111", "repetidos"),
        ("529.982.247-26", "não conferem"), ("11.222.333/0001-82", "não conferem"), ("", "vazio"), (" . ", "vazio"),
        ("12ABC34501DE36", "CNPJ inválido"), ("abc", "letras"), ("5299822472X", "letras"), ("123456", "de menos"),
        ("123456789012345", "demais"), ("5,29982E+10", "científica"), ("529@982", "estranhos"),
    ],
)  # fmt: skip
def test_a_wrong_document_is_refused_with_a_reason_that_does_not_repeat_it(text: str, reason: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        parse_document(text)
    assert reason in refused.value.reason
    assert not text or text not in str(refused.value)


@given(st.from_regex(r"\A[0-9]{11}\Z"))
def test_a_cpf_is_what_stdnum_calls_one_unless_all_digits_are_alike(digits: str) -> None:
    base = digits[:9]
    for candidate in (digits, base + cpf._calc_check_digits(base)):
        assert is_cpf(candidate) == (cpf.is_valid(candidate) and len(set(candidate)) > 1)


@given(st.from_regex(r"\A[0-9A-Z]{12}\Z"))
def test_a_cnpj_is_what_stdnum_calls_one_unless_all_digits_are_alike(base: str) -> None:
    candidate = base + cnpj.calc_check_digits(base)
    assert is_cnpj(candidate) == (len(set(candidate)) > 1)
    broken = candidate[:-1] + str((int(candidate[-1]) + 1) % 10)
    assert not is_cnpj(broken)


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    try:
        assert len(parse_document(text)) in (11, 14)
    except DocumentRefused as refused:
        assert refused.reason


def test_a_cnpj_of_small_letters_or_signs_is_none() -> None:
    assert not is_cnpj("12abc34501de35")

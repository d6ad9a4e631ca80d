from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.importing.errors import ValueRefused
from services.importing.values import clean_text, parse_amount, parse_date, parse_email, parse_uf, plain


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,56", 123456), ("1234.56", 123456), ("R$ 1.234,56", 123456), ("R$1.234,56", 123456), ("1234,5", 123450),
        ("1,234.56", 123456), ("R$\u00a01.234,56 ", 123456), ("1.234", 123400), ("1.234.567", 123456700), ("10", 1000),
        ("0,01", 1), ("299.90", 29990), ("299.8999999999", 29990), ("brl 10,00", 1000), ("10.000.000,00", 1000000000),
        ("1 234,56", 123456),
    ],
)  # fmt: skip
def test_an_amount_is_read_from_any_spelling(text: str, cents: int) -> None:
    assert parse_amount(text) == cents


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "não é um valor"), ("abc", "não é um valor"), ("-10,00", "negativo"), ("(10,00)", "negativo"),
        ("10,00-", "negativo"), ("R$ -10,00", "negativo"), ("0", "zero"), ("0,00", "zero"), ("1,234", "duas casas"),
        ("10.000.000,01", "10 milhões"), ("1.23.4", "não é um valor"), ("1,2,3", "não é um valor"), ("١٢", "não é"),
    ],
)  # fmt: skip
def test_what_is_not_a_positive_amount_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_amount(text)
    assert reason in refused.value.reason


@given(st.integers(min_value=1, max_value=1_000_000_000))
def test_every_amount_is_read_back_from_both_spellings(cents: int) -> None:
    whole, fraction = divmod(cents, 100)
    english = f"{whole:,}.{fraction:02d}"
    assert parse_amount(english) == cents
    assert parse_amount(english.translate(str.maketrans(",.", ".,"))) == cents
    assert parse_amount(f"{whole},{fraction:02d}") == cents


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/03/2026", date(2026, 3, 5)), ("5/3/2026", date(2026, 3, 5)), ("2026-03-05", date(2026, 3, 5)),
        ("05-03-2026", date(2026, 3, 5)), ("05.03.2026", date(2026, 3, 5)), ("05/03/26", date(2026, 3, 5)),
        ("05/03/80", date(1980, 3, 5)), ("2026/03/05", date(2026, 3, 5)), ("05032026", date(2026, 3, 5)),
        ("2026-03-05 00:00:00", date(2026, 3, 5)), ("2026-03-05T00:00:00Z", date(2026, 3, 5)),
        ("05/03/2026 12:30", date(2026, 3, 5)), ("46086", date(2026, 3, 5)), ("46086.0", date(2026, 3, 5)),
        (" 29/02/2024 ", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_a_date_is_read_from_any_spelling(text: str, day: date) -> None:
    assert parse_date(text, latest_year=2026) == day


@pytest.mark.parametrize("text", ["", "31/02/2026", "29/02/2025", "12/31/2026", "hoje", "05/03", "1/1/1", "00/00/0000"])
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match="não é uma data"):
        parse_date(text, latest_year=2026)


@pytest.mark.parametrize("text", ["05/03/1899", "05/03/2027", "99999"])
def test_a_year_out_of_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match="ano"):
        parse_date(text, latest_year=2026)


@pytest.mark.parametrize(
    ("text", "uf"), [("SP", "SP"), ("sp", "SP"), ("São Paulo", "SP"), ("rio grande do norte", "RN"), ("Pará", "PA")]
)
def test_a_state_is_read_from_its_letters_or_its_name(text: str, uf: str) -> None:
    assert parse_uf(text) == uf


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueRefused, match="estado"):
        parse_uf("XX")


@pytest.mark.parametrize("text", ["a@b.co", "Maria.Souza+x@Exemplo.com.br"])
def test_an_address_of_mail_is_kept_in_lower_case(text: str) -> None:
    assert parse_email(text) == text.lower()


@pytest.mark.parametrize(
    "text", ["a", "a@b", "a b@c.com", "a@b.com, c@d.com", "@b.com", "a@-b.com", "x" * 250 + "@b.com"]
)
def test_what_is_not_an_address_of_mail_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match="e-mail"):
        parse_email(text)


def test_headings_agree_whatever_their_accents_case_and_marks() -> None:
    assert plain("Nº do Contrato") == plain("no_do_contrato") == "nodocontrato"
    assert plain("  E-MAIL ") == "email"


def test_text_loses_control_characters_and_double_spaces() -> None:
    assert clean_text(" Maria\u0000 \tda\u00a0\u00a0Silva\n") == "Maria da Silva"

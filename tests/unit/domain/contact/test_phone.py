# ruff: noqa: PT017 - a refusal is one of two right answers
"""Every spelling that spreadsheets hold, and every trap among them."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.ddd import UF_OF_DDD
from domain.contact.phone import Phone, PhoneKind, PhoneRefused, parse_phone, parse_published_number, split_phones

MOBILE = Phone("+5511987654321", PhoneKind.MOBILE)
FIXED = Phone("+552134567890", PhoneKind.FIXED)


@pytest.mark.parametrize(
    "text",
    [
        "11987654321", "(11) 98765-4321", "(011) 98765-4321", "011 98765 4321", "+55 11 98765-4321", "5511987654321",
        "+55 (11) 9 8765-4321", "0055 11 98765-4321", "55 55 11 98765-4321", "0 15 11 98765-4321", "11.98765.4321",
        "11-98765-4321", "11 98765–4321", "11987654321.0", "11987654321,0", " 11\u00a098765-4321 ",
        "cel: 11 98765-4321", "+55 011 98765-4321", "(11)98765-4321 ramal 12", "11 98765-4321 r. 3",
        "tel 11 98765-4321 (Ana)",
    ],
)  # fmt: skip
def test_a_mobile_is_read_from_any_spelling(text: str) -> None:
    assert parse_phone(text) == MOBILE


@pytest.mark.parametrize(
    "text", ["2134567890", "(21) 3456-7890", "021 3456-7890", "+55 21 34567890", "0 21 21 34567890"]
)
def test_a_fixed_line_is_read_from_any_spelling(text: str) -> None:
    assert parse_phone(text) == FIXED


@pytest.mark.parametrize(
    ("text", "ddd", "number"),
    [
        ("98765-4321", "11", "+5511987654321"), ("98765-4321", "011", "+5511987654321"),
        ("3456-7890", "(21)", "+552134567890"), ("(31) 98765-4321", "11", "+5531987654321"),
    ],
)  # fmt: skip
def test_the_ddd_column_serves_numbers_without_their_own(text: str, ddd: str, number: str) -> None:
    assert parse_phone(text, ddd=ddd).number == number


@pytest.mark.parametrize("first", "6789")
def test_an_old_mobile_of_eight_digits_gets_its_nine_as_a_guess(first: str) -> None:
    assert parse_phone(f"11 {first}876-4321") == Phone(f"+55119{first}8764321", PhoneKind.MOBILE, derived=True)


def test_ddd_55_is_not_taken_for_the_country() -> None:
    assert parse_phone("55 99123-4567").number == "+5555991234567"
    assert parse_phone("55 3222-1234").number == "+555532221234"
    assert parse_phone("55 55 99123-4567").number == "+5555991234567"
    assert parse_phone("+55 55 3222-1234").number == "+555532221234"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("190", "serviço"), ("100", "serviço"), ("0800 123 4567", "serviço"), ("800 123 4567", "serviço"),
        ("0300 123 4567", "serviço"), ("0303 123 4567", "serviço"), ("0304 123 4567", "serviço"),
        ("0500 123 4567", "serviço"), ("0900 123 4567", "serviço"), ("0800 12 3456", "serviço"),
        ("4004-1234", "serviço"), ("3003-1234", "serviço"), ("4003 1234", "serviço"), ("11 4004-1234", "serviço"),
        ("+55 0800 123 4567", "serviço"),
        ("90 15 11 98765-4321", "cobrar"), ("9090 98765-4321", "cobrar"),
        ("+1 212 555 0123", "outro país"), ("+351 912 345 678", "outro país"), ("00 1 212 555 0123", "outro país"),
        ("10 98765-4321", "DDD 10"), ("20 3456-7890", "DDD 20"), ("23 98765-4321", "DDD 23"), ("00", "outro país"),
        ("98765-4321", "sem DDD"), ("3456-7890", "sem DDD"), ("34567", "faltam"), ("", "faltam"), ("Ana", "faltam"),
        ("11 98765-43210", "sobram"), ("11 8765-43210", "nove dígitos"), ("11 0345-6789", "não é"),
        ("11 1234-5678", "não é"), ("11 99999-9999", "repetidos"), ("11 3333-3333", "repetidos"),
        ("1,19876E+10", "científica"), ("1.19876E+10", "científica"), ("١١٩٨٧٦٥٤٣٢١", "faltam"),
    ],
)  # fmt: skip
def test_what_is_nobodys_line_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(PhoneRefused) as refused:
        parse_phone(text)
    assert reason in refused.value.reason


def test_the_reason_does_not_repeat_the_number() -> None:
    with pytest.raises(PhoneRefused) as refused:
        parse_phone("11 99999-9999")
    assert "9999" not in str(refused.value)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("11 98765-4321", ["11 98765-4321"]), ("11 98765-4321 / 21 3456-7890", ["11 98765-4321", "21 3456-7890"]),
        ("1198765432;2134567890", ["1198765432", "2134567890"]), ("11 98765-4321 ou 21 3456-7890",
        ["11 98765-4321", "21 3456-7890"]), ("11987654321,2134567890", ["11987654321", "2134567890"]),
        ("11987654321\n2134567890", ["11987654321", "2134567890"]), ("11987654321.0", ["11987654321"]),
        ("", []), (" - ", []), ("não tem", []),
    ],
)  # fmt: skip
def test_a_cell_may_hold_several_numbers(cell: str, numbers: list[str]) -> None:
    assert split_phones(cell) == numbers


@given(ddd=st.sampled_from(sorted(UF_OF_DDD)), local=st.from_regex(r"\A(9[1-9][0-9]{7}|[2-5][0-9]{7})\Z"))
def test_whatever_we_accept_is_a_fixed_or_mobile_number_for_phonenumbers_too(ddd: int, local: str) -> None:
    try:
        phone = parse_phone(f"{ddd}{local}")
    except PhoneRefused as refused:
        assert refused.reason in ("dígitos repetidos", "número de serviço (4004, 3003 e semelhantes)")
        return
    number = phonenumbers.parse(phone.number)
    kind = phonenumbers.number_type(number)
    assert kind == (
        phonenumbers.PhoneNumberType.MOBILE
        if phone.kind is PhoneKind.MOBILE
        else phonenumbers.PhoneNumberType.FIXED_LINE
    )


@given(st.text(max_size=40))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    for part in [text, *split_phones(text)]:
        try:
            assert re.fullmatch(r"\+55[0-9]{10,11}", parse_phone(part).number)
        except PhoneRefused as refused:
            assert refused.reason


def test_a_number_that_a_spreadsheet_made_scientific_is_one_cell() -> None:
    assert split_phones("5,5119E+12") == ["5,5119E+12"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("(11) 3265-4321", "+551132654321"),
        ("+55 11 98765-4321", "+5511987654321"),
        ("0800 123 4567", "08001234567"),
        ("+55 800 123 4567", "08001234567"),
        ("0300 123 4567", "03001234567"),
    ],
)
def test_a_published_number_may_also_be_a_service_that_is_reached_from_everywhere(written: str, kept: str) -> None:
    assert parse_published_number(written) == kept


@pytest.mark.parametrize("written", ["4004 1234", "190", "11 3265", "+1 202 555 0101"])
def test_a_number_that_not_everybody_reaches_is_not_published(written: str) -> None:
    with pytest.raises(PhoneRefused):
        parse_published_number(written)

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.payment.boleto import (
    Boleto,
    BoletoError,
    barcode_from_line,
    barcode_of,
    due_factor,
    due_from_factor,
    parse_barcode,
    punctuate,
    typeable_line_of,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS["boleto_due_factor"])
def test_the_factor_restarts_on_22_february_2025_and_again_in_2049(vector):
    due = date.fromisoformat(vector["date"])
    assert due_factor(due) == vector["factor"]
    assert due_from_factor(vector["factor"], near=due) == due


@pytest.mark.parametrize("vector", VECTORS["boleto_line_to_barcode"])
def test_a_published_line_gives_its_barcode_and_back(vector):
    assert barcode_from_line(vector["line"]) == vector["barcode"]
    assert punctuate(typeable_line_of(vector["barcode"])) == vector["line"]


@pytest.mark.parametrize("vector", VECTORS["boleto_build"])
def test_a_boleto_is_built_as_the_checked_examples(vector):
    boleto = Boleto(
        bank=vector["bank"],
        due=date.fromisoformat(vector["due"]),
        amount_cents=vector["amount_cents"],
        free_field=vector["free_field"],
    )
    assert typeable_line_of(barcode_of(boleto)) == vector["line"]


DIGITS = st.text(alphabet="0123456789")
BOLETOS = st.builds(
    Boleto,
    bank=st.from_regex(r"[0-9]{3}", fullmatch=True),
    due=st.none() | st.dates(date(2000, 7, 3), date(2070, 1, 1)),
    amount_cents=st.integers(0, 99_999_999_99),
    free_field=st.from_regex(r"[0-9]{25}", fullmatch=True),
)


@given(BOLETOS, st.integers(-4000, 4000))
def test_reading_undoes_building_when_the_issue_date_is_near(boleto, days_away):
    near = boleto.due or date(2026, 1, 1)
    line = punctuate(typeable_line_of(barcode_of(boleto)))
    issued = date.fromordinal(near.toordinal() + days_away)
    assert parse_barcode(barcode_from_line(line), near=max(issued, date(1998, 1, 1))) == boleto


@given(BOLETOS, st.integers(0, 46), st.integers(1, 9))
def test_one_mistyped_digit_is_found(boleto, position, change):
    line = typeable_line_of(barcode_of(boleto))
    wrong = line[:position] + str((int(line[position]) + change) % 10) + line[position + 1 :]
    try:
        barcode_from_line(wrong)
    except BoletoError:
        return
    # Modulus 11 maps the remainders 0, 1 and 10 to the same digit, so a few changes of the barcode's own fields pass.
    assert position >= 32


def test_a_utility_bill_is_told_apart():
    with pytest.raises(BoletoError, match="arrecadação"):
        barcode_from_line("846700000017 435900240209 024050002435 842210108119")


@pytest.mark.parametrize("text", ["", "123", "a" * 47, "٣" * 47])
def test_what_is_not_47_digits_is_refused(text):
    with pytest.raises(BoletoError, match="47 digits"):
        barcode_from_line(text)


def test_a_wrong_field_digit_names_the_field():
    line = typeable_line_of(barcode_of(Boleto(bank="001", due=None, amount_cents=1, free_field="0" * 25)))
    with pytest.raises(BoletoError, match="field 2"):
        barcode_from_line(line[:20] + str((int(line[20]) + 1) % 10) + line[21:])


def test_a_barcode_of_another_currency_or_with_a_wrong_general_digit_is_refused():
    barcode = barcode_of(Boleto(bank="001", due=None, amount_cents=100, free_field="1" * 25))
    with pytest.raises(BoletoError, match="currency"):
        parse_barcode(barcode[:3] + "8" + barcode[4:], near=date(2026, 1, 1))
    with pytest.raises(BoletoError, match="general check digit"):
        parse_barcode(barcode[:4] + str((int(barcode[4]) + 1) % 10) + barcode[5:], near=date(2026, 1, 1))


def test_no_due_date_is_factor_zero():
    assert due_from_factor(0, near=date(2026, 1, 1)) is None


@pytest.mark.parametrize("factor", [1, 999, 10000])
def test_a_factor_outside_its_range_is_refused(factor):
    with pytest.raises(BoletoError):
        due_from_factor(factor, near=date(2026, 1, 1))


def test_a_due_date_before_the_first_factor_is_refused():
    with pytest.raises(BoletoError):
        due_factor(date(2000, 7, 2))


def test_an_amount_past_ten_digits_is_refused():
    with pytest.raises(BoletoError, match="amount"):
        Boleto(bank="001", due=None, amount_cents=10**10, free_field="1" * 25)

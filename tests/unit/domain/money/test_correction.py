from datetime import date
from decimal import Decimal
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.money.charges import ChargesPolicy, charges_on, days_late_on
from domain.money.index_table import IndexTableError, parse_index_table
from services.negotiation.indices import load_indices

TEXT = "# um comentário\nmes;variacao\n2026-01;1,00\n2026-02;-0,50\n\n2026-03;2\n"
TABLE = parse_index_table(TEXT, name="IPCA", file="t.csv")
SATURDAY, MONDAY = date(2026, 11, 21), date(2026, 11, 23)


def test_a_factor_is_the_product_of_the_months_from_due_to_payment() -> None:
    assert TABLE.version == "2026-03"
    assert TABLE.factor(date(2026, 1, 31), date(2026, 2, 1)) == Decimal("1.01")
    assert TABLE.factor(date(2026, 1, 1), date(2026, 3, 31)) == Decimal("1.01") * Decimal("0.995")
    assert TABLE.factor(date(2026, 1, 1), date(2026, 1, 31)) == 1


def test_a_fall_of_prices_does_not_reduce_the_debt() -> None:
    assert TABLE.factor(date(2026, 2, 1), date(2026, 3, 1)) == 1


def test_months_not_published_yet_correct_nothing() -> None:
    assert TABLE.factor(date(2026, 3, 1), date(2027, 1, 1)) == Decimal("1.02")
    assert TABLE.factor(date(2026, 6, 1), date(2027, 1, 1)) == 1


def test_a_debt_older_than_the_table_is_corrected_from_its_first_month() -> None:
    assert TABLE.begins == "2026-01"
    assert TABLE.factor(date(2025, 11, 30), date(2026, 2, 1)) == Decimal("1.01")
    assert TABLE.factor(date(2024, 1, 1), date(2025, 12, 31)) == 1


def test_months_may_be_written_the_brazilian_way() -> None:
    assert parse_index_table("mes;variacao\n12/2025;0,33\n2026-01;1\n", name="X", file="x").begins == "2025-12"


@pytest.mark.parametrize(
    ("text", "line", "field", "value"),
    [
        ("", 1, "cabeçalho", ""),
        ("data;valor\n", 1, "cabeçalho", "data;valor"),
        ("mes;variacao\n", 1, "mes", ""),
        ("mes;variacao\n2026-13;1\n", 2, "mes", "2026-13"),
        ("mes;variacao\n13/2026;1\n", 2, "mes", "13/2026"),
        ("mes;variacao\n2026-01;um\n", 2, "variacao", "um"),
        ("mes;variacao\n2026-01;1;2\n", 2, "linha", "2026-01;1;2"),
        ("mes;variacao\n2026-01;1\n2026-03;1\n", 3, "mes", "2026-03"),
        ("mes;variacao\n2026-01;1\n2026-01;1\n", 3, "mes", "2026-01"),
    ],
)
def test_a_bad_table_is_refused_with_its_line_field_and_value(text: str, line: int, field: str, value: str) -> None:
    with pytest.raises(IndexTableError) as refused:
        parse_index_table(text, name="IPCA", file="t.csv")
    assert (refused.value.file, refused.value.line, refused.value.field, refused.value.value) == (
        "t.csv",
        line,
        field,
        value,
    )
    assert str(refused.value).startswith(f"t.csv: linha {line}, {field}")


PUBLISHED = [(2020, "4.52"), (2021, "10.06"), (2022, "5.79"), (2023, "4.62"), (2024, "4.83"), (2025, "4.26")]


@pytest.mark.parametrize(("year", "percent"), PUBLISHED)
def test_the_ipca_that_comes_with_the_house_gives_the_published_years(year: int, percent: str) -> None:
    factor = load_indices()["IPCA"].factor(date(year, 1, 1), date(year + 1, 1, 1))
    assert abs((factor - 1) * 100 - Decimal(percent)) < Decimal("0.011")


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=30))
def test_a_long_span_is_the_product_of_its_months(variations: list[int]) -> None:
    months = "".join(
        f"{2020 + n // 12}-{n % 12 + 1:02d};{v / 100:.2f}\n".replace(".", ",") for n, v in enumerate(variations)
    )
    table = parse_index_table("mes;variacao\n" + months, name="X", file="x")
    end = len(variations)
    factor = table.factor(date(2020, 1, 1), date(2020 + end // 12, end % 12 + 1, 1))
    assert float(factor) == pytest.approx(max(1.0, prod(1 + v / 10_000 for v in variations)), rel=1e-9)


def test_correction_is_a_line_of_its_own_and_changes_neither_fine_nor_interest() -> None:
    plain = charges_on(100_000, due_date=date(2026, 1, 5), paid_on=date(2026, 4, 6), policy=ChargesPolicy())
    corrected = charges_on(
        100_000, due_date=date(2026, 1, 5), paid_on=date(2026, 4, 6), policy=ChargesPolicy(correction=TABLE)
    )
    assert corrected.correction_cents == 2_505
    assert (corrected.multa_cents, corrected.juros_cents) == (plain.multa_cents, plain.juros_cents)
    assert corrected.total_cents == plain.total_cents + 2_505
    assert corrected.added_cents == plain.added_cents + 2_505


def test_due_on_a_saturday_and_paid_on_monday_is_on_time() -> None:
    assert charges_on(100, due_date=SATURDAY, paid_on=MONDAY, policy=ChargesPolicy()).total_cents == 100
    assert days_late_on(date(2026, 11, 24), due_date=SATURDAY) == 3


def test_a_bank_holiday_moves_the_day_on_as_well() -> None:
    friday = date(2026, 11, 20)
    assert friday in BANK_HOLIDAYS
    assert date(2026, 2, 17) in BANK_HOLIDAYS
    assert date(2026, 11, 19) not in BANK_HOLIDAYS
    assert "2026-11-20" not in BANK_HOLIDAYS
    assert days_late_on(MONDAY, due_date=friday, holidays=BANK_HOLIDAYS) == 0
    assert days_late_on(MONDAY, due_date=friday) == 3

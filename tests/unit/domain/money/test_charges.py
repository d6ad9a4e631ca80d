from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.amounts import divide_half_up, format_reais
from domain.money.charges import ChargesPolicy, charges_on
from domain.money.schedule import split_evenly
from tests.support.vectors import cents, vectors

POLICY = ChargesPolicy()
DUE = date(2026, 10, 1)


@pytest.mark.parametrize("vector", vectors("charges"), ids=lambda vector: vector["principal"])
def test_every_known_debt_costs_what_was_worked_out_by_hand(vector: dict[str, str]) -> None:
    charges = charges_on(
        cents(vector["principal"]),
        due_date=date.fromisoformat(vector["due"]),
        paid_on=date.fromisoformat(vector["paid"]),
        policy=POLICY,
    )
    assert charges.days_late == int(vector["days"])
    assert charges.multa_cents == cents(vector["multa"])
    assert charges.juros_cents == cents(vector["juros"])
    assert charges.total_cents == cents(vector["total"])


@pytest.mark.parametrize("days_before", [0, 1, 400])
def test_up_to_the_due_date_nothing_is_added(days_before: int) -> None:
    charges = charges_on(100_000, due_date=DUE, paid_on=DUE - timedelta(days=days_before), policy=POLICY)
    assert (charges.days_late, charges.multa_cents, charges.juros_cents) == (0, 0, 0)


@given(st.integers(0, 10**9), st.integers(0, 2000))
def test_the_fine_is_charged_once_and_interest_never_falls(principal_cents: int, days: int) -> None:
    today = charges_on(principal_cents, due_date=DUE, paid_on=DUE + timedelta(days=days), policy=POLICY)
    tomorrow = charges_on(principal_cents, due_date=DUE, paid_on=DUE + timedelta(days=days + 1), policy=POLICY)
    assert tomorrow.multa_cents == divide_half_up(principal_cents * 2, 100)
    assert tomorrow.juros_cents >= today.juros_cents
    assert tomorrow.juros_cents == divide_half_up(principal_cents * (days + 1), 3000)


@pytest.mark.parametrize("basis_points", [-1, 201])
def test_a_fine_above_the_law_is_refused(basis_points: int) -> None:
    with pytest.raises(ValueError, match="2 %"):
        ChargesPolicy(multa_basis_points=basis_points)


def test_negative_interest_is_refused() -> None:
    with pytest.raises(ValueError, match="interest"):
        ChargesPolicy(juros_basis_points_per_month=-1)


@pytest.mark.parametrize(("dividend", "divisor", "quotient"), [(5, 10, 1), (4, 10, 0), (15, 10, 2), (0, 3, 0)])
def test_halves_are_rounded_upwards(dividend: int, divisor: int, quotient: int) -> None:
    assert divide_half_up(dividend, divisor) == quotient


@pytest.mark.parametrize(("dividend", "divisor"), [(-1, 2), (1, 0), (1, -2)])
def test_only_amounts_are_divided(dividend: int, divisor: int) -> None:
    with pytest.raises(ValueError, match="divided"):
        divide_half_up(dividend, divisor)


@pytest.mark.parametrize(
    ("amount_cents", "text"),
    [(0, "R$ 0,00"), (5, "R$ 0,05"), (123_456, "R$ 1.234,56"), (100_000_000, "R$ 1.000.000,00"), (-150, "-R$ 1,50")],
)
def test_an_amount_is_written_as_brazilians_do(amount_cents: int, text: str) -> None:
    assert format_reais(amount_cents) == text


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [(100_000, 3, (33_334, 33_333, 33_333)), (101, 2, (51, 50)), (500, 1, (500,)), (1, 2, (1, 0))],
)
def test_cents_that_do_not_divide_go_to_the_first(total: int, parts: int, expected: tuple[int, ...]) -> None:
    assert split_evenly(total, parts) == expected


@given(st.integers(0, 10**10), st.integers(1, 60))
def test_the_parts_add_up(total: int, parts: int) -> None:
    assert sum(split_evenly(total, parts)) == total


@pytest.mark.parametrize(("total", "parts"), [(1, 0), (-1, 2)])
def test_what_cannot_be_split_is_refused(total: int, parts: int) -> None:
    with pytest.raises(ValueError, match="split"):
        split_evenly(total, parts)

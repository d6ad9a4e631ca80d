from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.amounts import format_percent, round_half_up, share_floor, share_half_up
from domain.money.cet import cet_basis_points
from domain.money.schedule import Payment, early_settlement, price_table, split_evenly
from tests.support.vectors import cents, vectors

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("vector", vectors("price_table"), ids=lambda vector: str(vector["n"]))
def test_every_known_schedule_is_reproduced_to_the_cent(vector: dict) -> None:
    rate = round(float(vector["monthly_rate"]) * 10_000)
    schedule = price_table(cents(vector["present_value"]), monthly_basis_points=rate, parts=vector["n"])
    assert list(schedule) == [cents(amount) for amount in vector["installments"]]


def test_a_third_known_schedule_leaves_its_residue_in_the_last_payment() -> None:
    assert price_table(245_733, monthly_basis_points=100, parts=10) == (*[25_945] * 9, 25_944)


def test_a_down_payment_and_the_price_of_the_rest_are_as_worked_out_by_hand() -> None:
    entrada = share_half_up(103_733, 2_000)
    assert entrada == 20_747
    assert price_table(103_733 - entrada, monthly_basis_points=200, parts=5) == (*[17_606] * 4, 17_608)


@given(st.integers(0, 10**8), st.integers(0, 1_500), st.integers(1, 60))
def test_a_schedule_pays_exactly_what_the_balance_with_its_interest_comes_to(pv: int, rate: int, parts: int) -> None:
    schedule = price_table(pv, monthly_basis_points=rate, parts=parts)
    assert len(schedule) == parts
    assert sum(schedule) >= pv
    assert min(schedule) >= 0
    if schedule != split_evenly(pv, parts):
        balance = pv
        for payment in schedule:
            balance += (2 * balance * rate + 10_000) // 20_000 - payment
        assert balance == 0


def test_cents_too_few_for_their_parts_are_split_without_interest() -> None:
    assert price_table(3, monthly_basis_points=100, parts=5) == split_evenly(3, 5)
    assert price_table(60, monthly_basis_points=1, parts=60) == split_evenly(60, 60)


def test_rounding_up_never_pays_a_small_balance_more_than_it_is() -> None:
    for pv in range(1, 300):
        for parts in (2, 7, 24, 60):
            assert min(price_table(pv, monthly_basis_points=100, parts=parts)) >= 0


@pytest.mark.parametrize(("pv", "rate", "parts"), [(-1, 0, 1), (1, -1, 1), (1, 0, 0)])
def test_what_is_no_schedule_is_refused(pv: int, rate: int, parts: int) -> None:
    with pytest.raises(ValueError, match="split"):
        price_table(pv, monthly_basis_points=rate, parts=parts)


def test_paying_early_saves_the_interest_of_the_days_that_are_left() -> None:
    payments = [Payment(TODAY + timedelta(days=30), 10_100), Payment(TODAY - timedelta(days=1), 10_100)]
    assert early_settlement(payments, on=TODAY, monthly_basis_points=100) == (10_000, 10_100)
    assert early_settlement(payments, on=TODAY, monthly_basis_points=0) == (10_100, 10_100)


@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(0, 900)), max_size=24), st.integers(0, 400))
def test_settling_early_never_costs_more_and_the_next_day_never_less(given_payments, rate) -> None:
    payments = [Payment(TODAY + timedelta(days=days), amount) for amount, days in given_payments]
    today = sum(early_settlement(payments, on=TODAY, monthly_basis_points=rate))
    tomorrow = sum(early_settlement(payments, on=TODAY + timedelta(days=1), monthly_basis_points=rate))
    assert today <= tomorrow <= sum(amount for amount, _days in given_payments)


def test_one_payment_a_year_later_has_its_own_rate_as_cet() -> None:
    assert cet_basis_points(100_000, on=TODAY, payments=[Payment(TODAY + timedelta(days=365), 112_000)]) == 1_200


def test_a_dear_loan_has_a_cet_of_several_hundred_percent() -> None:
    assert cet_basis_points(100, on=TODAY, payments=[Payment(TODAY + timedelta(days=365), 1_000)]) == 90_000


def test_one_percent_a_month_is_about_twelve_and_two_thirds_a_year() -> None:
    schedule = price_table(100_000, monthly_basis_points=100, parts=12)
    payments = [Payment(TODAY + timedelta(days=365 * month // 12), amount) for month, amount in enumerate(schedule, 1)]
    assert abs(cet_basis_points(100_000, on=TODAY, payments=payments) - 1_268) <= 5


def test_without_cost_there_is_no_cet() -> None:
    assert cet_basis_points(100, on=TODAY, payments=[Payment(TODAY + timedelta(days=9), 100)]) == 0
    assert cet_basis_points(0, on=TODAY, payments=[Payment(TODAY, 100)]) == 0


def test_what_is_settled_at_once_for_more_has_no_rate() -> None:
    with pytest.raises(ValueError, match="at once"):
        cet_basis_points(100, on=TODAY, payments=[Payment(TODAY, 100), Payment(TODAY + timedelta(days=9), 1)])


def test_shares_and_percents() -> None:
    assert (
        share_floor(199, 5_000),
        share_half_up(199, 5_000),
        round_half_up(Decimal("1.5")),
    ) == (
        99,
        100,
        2,
    )
    assert [format_percent(points) for points in (199, 200, 1_050, 0)] == ["1,99%", "2%", "10,5%", "0%"]

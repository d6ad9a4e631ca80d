"""What pays off an agreement at once: reductions for what is early, charges for what is late, no cent lost."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.charges import Charges
from domain.money.schedule import Payment, early_settlement
from domain.negotiation.agreement import InstallmentStanding, InstallmentState
from domain.negotiation.allocation import settle_installments
from domain.negotiation.late_payment import ON_TIME_ONLY, LateRates, late_charges_on
from domain.negotiation.settlement import settle_on
from tests.support.vectors import cents, vectors

LAW = LateRates(multa=200, juros_month=100)
TODAY = date(2026, 11, 24)  # Tuesday


def owing(number: int, amount_cents: int, due: date, paid_cents: int = 0) -> InstallmentStanding:
    return InstallmentStanding(number=number, amount_cents=amount_cents, due_date=due, paid_cents=paid_cents)


@pytest.mark.parametrize("one", vectors("charges"), ids=lambda one: one["principal"])
def test_an_installment_that_is_late_costs_in_a_settlement_what_it_costs_alone(one: dict[str, str]) -> None:
    paid = date.fromisoformat(one["paid"])
    late = owing(1, cents(one["principal"]), date.fromisoformat(one["due"]))
    found = settle_on(paid, [late, owing(2, 5_000, paid + timedelta(days=30))], monthly_rate=0, late=LAW)
    assert (found.multa_cents, found.juros_cents) == (cents(one["multa"]), cents(one["juros"]))
    assert (found.total_cents, found.agreed_cents) == (cents(one["total"]) + 5_000, cents(one["principal"]) + 5_000)
    assert found.reduction_cents == 0


@pytest.mark.parametrize(
    ("due_in", "rate", "late", "expected"),
    [
        # R$ 100,00 each: due 10 days ago, today, in 30 days.
        ((-10, 0, 30), 0, LAW, (30_000, 200, 33, 0)),
        ((-10, 0, 30), 100, LAW, (29_901, 200, 33, 99)),
        ((-10, -2, 30), 100, LAW, (29_901, 400, 40, 99)),
        ((-10, 0, 30), 100, ON_TIME_ONLY, (29_901, 0, 0, 99)),
        ((0, 30, 60), 100, LAW, (10_000 + 9_901 + 9_803, 0, 0, 296)),
    ],
)
def test_what_is_late_bears_charges_and_what_is_early_loses_interest(
    due_in: tuple[int, ...], rate: int, late: LateRates, expected: tuple[int, ...]
) -> None:
    plan = [owing(number, 10_000, TODAY + timedelta(days=days)) for number, days in enumerate(due_in, 1)]
    found = settle_on(TODAY, plan, monthly_rate=rate, late=late)
    assert (found.agreed_cents, found.multa_cents, found.juros_cents, found.reduction_cents) == expected
    assert found.total_cents == sum(expected[:3])


def test_only_what_is_still_open_bears_anything_and_nothing_open_costs_nothing() -> None:
    half = owing(1, 10_000, TODAY - timedelta(days=15), paid_cents=5_000)
    assert settle_on(TODAY, [half], monthly_rate=0, late=LAW).total_cents == 5_000 + 100 + 25
    assert settle_on(TODAY, [owing(1, 10_000, TODAY, 10_000)], monthly_rate=0, late=LAW).total_cents == 0


rates = st.builds(LateRates, st.integers(0, 200), st.integers(0, 100))
plans = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(-400, 400), st.integers(0, 10**6)), min_size=1, max_size=6
).map(
    lambda told: [
        owing(number, amount, TODAY + timedelta(days=days), min(paid, amount))
        for number, (amount, days, paid) in enumerate(told, 1)
    ]
)


@given(plan=plans, rate=st.integers(0, 300), late=rates)
def test_a_settlement_is_what_each_installment_costs_alone_and_never_above_the_law(
    plan: list[InstallmentStanding], rate: int, late: LateRates
) -> None:
    found = settle_on(TODAY, plan, monthly_rate=rate, late=late)
    for one in plan:
        bill = found.bills.get(one.number)
        if not one.open_cents:
            assert bill is None
            continue
        (reduced,) = early_settlement([Payment(one.due_date, one.open_cents)], on=TODAY, monthly_basis_points=rate)
        assert bill == late_charges_on(reduced, late, due_date=one.due_date, paid_on=TODAY)
        assert bill.multa_cents <= (one.open_cents * 2 + 50) // 100
        assert bill.added_cents == 0 or one.due_date < TODAY
    assert found.reduction_cents + found.agreed_cents == sum(one.open_cents for one in plan)


@given(plan=plans, rate=st.integers(0, 300), late=rates, more=st.integers(-(10**5), 10**5))
def test_no_cent_of_a_settlement_is_lost(
    plan: list[InstallmentStanding], rate: int, late: LateRates, more: int
) -> None:
    found = settle_on(TODAY, plan, monthly_rate=rate, late=late)
    amount = max(found.agreed_cents, found.total_cents + more)
    after = settle_installments(amount, plan, found.bills)
    assert all(not one.open_cents for one in after.installments)
    assert {one.state for one in after.installments if found.bills.get(one.number)} <= {InstallmentState.PAID}
    paid = sum(one.paid_cents + one.late_cents for one in after.installments) - sum(one.paid_cents for one in plan)
    assert paid + after.excess_cents == amount
    assert sum(one.late_cents for one in after.installments) <= found.bill.added_cents


def test_of_what_is_not_enough_for_every_delay_the_oldest_is_borne_first() -> None:
    plan = [owing(1, 10_000, TODAY), owing(2, 10_000, TODAY)]
    bills = {number: Charges(principal_cents=10_000, days_late=9, multa_cents=200, juros_cents=30) for number in (1, 2)}
    after = settle_installments(20_300, plan, bills)
    assert [one.late_cents for one in after.installments] == [230, 70]
    assert after.excess_cents == 0

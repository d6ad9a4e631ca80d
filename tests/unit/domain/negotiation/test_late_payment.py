"""What an instalment costs after its day: the domain's own charges, never above the law, never told afterwards."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.charges import ChargesPolicy
from domain.negotiation.agreement import InstallmentStanding, InstallmentState
from domain.negotiation.allocation import allocate_to_installments
from domain.negotiation.build_offers import build_offers
from domain.negotiation.default_policy import DEFAULT_POLICY as POLICY
from domain.negotiation.late_payment import ON_TIME_ONLY, LateRates, late_charges_on, late_rates_of
from domain.negotiation.read_back import Phrase, spoken_consequence, written_read_back
from tests.unit.domain.negotiation.test_offers import SUPERVISOR, TUESDAY, debt

LAW = LateRates(multa=200, juros_month=100)
VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))["charges"]
SATURDAY = date(2026, 11, 21)
rates = st.builds(LateRates, st.integers(0, 200), st.integers(0, 100))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
plans = st.lists(st.integers(1, 10**6), min_size=1, max_size=6).map(
    lambda amounts: [
        InstallmentStanding(number=number, amount_cents=amount, due_date=TUESDAY)
        for number, amount in enumerate(amounts, 1)
    ]
)


@pytest.mark.parametrize(
    ("open_cents", "late", "multa", "juros"),
    [(10_000, 1, 200, 3), (10_000, 2, 200, 7), (29_990, 17, 600, 170), (25, 1, 1, 0)],
)
def test_a_late_instalment_costs_the_fine_once_and_interest_by_the_day(
    open_cents: int, late: int, multa: int, juros: int
) -> None:
    bill = late_charges_on(open_cents, LAW, due_date=TUESDAY, paid_on=TUESDAY + timedelta(days=late))
    assert (bill.days_late, bill.multa_cents, bill.juros_cents) == (late, multa, juros)
    assert bill.total_cents == open_cents + multa + juros


def test_nothing_up_to_the_day_and_the_working_day_after_a_day_without_banks() -> None:
    for paid_on in (SATURDAY, SATURDAY + timedelta(days=2)):
        assert late_charges_on(10_000, LAW, due_date=SATURDAY, paid_on=paid_on).total_cents == 10_000
    assert late_charges_on(10_000, LAW, due_date=SATURDAY, paid_on=SATURDAY + timedelta(days=3)).days_late == 3


def test_the_rates_are_the_policys_and_the_laws_where_it_has_more() -> None:
    assert late_rates_of(ChargesPolicy()) == LAW
    assert late_rates_of(ChargesPolicy(multa_basis_points=50, juros_basis_points_per_month=30)) == LateRates(50, 30)
    assert late_rates_of(ChargesPolicy(juros_basis_points_per_month=500)) == LAW
    for wrong in ((201, 0), (-1, 0), (0, 101), (0, -1)):
        with pytest.raises(ValueError, match="at most"):
            LateRates(*wrong)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (LAW, "multa de 2% e juros de mora de 1% ao mês, por dia de atraso"),
        (LateRates(150, 0), "multa de 1,5%"),
        (LateRates(0, 50), "juros de mora de 0,5% ao mês, por dia de atraso"),
        (ON_TIME_ONLY, ""),
    ],
)
def test_the_words_name_what_is_charged_and_nothing_else(told: LateRates, words: str) -> None:
    assert (told.words, bool(told)) == (words, bool(words))


def test_what_a_delay_costs_is_told_before_the_yes_or_there_is_none() -> None:
    offer = build_offers([debt(100_000)], POLICY, SUPERVISOR, TUESDAY)[0]
    assert offer.late == LAW
    assert f"Pagamento depois do vencimento: {LAW.words}." in written_read_back(offer, creditor="Loja").script
    assert spoken_consequence(offer) is Phrase.CONSEQUENCE_LATE
    free = replace(POLICY, charges=ChargesPolicy(multa_basis_points=0, juros_basis_points_per_month=0))
    silent = build_offers([debt(100_000)], free, SUPERVISOR, TUESDAY)[0]
    assert silent.late == ON_TIME_ONLY
    assert "depois do vencimento" not in written_read_back(silent, creditor="Loja").script
    assert spoken_consequence(silent) is Phrase.CONSEQUENCE


def test_the_checked_examples_hold_for_instalments_as_they_do_for_debts() -> None:
    for one in VECTORS:
        due, paid = date.fromisoformat(one["due"]), date.fromisoformat(one["paid"])
        bill = late_charges_on(cents(one["principal"]), LAW, due_date=due, paid_on=paid)
        assert (bill.days_late, bill.multa_cents, bill.juros_cents, bill.total_cents) == (
            one["days"], cents(one["multa"]), cents(one["juros"]), cents(one["total"]),
        )  # fmt: skip


def cents(written: str) -> int:
    return int(written.replace(".", ""))


@given(st.integers(0, 10**9), rates, days, st.integers(-40, 400))
def test_no_delay_ever_costs_more_than_the_law_allows(open_cents: int, told: LateRates, due: date, late: int) -> None:
    bill = late_charges_on(open_cents, told, due_date=due, paid_on=due + timedelta(days=late))
    assert bill.multa_cents <= (open_cents * 2 + 50) // 100
    assert bill.juros_cents <= open_cents * max(0, late) // 3000 + 1
    assert late > 0 or bill.added_cents == 0


@given(st.integers(0, 10**7), plans, st.integers(0, 7), st.lists(st.integers(0, 5_000), min_size=6, max_size=6))
def test_no_cent_is_lost_and_the_cents_of_a_delay_keep_no_instalment_open(
    amount: int, plan: list[InstallmentStanding], first: int, late: list[int]
) -> None:
    owed = dict(enumerate(late, 1))
    after = allocate_to_installments(amount, plan, first=first, late_cents=owed)
    put = sum(one.paid_cents + one.late_cents for one in after.installments)
    assert put + after.excess_cents == amount
    for one in after.installments:
        assert one.late_cents <= owed[one.number]
        assert not one.late_cents or one.state is InstallmentState.PAID
    if amount >= sum(one.amount_cents for one in plan) + owed.get(first, 0):
        assert all(one.state is InstallmentState.PAID for one in after.installments)


def test_the_delay_of_the_charged_instalment_goes_before_the_next_and_that_of_others_after_all() -> None:
    plan = [InstallmentStanding(number=number, amount_cents=100, due_date=TUESDAY) for number in (1, 2)]
    charged = allocate_to_installments(103, plan, first=1, late_cents={1: 3, 2: 3})
    assert [(one.paid_cents, one.late_cents) for one in charged.installments] == [(100, 3), (0, 0)]
    by_hand = allocate_to_installments(204, plan, late_cents={1: 3, 2: 3})
    assert [(one.paid_cents, one.late_cents) for one in by_hand.installments] == [(100, 3), (100, 1)]
    assert allocate_to_installments(103, plan[:1]).excess_cents == 3

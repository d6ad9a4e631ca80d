from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import IllegalTransition
from domain.ids import DebtId
from domain.money.amounts import format_reais
from domain.money.charges import Charges
from domain.negotiation.agreement import (
    AGREEMENT_MOVES,
    INSTALLMENT_MOVES,
    AgreementMove,
    AgreementState,
    InstallmentMove,
    InstallmentStanding,
    InstallmentState,
    PromiseMove,
    decide_breach,
    decide_promise,
    move_after_payment,
)
from domain.negotiation.allocation import allocate_to_debts, allocate_to_installments, settle_installments
from domain.negotiation.build_offers import build_offers
from domain.negotiation.default_policy import DEFAULT_POLICY as POLICY
from domain.negotiation.offer import DebtBill
from domain.negotiation.read_back import Amount, Phrase, spoken_items, written_read_back
from tests.unit.domain.negotiation.test_offers import SUPERVISOR, TUESDAY, URA, debt


def installment(number: int, amount: int = 100, **changes) -> InstallmentStanding:
    due = changes.pop("due", TUESDAY + timedelta(days=30 * (number - 1)))
    return InstallmentStanding(number=number, amount_cents=amount, due_date=due, **changes)


def bill(number: int, principal: int, *, multa: int = 0, juros: int = 0, correction: int = 0) -> DebtBill:
    charges = Charges(
        principal_cents=principal, days_late=9, multa_cents=multa, juros_cents=juros, correction_cents=correction
    )
    return DebtBill(DebtId(number), f"C{number}", charges)


def test_a_confirmed_agreement_is_paid_in_parts_and_then_kept() -> None:
    state = AgreementState.PROPOSED
    for move in (AgreementMove.CONFIRM, AgreementMove.PAY_PART, AgreementMove.PAY_PART, AgreementMove.PAY_ALL):
        state = AGREEMENT_MOVES.next(state, move)
    assert state is AgreementState.KEPT


def test_a_broken_agreement_is_not_mended() -> None:
    with pytest.raises(IllegalTransition):
        AGREEMENT_MOVES.next(AgreementState.BROKEN, AgreementMove.PAY_ALL)
    with pytest.raises(IllegalTransition):
        INSTALLMENT_MOVES.next(InstallmentState.PAID, InstallmentMove.CANCEL)


def test_a_payment_goes_to_the_charged_installment_and_then_to_the_oldest() -> None:
    plan = [installment(1), installment(2), installment(3)]
    after = allocate_to_installments(150, plan, first=3)
    assert [(one.paid_cents, one.state.value) for one in after.installments] == [
        (50, "open"),
        (0, "open"),
        (100, "paid"),
    ]
    assert move_after_payment(after.installments) is AgreementMove.PAY_PART
    rest = allocate_to_installments(200, after.installments)
    assert rest.excess_cents == 50
    assert move_after_payment(rest.installments) is AgreementMove.PAY_ALL


def test_an_overdue_installment_may_be_paid_and_a_cancelled_one_not() -> None:
    plan = [installment(1, state=InstallmentState.OVERDUE), installment(2, state=InstallmentState.CANCELLED)]
    after = allocate_to_installments(150, plan)
    assert after.installments[0].state is InstallmentState.PAID
    assert after.excess_cents == 50


def test_charges_of_the_oldest_debt_are_paid_first() -> None:
    bills = [bill(1, 1_000, multa=20, juros=10, correction=5), bill(2, 500, multa=10)]
    allocation = allocate_to_debts(1_040, bills)
    assert [(one.debt_id, one.charges_cents, one.principal_cents) for one in allocation.shares] == [
        (1, 35, 1_000),
        (2, 5, 0),
    ]
    assert allocate_to_debts(30, bills).shares[0].principal_cents == 0
    assert allocate_to_debts(5_000, bills).excess_cents == 5_000 - 1_545
    assert allocate_to_debts(0, bills).shares == ()


@pytest.mark.parametrize("allocate", [allocate_to_debts, allocate_to_installments])
def test_a_negative_payment_is_refused(allocate) -> None:
    with pytest.raises(ValueError, match="negative"):
        allocate(-1, [])


@given(st.integers(0, 10**6), st.lists(st.tuples(st.integers(1, 10**5), st.integers(0, 9**4)), max_size=6))
def test_allocation_conserves_cents(amount, pairs) -> None:
    bills = [bill(number, principal, multa=charge) for number, (principal, charge) in enumerate(pairs)]
    to_debts = allocate_to_debts(amount, bills)
    shared = sum(one.charges_cents + one.principal_cents for one in to_debts.shares)
    assert shared + to_debts.excess_cents == amount
    plan = [
        installment(number, principal, paid_cents=min(charge, principal - 1))
        for number, (principal, charge) in enumerate(pairs, 1)
    ]
    after = allocate_to_installments(amount, plan)
    paid = sum(one.paid_cents for one in after.installments) - sum(one.paid_cents for one in plan)
    assert paid + after.excess_cents == amount
    assert all(0 <= one.paid_cents <= one.amount_cents for one in after.installments)


def on_time(cents: int) -> Charges:
    return Charges(principal_cents=cents, days_late=0, multa_cents=0, juros_cents=0)


def test_settling_early_pays_all_that_is_open_for_less() -> None:
    plan = [installment(1, state=InstallmentState.PAID, paid_cents=100), installment(2), installment(3)]
    bills = {2: on_time(99), 3: on_time(97)}
    settled = settle_installments(196, plan, bills).installments
    assert [(one.paid_cents, one.reduced_cents, one.state.value) for one in settled] == [
        (100, 0, "paid"),
        (99, 1, "paid"),
        (97, 3, "paid"),
    ]


def test_an_installment_is_overdue_after_its_working_day_and_broken_after_the_tolerance() -> None:
    saturday = date(2026, 11, 21)
    plan = [installment(1, due=saturday), installment(2, due=date(2026, 12, 21))]
    for today, overdue, broken in [
        (date(2026, 11, 23), (), None),
        (date(2026, 11, 24), (1,), None),
        (date(2026, 11, 25), (1,), None),
        (date(2026, 11, 26), (1,), 1),
    ]:
        decision = decide_breach(plan, today=today, tolerance_days=2)
        assert (decision.overdue, decision.broken_by) == (overdue, broken)


def test_what_is_overdue_already_does_not_fall_again_and_what_is_paid_never() -> None:
    plan = [
        installment(1, due=date(2026, 11, 3), state=InstallmentState.PAID, paid_cents=100),
        installment(2, due=date(2026, 11, 4), state=InstallmentState.OVERDUE),
    ]
    decision = decide_breach(plan, today=TUESDAY, tolerance_days=60)
    assert (decision.overdue, decision.broken_by) == ((), None)


@pytest.mark.parametrize(
    ("paid", "day", "move"),
    [(100, 1, PromiseMove.KEEP), (99, 3, None), (99, 8, PromiseMove.BREAK)],
)
def test_a_promise_is_kept_by_the_amount_and_broken_by_time(paid, day, move) -> None:
    assert (
        decide_promise(
            promised_cents=100, paid_cents=paid, due_date=date(2026, 12, 1), today=date(2026, 12, day), tolerance_days=2
        )
        is move
    )


def test_one_payment_and_two_are_spoken_by_name() -> None:
    machine = replace(POLICY.authorities[URA], share=0, max_instalments=2)
    policy = replace(POLICY, authorities=POLICY.authorities | {URA: machine})
    full, two = build_offers([debt(100_000)], policy, URA, TUESDAY)
    assert [item[0] for item in spoken_items(full, creditor="Loja")] == [Phrase.OPENING, Phrase.IN_FULL]
    assert [item[0] for item in spoken_items(two, creditor="")] == [
        Phrase.OPENING_PLAIN,
        Phrase.FIRST_OF_TWO,
        Phrase.SECOND,
        Phrase.TOTAL,
    ]


def test_many_payments_are_spoken_as_a_run_with_the_residue_at_the_end() -> None:
    flat = build_offers([debt(100_000)], POLICY, SUPERVISOR, TUESDAY)[-1]
    heads = [item[0] for item in spoken_items(flat, creditor="Loja")]
    assert heads[1:2] == [Phrase.DISCOUNT]
    assert heads[3:] == [Phrase.FIRST_OF_MANY, Phrase.FOLLOWING, Phrase.TOTAL]
    priced = build_offers([debt(100_000)], replace(POLICY, monthly_rate=100), SUPERVISOR, TUESDAY)[-1]
    items = spoken_items(priced, creditor="Loja")
    assert Phrase.LAST in [item[0] for item in items]
    assert Amount(priced.total_cents, ends=True) in items[-1]


@pytest.mark.parametrize("share", [0, 10_000])
def test_a_discount_is_named_aloud_and_in_writing_by_the_same_amount_and_only_where_there_is_one(share: int) -> None:
    limits = replace(POLICY.authorities[URA], share=share)
    policy = replace(POLICY, authorities=POLICY.authorities | {URA: limits})
    for offer in build_offers([debt(100_000), debt(5_000, number=2)], policy, URA, TUESDAY):
        named = (Phrase.DISCOUNT, Amount(offer.discount_cents, ends=True))
        assert (named in spoken_items(offer, creditor="Loja")) is (offer.discount_cents > 0)
        shown = f"desconto -{format_reais(offer.discount_cents)}"
        written = written_read_back(offer, creditor="Loja")
        for text in (written.script, written.message):
            assert (shown in text) is (offer.discount_cents > 0)
        assert ("desconto" in written.script) is (offer.discount_cents > 0)
    assert any(offer.discount_cents for offer in build_offers([debt(100_000)], policy, URA, TUESDAY)) is (share > 0)


def test_the_written_read_back_asks_before_it_warns_and_warns_once() -> None:
    offer = build_offers([debt(100_000), debt(5_000, number=2)], POLICY, SUPERVISOR, TUESDAY)[-1]
    written = written_read_back(offer, creditor="Loja", sent_to="maria@exemplo.com")
    script = written.script
    assert script.index("Total do acordo") < script.index("dúvida") < script.index("acordo?") < script.index("seguem")
    assert script.index("seguem") < script.index("Se não houver pagamento")
    assert script.count("Se não houver pagamento") == 1
    assert "maria@exemplo.com" in script
    assert "Contratos: C1, C2." in script
    assert "desconto -R$" in script
    assert all(f"Parcela {one.number} de 6" in script for one in offer.installments)
    assert "dúvida" not in written.message


def test_the_written_read_back_states_rate_and_cet() -> None:
    priced = replace(POLICY, monthly_rate=100)
    offer = build_offers([debt(100_000)], priced, SUPERVISOR, TUESDAY)[-1]
    written = written_read_back(offer, creditor="", sent_to="")
    assert "Juros de 1% ao mês; CET de" in written.script
    assert "juros do parcelamento" in written.script
    assert written.items[0] == "Acordo."


@pytest.mark.parametrize("rate", [0, 100])
def test_a_long_plan_of_many_contracts_is_written_short(rate) -> None:
    old = [debt(100_000 + number, number=number, due=date(2025, 1, 2)) for number in range(1, 9)]
    offer = build_offers(old, replace(POLICY, monthly_rate=rate), SUPERVISOR, TUESDAY)[-1]
    assert len(offer.installments) == 18
    script = written_read_back(offer, creditor="Loja").script
    assert "e mais 3." in script
    assert "por mês, de" in script
    assert len(script) < 2_000

"""From the charge to the debt that is paid, on both databases."""

from datetime import date, timedelta

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.negotiation import PromiseRow
from adapters.storage.tables.payments import PaymentRow
from adapters.storage.tables.portfolio import DebtRow
from domain.ids import DebtorId, UserId
from domain.negotiation.agreement import AgreementState, InstallmentState
from domain.payment.charge import ChargeState, PaymentDoubt, PaymentMethod
from services.negotiation.errors import AgreementOver
from services.payments.errors import ChargeOver, NoSuchCharge, NothingToCharge, PaymentTold, ProviderDown
from services.payments.receiving import payment_in_doubt
from services.ports.payments import ProviderUnavailable
from services.ports.repositories.agreements import Actor
from services.ports.repositories.payments import ChargeQuery
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, change, rows_of, the_row
from tests.support.negotiating import AGENT, SECRET, SUPERVISOR, Desk, open_desk


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database)


def charged(desk: Desk, number: int | None = 1, **proposal):
    made = desk.agree(**proposal).agreement
    return made, run(desk.charges.charge(made.agreement_id, number, PaymentMethod.PIX))


def state_of(desk: Desk, agreement) -> AgreementState:
    return run(desk.agreements.detail(agreement.agreement_id)).agreement.state


def test_a_payment_told_by_the_webhook_keeps_the_agreement_and_pays_the_debt(desk: Desk) -> None:
    agreement, charge = charged(desk)
    assert (charge.state, charge.amount_cents) == (ChargeState.ATIVA, 95_000)
    desk.sandbox.bank.pay("cobv", charge.txid)

    async def post(body: bytes) -> bool:
        return await desk.charges.hear(body, secret=SECRET) == 1

    assert run(desk.sandbox.bank.deliver(post)) == 1
    assert desk.sandbox.bank.waiting_webhooks == 0
    assert state_of(desk, agreement) is AgreementState.KEPT
    assert the_row(desk.database, DebtRow)["status"] == "paid"
    assert run(desk.charges.get(charge.txid)).state is ChargeState.CONCLUIDA
    assert not run(payment_in_doubt(desk.database, DebtorId(1)))
    events = run(desk.agreements.detail(agreement.agreement_id)).events
    assert [(one.to_state, one.actor, one.reason) for one in events[1:]] == [
        ("paid", "provider", "paid_webhook"),
        ("kept", "provider", "paid_webhook"),
    ]


def test_hearing_the_same_payment_again_and_again_counts_it_once(desk: Desk) -> None:
    agreement, charge = charged(desk, payments=2)
    desk.sandbox.bank.pay("cobv", charge.txid)
    for _ in range(3):
        run(desk.charges.refresh(charge.txid))
        run(desk.charges.reconcile())
    assert len(rows_of(desk.database, PaymentRow)) == 1
    assert state_of(desk, agreement) is AgreementState.IN_FORCE
    assert run(desk.agreements.detail(agreement.agreement_id)).agreement.paid_cents == charge.amount_cents


def test_a_payment_that_no_webhook_told_is_found_by_reconciliation(desk: Desk) -> None:
    agreement, charge = charged(desk)
    desk.sandbox.bank.pay("cobv", charge.txid, tell=False)
    run(desk.keeper.round())
    assert state_of(desk, agreement) is AgreementState.KEPT
    (payment,) = run(desk.charges.payments(agreement.agreement_id))
    assert (payment.source, payment.txid, payment.excess_cents) == ("reconciliation", charge.txid, 0)


def test_less_than_was_asked_is_a_doubt_until_somebody_clears_it(desk: Desk) -> None:
    agreement, charge = charged(desk)
    desk.sandbox.bank.pay("cobv", charge.txid, amount="900.00")
    run(desk.charges.reconcile())
    assert run(desk.charges.get(charge.txid)).doubt is PaymentDoubt.DIFFERENT_AMOUNT
    assert run(payment_in_doubt(desk.database, DebtorId(1)))
    assert run(desk.charges.page(ChargeQuery(in_doubt=True), page=1)).total == 1
    run(desk.charges.clear_doubt(charge.txid))
    assert not run(payment_in_doubt(desk.database, DebtorId(1)))
    rest = run(desk.charges.charge(agreement.agreement_id, 1, PaymentMethod.PIX))
    assert rest.amount_cents == 5_000


def test_money_for_an_agreement_that_is_over_is_excess_and_a_doubt(desk: Desk) -> None:
    agreement, charge = charged(desk)
    change(desk.database, AgreementRow, state="broken")
    desk.sandbox.bank.pay("cobv", charge.txid)
    run(desk.charges.reconcile())
    assert the_row(desk.database, PaymentRow)["excess_cents"] == 95_000
    assert run(desk.charges.get(charge.txid)).doubt is PaymentDoubt.NOT_OWED
    with pytest.raises(AgreementOver):
        run(desk.charges.charge(agreement.agreement_id, 1, PaymentMethod.PIX))


def test_a_claim_of_payment_is_a_doubt(desk: Desk) -> None:
    change(desk.database, DebtRow, status="claimed_paid")
    assert run(payment_in_doubt(desk.database, DebtorId(1)))


def test_charging_twice_is_charging_once(desk: Desk) -> None:
    agreement, charge = charged(desk, payments=3)
    assert run(desk.charges.charge(agreement.agreement_id, 1, PaymentMethod.PIX)) == charge
    card = run(desk.charges.charge(agreement.agreement_id, 1, PaymentMethod.CARD))
    assert card.code.startswith("https://")
    with pytest.raises(NothingToCharge):
        run(desk.charges.charge(agreement.agreement_id, 9, PaymentMethod.PIX))


def test_a_kept_agreement_takes_its_other_charges_back(desk: Desk) -> None:
    agreement, charge = charged(desk)
    other = run(desk.charges.charge(agreement.agreement_id, 1, PaymentMethod.CARD))
    desk.sandbox.bank.pay("cobv", charge.txid)
    run(desk.charges.reconcile())
    assert run(desk.charges.get(other.txid)).state is ChargeState.REMOVING
    desk.clock.advance(minutes=2)
    run(desk.keeper.round())
    assert run(desk.charges.get(other.txid)).state is ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR


def test_everything_open_is_settled_at_once(desk: Desk) -> None:
    agreement, charge = charged(desk, None, payments=4)
    assert charge.amount_cents == 100_000
    desk.sandbox.bank.pay("cobv", charge.txid)
    run(desk.charges.reconcile())
    detail = run(desk.agreements.detail(agreement.agreement_id)).agreement
    assert detail.state is AgreementState.KEPT
    assert {one.state for one in detail.installments} == {InstallmentState.PAID}


def test_while_the_provider_is_away_the_charge_waits_and_is_made_later(desk: Desk, monkeypatch) -> None:
    made = desk.agree().agreement
    create = desk.sandbox.provider.create

    async def away(_request) -> None:
        raise ProviderUnavailable("away")

    monkeypatch.setattr(desk.sandbox.provider, "create", away)
    with pytest.raises(ProviderDown):
        run(desk.charges.charge(made.agreement_id, 1, PaymentMethod.PIX))
    (waiting,) = run(desk.charges.page(ChargeQuery(state=ChargeState.CREATING), page=1)).items
    monkeypatch.setattr(desk.sandbox.provider, "create", create)
    desk.clock.advance(minutes=2)
    run(desk.keeper.round())
    assert run(desk.charges.get(waiting.txid)).state is ChargeState.ATIVA


def test_a_charge_is_taken_back_once(desk: Desk) -> None:
    _agreement, charge = charged(desk)
    assert run(desk.charges.cancel(charge.txid)).state is ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR
    with pytest.raises(ChargeOver):
        run(desk.charges.cancel(charge.txid))
    with pytest.raises(NoSuchCharge):
        run(desk.charges.cancel("nothing"))


def test_money_from_elsewhere_is_recorded_once_and_pays_in_part(desk: Desk) -> None:
    made = desk.agree(payments=2).agreement
    paid = {"reference": "TED-1", "amount_cents": 60_000, "paid_at": desk.clock.at, "by": UserId(2)}
    assert run(desk.charges.pay_elsewhere(made.agreement_id, **paid)).excess_cents == 0
    assert [one.paid_cents for one in run(desk.agreements.detail(made.agreement_id)).agreement.installments] == [
        50_000,
        10_000,
    ]
    with pytest.raises(PaymentTold):
        run(desk.charges.pay_elsewhere(made.agreement_id, **paid))


def test_a_broken_agreement_gives_what_was_paid_to_the_oldest_charges(desk: Desk) -> None:
    made = desk.agree(payments=2).agreement
    paid = {"reference": "TED-2", "amount_cents": 13_800, "paid_at": desk.clock.at, "by": UserId(2)}
    run(desk.charges.pay_elsewhere(made.agreement_id, **paid))
    desk.clock.go_to(date(2026, 12, 7))
    assert run(desk.agreements.sweep()).broken == 1
    debt = the_row(desk.database, DebtRow)
    assert (debt["status"], debt["principal_cents"]) == ("open", 90_000)


def test_payments_count_for_the_promise_part_by_part_and_tell_who_paid(desk: Desk) -> None:
    due = desk.clock.at.date() + timedelta(days=3)
    made = run(desk.promises.make(ATTEMPT, AGENT, amount_cents=60_000, due_date=due))
    agreement, charge = charged(desk, payments=2)
    desk.sandbox.bank.pay("cobv", charge.txid)
    run(desk.charges.reconcile())
    first = the_row(desk.database, PromiseRow)
    assert (first["state"], 0 < first["paid_cents"] < 60_000) == ("open", True)
    rest = {"amount_cents": 60_000 - first["paid_cents"], "reference": "balcao", "paid_at": desk.clock.at}
    run(desk.charges.pay_elsewhere(agreement.agreement_id, **rest, by=SUPERVISOR.user_id))
    assert the_row(desk.database, PromiseRow)["state"] == "kept"
    told = [(e.from_state, e.to_state, e.by.actor, e.by.user_id) for e in run(desk.promises.detail(made.id)).events]
    assert told == [
        ("", "open", Actor.DEBTOR, AGENT.user_id),
        ("open", "open", Actor.PROVIDER, None),
        ("open", "kept", Actor.USER, SUPERVISOR.user_id),
    ]

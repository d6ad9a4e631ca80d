"""An instalment paid after its day, from the code to the books, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.payments import PaymentChargeRow
from domain.contact.facts import Channel
from domain.ids import DebtorId, UserId
from domain.money.amounts import format_reais
from domain.negotiation.agreement import AgreementState, InstallmentState
from domain.negotiation.late_payment import LateRates
from domain.notice.contact import contact_at
from domain.notice.notice import Confirmation
from domain.payment.charge import PaymentMethod
from services.payments.receiving import payment_in_doubt
from services.ports.repositories.agreements import AgreementFacts, InstallmentStanding
from tests.support.aio import run
from tests.support.fake_notices import Mailroom, open_mailroom
from tests.support.menu_records import change, rows_of
from tests.support.negotiating import Desk, open_desk

LINE = contact_at(Channel.SMS, "+5511987654321")


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database)


def agreed(desk: Desk) -> AgreementFacts:
    """Three payments, the first of which is due on a working day before another; its code was made in time."""
    agreement = desk.agree(payments=3).agreement
    run(desk.charges.charge(agreement.agreement_id, 1, PaymentMethod.PIX))
    return agreement


def late_by(desk: Desk, agreement: AgreementFacts, days: int) -> date:
    desk.clock.go_to(agreement.installments[0].due_date + timedelta(days=days))
    run(desk.agreements.sweep())
    return desk.clock.at.date()


def first_of(desk: Desk, agreement: AgreementFacts) -> InstallmentStanding:
    return run(desk.agreements.detail(agreement.agreement_id)).agreement.installments[0]


def cost(amount: int, days: int) -> int:
    """Multa of 2 % and juros of 1 % a month, by hand."""
    return (amount * 2 + 50) // 100 + (amount * days * 2 + 3000) // 6000


def pay_code(desk: Desk) -> int:
    """The cents that the bank asked for the newest code."""
    txid = rows_of(desk.database, PaymentChargeRow)[-1]["txid"]
    paid = desk.sandbox.bank.pay("cobv", txid)
    run(desk.charges.reconcile())
    return int(str(paid["valor"]).replace(".", ""))


def test_the_rates_are_kept_as_they_were_told(desk: Desk) -> None:
    agreement = agreed(desk)
    assert agreement.late == LateRates(multa=200, juros_month=100)
    assert "Pagamento depois do vencimento: multa de 2% e juros de mora de 1% ao mês" in agreement.read_back


def test_the_code_of_an_instalment_asks_for_what_the_delay_costs_on_the_day(desk: Desk) -> None:
    agreement = agreed(desk)
    one = agreement.installments[0]
    late_by(desk, agreement, 1)
    assert first_of(desk, agreement).state is InstallmentState.OVERDUE
    added = cost(one.amount_cents, 1)
    assert pay_code(desk) == one.amount_cents + added
    paid = first_of(desk, agreement)
    assert (paid.state, paid.paid_cents, paid.late_cents) == (InstallmentState.PAID, one.amount_cents, added)
    standing = run(desk.agreements.detail(agreement.agreement_id)).agreement
    assert (standing.state, standing.paid_cents) == (AgreementState.IN_FORCE, one.amount_cents)
    assert not run(payment_in_doubt(desk.database, DebtorId(1)))
    (payment,) = run(desk.charges.payments(agreement.agreement_id))
    assert payment.excess_cents == 0


def test_on_its_day_it_costs_what_was_agreed(desk: Desk) -> None:
    agreement = agreed(desk)
    late_by(desk, agreement, 0)
    assert pay_code(desk) == agreement.installments[0].amount_cents
    assert first_of(desk, agreement).late_cents == 0


def test_a_second_copy_of_a_late_instalment_tells_item_by_item_and_keeps_the_code(desk: Desk) -> None:
    room: Mailroom = open_mailroom(desk)
    agreement = agreed(desk)
    one = agreement.installments[0]
    late_by(desk, agreement, 1)
    desk.clock.advance(hours=1)
    run(room.service.second_copy(agreement.agreement_id, LINE, confirmation=Confirmation.DEBTOR))
    run(room.keeper.round())
    said = room.sms.sent[-1].text
    added = cost(one.amount_cents, 1)
    assert f"{reais(one.amount_cents + added)} (multa {reais((one.amount_cents * 2 + 50) // 100)} e juros R$ " in said
    numbers = [row["installment_number"] for row in rows_of(desk.database, PaymentChargeRow)]
    assert numbers == [1]


def reais(cents: int) -> str:
    return f"R$ {cents // 100},{cents % 100:02d}"


def test_a_code_that_is_made_late_holds_the_cost_of_its_day_and_adds_no_more(desk: Desk) -> None:
    room = open_mailroom(desk)
    agreement = desk.agree(payments=3).agreement
    change(desk.database, PaymentChargeRow, state="REMOVIDA_PELO_PSP")
    one = agreement.installments[0]
    late_by(desk, agreement, 1)
    charge = run(desk.charges.charge(agreement.agreement_id, 1, PaymentMethod.PIX))
    added = cost(one.amount_cents, 1)
    assert (charge.amount_cents, charge.days_after_due) == (one.amount_cents + added, agreement.tolerance_days - 1)
    run(room.service.second_copy(agreement.agreement_id, LINE, confirmation=Confirmation.DEBTOR))
    run(room.keeper.round())
    assert reais(charge.amount_cents) in room.sms.sent[-1].text
    desk.clock.advance(days=1)
    asked = desk.sandbox.bank.pay("cobv", charge.txid)["valor"]
    assert asked == f"{charge.amount_cents // 100}.{charge.amount_cents % 100:02d}"
    run(desk.charges.reconcile())
    assert first_of(desk, agreement).late_cents == added
    assert not run(payment_in_doubt(desk.database, DebtorId(1)))


def test_settling_everything_bears_what_the_late_instalment_costs_and_tells_it_before(desk: Desk) -> None:
    room = open_mailroom(desk)
    agreement = desk.agree(payments=3).agreement
    change(desk.database, PaymentChargeRow, state="REMOVIDA_PELO_PSP")
    one = agreement.installments[0]
    late_by(desk, agreement, 1)
    added = cost(one.amount_cents, 1)
    told = run(desk.agreements.settlement(agreement.agreement_id))
    assert (told.agreed_cents, told.multa_cents + told.juros_cents) == (agreement.total_cents, added)
    charge = run(desk.charges.charge(agreement.agreement_id, None, PaymentMethod.PIX))
    assert charge.amount_cents == told.total_cents == agreement.total_cents + added
    notice = run(room.service.second_copy(agreement.agreement_id, LINE, confirmation=Confirmation.DEBTOR))
    change_notice(desk, notice.notice_id, charge.txid)
    run(room.keeper.round())
    assert f"{format_reais(told.total_cents)} (multa {format_reais(told.multa_cents)} e juros" in room.sms.sent[-1].text
    desk.sandbox.bank.pay("cobv", charge.txid)
    run(desk.charges.reconcile())
    # The code of the instalment alone is taken back: it could have been paid too.
    desk.clock.advance(minutes=2)
    run(desk.keeper.round())
    standing = run(desk.agreements.detail(agreement.agreement_id)).agreement
    assert standing.state is AgreementState.KEPT
    assert [paid.late_cents for paid in standing.installments] == [added, 0, 0]
    assert not run(payment_in_doubt(desk.database, DebtorId(1)))


def change_notice(desk: Desk, notice_id: str, txid: str) -> None:
    """The message is to carry that charge's code."""
    moved = update(NoticeRow).where(NoticeRow.id == notice_id).values(txid=txid)
    run(desk.database.write(lambda uow: uow.connection.execute(moved)))


def test_who_pays_late_what_was_agreed_has_paid_it(desk: Desk) -> None:
    agreement = agreed(desk)
    one = agreement.installments[0]
    late_by(desk, agreement, 2)
    told = {"reference": "counter 1", "paid_at": desk.clock.at, "by": UserId(2)}
    run(desk.charges.pay_elsewhere(agreement.agreement_id, amount_cents=one.amount_cents, **told))
    paid = first_of(desk, agreement)
    assert (paid.state, paid.late_cents) == (InstallmentState.PAID, 0)


def test_an_agreement_that_was_told_of_no_charges_gets_none(desk: Desk) -> None:
    agreement = desk.agree(payments=3).agreement
    change(desk.database, AgreementRow, late_multa=0, late_juros_month=0)
    run(desk.charges.charge(agreement.agreement_id, 1, PaymentMethod.PIX))
    late_by(desk, agreement, 1)
    assert pay_code(desk) == agreement.installments[0].amount_cents
    assert [row["late_cents"] for row in rows_of(desk.database, InstallmentRow)] == [0, 0, 0]

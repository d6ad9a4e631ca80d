"""A payment that is not cleared up keeps its debtor from being called, on both databases."""

from datetime import date, timedelta

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.payments import PaymentChargeRow
from adapters.storage.tables.portfolio import DebtRow, LeadRow
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from domain.ids import AttemptId, CampaignId, DebtorId, LeadId
from domain.payment.charge import ChargeState, PaymentMethod
from services.claiming import claim_leads
from services.contacting import ContactService
from services.dialing import Dial, begin_attempts
from services.payments.receiving import payment_in_doubt
from services.ports.repositories.leads import ClaimedLead
from services.ports.repositories.payments import ChargeFacts
from tests.support.aio import run
from tests.support.menu_records import change, the_row
from tests.support.negotiating import Desk, open_desk

LEASE = timedelta(minutes=5)


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database, principals_cents=(100_000, 50_000))


def after_the_call(desk: Desk) -> None:
    over = {"state": AttemptState.CLOSED, "closed_at": desk.clock.at, "disposition": Disposition.DESLIGOU}
    change(desk.database, AttemptRow, **over)
    change(desk.database, LeadRow, state=LeadState.NEW, attempts_made=0)


def claimed(desk: Desk) -> tuple[ClaimedLead, ...]:
    """Those that the hopper takes."""
    now = desk.clock.at
    work = run(
        desk.database.write(lambda uow: claim_leads(uow, CampaignId(1), dialer="d1", now=now, lease=LEASE, limit=9))
    )
    return work.leads


def begun(desk: Desk, lead: ClaimedLead) -> int:
    """How many attempts begin of a lead in the hopper."""
    dial, now = Dial(attempt_id=AttemptId("A2"), lead=lead, trunk="t"), desk.clock.at
    return len(run(desk.database.write(lambda uow: begin_attempts(uow, [dial], dialer="d1", now=now))))


def why(desk: Desk) -> str:
    first = run(ContactService(storage=desk.database, clock=desk.clock).why("1")).scopes[0].numbers[0].first
    return "" if first is None or first.refused is None else first.refused.rule.value


def charged_and_broken(desk: Desk, *, paid: bool) -> ChargeFacts:
    """A cobv of an agreement that broke: its debts are open, and whether it was paid is for the provider to say."""
    made = desk.agree().agreement
    charge = run(desk.charges.charge(made.agreement_id, 1, PaymentMethod.PIX))
    if paid:
        desk.sandbox.bank.pay("cobv", charge.txid, tell=False)
    after_the_call(desk)
    desk.clock.go_to(date(2026, 12, 8))
    assert run(desk.agreements.sweep()).broken == 1
    return charge


def test_a_cobv_paid_at_the_provider_and_not_reconciled_refuses_in_the_hopper_and_before_the_dial(desk: Desk) -> None:
    charged_and_broken(desk, paid=True)
    change(desk.database, PaymentChargeRow, state=ChargeState.REMOVIDA_PELO_PSP.value)
    (lead,) = claimed(desk)
    change(desk.database, PaymentChargeRow, state=ChargeState.REMOVING.value)
    assert run(payment_in_doubt(desk.database, DebtorId(1)))
    assert why(desk) == "payment_in_doubt"
    assert begun(desk, lead) == 0
    row = the_row(desk.database, LeadRow)
    assert (row["state"], row["last_verdict"][:25]) == (LeadState.WAITING, "refused: payment_in_doubt")
    assert row["waiting_until"] == desk.clock.at + timedelta(hours=1)
    desk.clock.advance(hours=1)
    assert claimed(desk) == ()


def test_the_money_found_too_late_is_a_doubt_until_somebody_clears_it(desk: Desk) -> None:
    charge = charged_and_broken(desk, paid=True)
    desk.clock.advance(minutes=2)
    run(desk.keeper.round())
    assert run(desk.charges.get(charge.txid)).state is ChargeState.CONCLUIDA
    assert (why(desk), claimed(desk)) == ("payment_in_doubt", ())
    run(desk.charges.clear_doubt(charge.txid))
    desk.clock.advance(hours=1)
    assert why(desk) == ""
    assert [lead.lead_id for lead in claimed(desk)] == [LeadId(1)]


def test_what_the_provider_says_was_never_paid_is_collected_again(desk: Desk) -> None:
    charge = charged_and_broken(desk, paid=False)
    assert why(desk) == "payment_in_doubt"
    desk.clock.advance(minutes=2)
    run(desk.keeper.round())
    assert run(desk.charges.get(charge.txid)).state is ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR
    assert (why(desk), len(claimed(desk))) == ("", 1)


def test_one_debt_said_to_be_paid_keeps_the_others_from_being_collected(desk: Desk) -> None:
    after_the_call(desk)
    desk.clock.advance(days=1)
    assert why(desk) == ""

    def claim(uow: object) -> None:
        uow.connection.execute(DebtRow.__table__.update().where(DebtRow.id == 1).values(status="claimed_paid"))  # type: ignore[attr-defined]

    run(desk.database.write(claim))
    assert run(payment_in_doubt(desk.database, DebtorId(1)))
    assert (why(desk), claimed(desk)) == ("payment_in_doubt", ())

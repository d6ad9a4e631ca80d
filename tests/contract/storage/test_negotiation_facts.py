"""Policies, agreements, approvals and promises as they are kept, on both databases."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementEventRow, AgreementRow, InstallmentRow
from adapters.storage.tables.calls import MenuSessionRow
from adapters.storage.tables.contact import ContactHoldRow
from adapters.storage.tables.negotiation import PromiseRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.portfolio import DebtRow
from domain.access import Role
from domain.ids import UserId
from domain.negotiation.agreement import AgreementState, CancelReason
from domain.negotiation.counter_proposal import CounterOutcome, Proposal
from domain.negotiation.policy_reader import PolicyRefused
from services.negotiation.agreements import Yes
from services.negotiation.errors import (
    AgreementOver,
    ApprovalNotPending,
    AttemptHasAgreement,
    BeyondAuthority,
    IdentityNotConfirmed,
    NoSuchAttempt,
    NoSuchPolicy,
    NoSuchPortfolio,
    NothingOwed,
    PromiseOver,
    VersionNotNewer,
)
from services.negotiation.negotiating import Negotiator
from services.ports.repositories.agreements import Actor, AgreementQuery
from services.ports.repositories.negotiation import PolicyQuery
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, change, rows_of, the_row
from tests.support.negotiating import AGENT, SUPERVISOR, Desk, open_desk

SOURCE = (Path(__file__).parents[3] / "docs/examples/policy.toml").read_text(encoding="utf-8")


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database)


def test_a_policy_in_force_rules_the_offers_until_it_is_withdrawn(desk: Desk) -> None:
    generous = SOURCE.replace('principal_a_vista = "5%"', 'principal_a_vista = "40%"', 1)
    added = run(desk.policies.add(1, generous, by=UserId(2)))
    _party, offers = run(desk.negotiation.offers(ATTEMPT, SUPERVISOR))
    assert offers[0].total_cents == 60_000
    assert offers[0].policy == "Varejo v1"
    run(desk.policies.withdraw(added.id))
    assert run(desk.negotiation.offers(ATTEMPT, SUPERVISOR))[1][0].total_cents == 95_000
    page = run(desk.policies.page(PolicyQuery(portfolio_id=added.portfolio_id), page=1))
    assert (page.total, page.items[0].withdrawn_at) == (1, desk.clock.at)
    assert run(desk.policies.page(PolicyQuery(segment="", valid_on=desk.clock.at.date()), page=1)).total == 0


def test_a_policy_that_is_refused_leaves_nothing_behind(desk: Desk) -> None:
    with pytest.raises(PolicyRefused):
        run(desk.policies.add(1, SOURCE.replace('multa = "2%"', 'multa = "9%"'), by=None))
    with pytest.raises(NoSuchPortfolio):
        run(desk.policies.add(9, SOURCE, by=None))
    run(desk.policies.add(1, SOURCE, by=None))
    with pytest.raises(VersionNotNewer):
        run(desk.policies.add(1, SOURCE, by=None))
    assert run(desk.policies.page(PolicyQuery(), page=1)).total == 1
    with pytest.raises(NoSuchPolicy):
        run(desk.policies.get(99))


def test_an_agent_negotiates_the_call_in_hand_and_no_other(desk: Desk) -> None:
    with pytest.raises(NoSuchAttempt):
        run(desk.negotiation.offers(ATTEMPT, Negotiator(user_id=UserId(7), role=Role.AGENT)))
    with pytest.raises(NoSuchAttempt):
        run(desk.negotiation.offers("nothing", SUPERVISOR))
    change(desk.database, MenuSessionRow, identity_confirmed_at=None)
    with pytest.raises(IdentityNotConfirmed):
        run(desk.negotiation.offers(ATTEMPT, AGENT))


def test_an_agreement_is_made_with_its_bills_and_its_first_event(desk: Desk) -> None:
    made = desk.agree(AGENT, payments=4).agreement
    assert made.state is AgreementState.CONFIRMED
    assert made.total_cents == sum(one.amount_cents for one in made.installments)
    assert made.bills[0].charges.discount_cents == made.discount_cents == 3_040
    assert "Parcela 4 de 4" in made.read_back
    assert the_row(desk.database, DebtRow)["status"] == "under_agreement"
    event = the_row(desk.database, AgreementEventRow)
    assert (event["actor"], event["user_id"], event["reason"]) == ("debtor", 1, "said_yes")
    assert the_row(desk.database, MenuSessionRow)["protocol"] == made.protocol
    assert [row["type"] for row in rows_of(desk.database, OutboxRow)] == ["AgreementConfirmed", "NoticeChanged"]
    with pytest.raises(AttemptHasAgreement):
        desk.agree(AGENT)
    page = run(desk.agreements.page(AgreementQuery(state=AgreementState.CONFIRMED, debtor_id=made.debtor_id), page=1))
    assert (page.total, page.items[0].agreement_id) == (1, made.agreement_id)


def test_nobody_agrees_beyond_their_authority(desk: Desk) -> None:
    with pytest.raises(BeyondAuthority):
        desk.agree(AGENT, total_cents=96_000)
    assert rows_of(desk.database, AgreementRow) == []


def test_what_is_beyond_an_agent_waits_for_the_supervisor_and_is_used_once(desk: Desk) -> None:
    proposal = Proposal(total_cents=96_000)
    asked = run(desk.negotiation.ask_approval(ATTEMPT, AGENT, proposal))
    assert asked.decision.outcome is CounterOutcome.FOR_APPROVAL
    assert asked.approval_id is not None
    yes = Yes(proposal=proposal, approval_id=asked.approval_id)
    with pytest.raises(ApprovalNotPending):
        run(desk.agreements.confirm(ATTEMPT, AGENT, yes))
    with pytest.raises(BeyondAuthority):
        run(desk.negotiation.decide_approval(asked.approval_id, AGENT, approve=True, reason=""))
    waiting = run(desk.negotiation.approvals("pending", page=1))
    assert (waiting.total, waiting.items[0].requested_by, waiting.items[0].debtor) == (1, "agent", "Maria")
    granted = run(desk.negotiation.decide_approval(asked.approval_id, SUPERVISOR, approve=True, reason="bom cliente"))
    assert (granted.state, granted.decided_by) == ("approved", "supervisor")
    with pytest.raises(ApprovalNotPending):
        run(desk.negotiation.decide_approval(asked.approval_id, SUPERVISOR, approve=False, reason=""))
    made = run(desk.agreements.confirm(ATTEMPT, AGENT, yes)).agreement
    assert (made.total_cents, made.authority) == (96_000, "supervisor")
    assert run(desk.negotiation.approval(asked.approval_id)).state == "used"


def test_an_agreement_falls_overdue_and_then_breaks_and_its_debts_are_open_again(desk: Desk) -> None:
    made = desk.agree(payments=2).agreement
    desk.clock.go_to(date(2026, 11, 28))
    assert run(desk.agreements.sweep()).overdue == 1
    assert run(desk.agreements.sweep()).overdue == 0
    desk.clock.go_to(date(2026, 12, 1))
    swept = run(desk.agreements.sweep())
    assert (swept.overdue, swept.broken, swept.last) == (0, 1, None)
    detail = run(desk.agreements.detail(made.agreement_id))
    assert detail.agreement.state is AgreementState.BROKEN
    assert detail.agreement.closed_at == desk.clock.at
    moves = [(one.installment_number, one.from_state, one.to_state) for one in detail.events]
    assert moves == [
        (None, "proposed", "confirmed"),
        (1, "open", "overdue"),
        (None, "confirmed", "broken"),
        (1, "overdue", "cancelled"),
        (2, "open", "cancelled"),
    ]
    assert the_row(desk.database, DebtRow)["status"] == "open"
    assert [row["type"] for row in rows_of(desk.database, OutboxRow)].count("AgreementChanged") >= 2
    with pytest.raises(AgreementOver):
        run(desk.agreements.settlement(made.agreement_id))


@pytest.mark.parametrize(
    ("reason", "status"), [(CancelReason.PAID_ELSEWHERE, "paid"), (CancelReason.DEBTOR_ASKED, "open")]
)
def test_a_cancelled_agreement_leaves_the_debts_as_its_reason_says(desk: Desk, reason, status) -> None:
    made = desk.agree().agreement
    run(desk.agreements.cancel(made.agreement_id, reason, note="balcão", by=UserId(2)))
    assert the_row(desk.database, DebtRow)["status"] == status
    assert the_row(desk.database, InstallmentRow)["state"] == "cancelled"
    event = run(desk.agreements.detail(made.agreement_id)).events[-1]
    assert (event.user, event.reason) == ("supervisor", f"{reason.value}: balcão")
    with pytest.raises(AgreementOver):
        run(desk.agreements.cancel(made.agreement_id, reason, note="", by=UserId(2)))


def test_what_was_agreed_is_renegotiated_in_one_step(desk: Desk) -> None:
    first = desk.agree(payments=2).agreement
    change(desk.database, AgreementRow, attempt_id=None)
    yes = Yes(proposal=Proposal(payments=6), replaces=first.agreement_id)
    second = run(desk.agreements.confirm(ATTEMPT, SUPERVISOR, yes)).agreement
    assert second.replaces == first.agreement_id
    earlier = run(desk.agreements.detail(first.agreement_id))
    assert earlier.agreement.state is AgreementState.CANCELLED
    assert "renegotiated" in [event.reason for event in earlier.events]
    assert the_row(desk.database, DebtRow)["status"] == "under_agreement"


def test_without_a_debt_nothing_is_agreed(desk: Desk) -> None:
    change(desk.database, DebtRow, status="paid")
    with pytest.raises(NothingOwed):
        desk.agree()


def test_a_promise_rests_the_calls_and_is_broken_by_time(desk: Desk) -> None:
    due = desk.clock.at.date() + timedelta(days=5)
    made = run(desk.promises.make(ATTEMPT, AGENT, amount_cents=10_000, due_date=due))
    hold = the_row(desk.database, ContactHoldRow)
    assert (hold["kind"], hold["debtor_id"], hold["portfolio_id"]) == ("promise", 1, 1)
    with pytest.raises(BeyondAuthority):
        run(desk.promises.make(ATTEMPT, AGENT, amount_cents=1, due_date=due + timedelta(days=30)))
    desk.clock.advance(days=6)
    assert run(desk.promises.sweep()) == 0
    desk.clock.advance(days=3)
    assert run(desk.promises.sweep()) == 1
    assert the_row(desk.database, PromiseRow)["state"] == "broken"
    with pytest.raises(PromiseOver):
        run(desk.promises.cancel(made.id, by=SUPERVISOR.user_id))
    assert the_row(desk.database, ContactHoldRow)["lifted_at"] == desk.clock.at
    assert story(desk, made.id) == [
        ("", "open", 0, Actor.DEBTOR, AGENT.user_id, "promised"),
        ("open", "broken", 0, Actor.SYSTEM, None, "tolerance_over"),
    ]
    assert [row["type"] for row in rows_of(desk.database, OutboxRow)].count("PromiseChanged") == 2


def story(desk: Desk, promise_id: str) -> list[tuple[object, ...]]:
    """What became of the promise: from, to, paid by then, and who, which user and why."""
    events = run(desk.promises.detail(promise_id)).events
    return [(e.from_state, e.to_state, e.paid_cents, e.by.actor, e.by.user_id, e.by.reason) for e in events]


def test_a_promise_may_be_taken_back_and_the_debtor_called_again(desk: Desk) -> None:
    made = run(desk.promises.make(ATTEMPT, AGENT, amount_cents=1, due_date=desk.clock.at.date()))
    cancelled = run(desk.promises.cancel(made.id, by=SUPERVISOR.user_id, note="a pedido"))
    assert cancelled.promise.state == "cancelled"
    assert story(desk, made.id)[-1] == ("open", "cancelled", 0, Actor.USER, SUPERVISOR.user_id, "a pedido")
    hold = the_row(desk.database, ContactHoldRow)
    assert (hold["lifted_by"], hold["lifted_at"]) == (SUPERVISOR.user_id, desk.clock.at)

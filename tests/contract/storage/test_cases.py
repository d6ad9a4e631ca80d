"""What debtors told is decided, and their debts are let go, on both databases."""

import runpy
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text

from adapters.storage import migrate
from adapters.storage.database import Database
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.cases import CaseDebtRow
from adapters.storage.tables.contact import ContactHoldRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.portfolio import CampaignRow, DebtRow, LeadRow, PhoneRow
from domain.call.case import CaseKind, CaseStory, DelayCause, DisputeReason, PaymentWay
from domain.call.case_decision import CaseAlreadyDecided, CaseState, Verdict, VerdictDoesNotFit
from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from domain.contact.facts import Channel
from domain.ids import AttemptId, DebtorId, PortfolioId, UserId
from domain.notice.notice import NoticeKind, NoticeState
from domain.strategy.step_message import NO_CONTACT
from runtime.clock import UlidSource
from services.cases.deciding import CaseService
from services.cases.errors import NoSuchCase
from services.menu import MenuService
from services.menu_facts import MenuFacts
from services.payments.receiving import payment_in_doubt
from services.ports.repositories.cases import CaseFacts, CaseQuery
from services.ports.repositories.menu import MenuProgress
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, NOW, change, rows_of, the_row
from tests.support.negotiating import ZONE, Desk, open_desk

PAID = CaseStory(kind=CaseKind.PAYMENT_CLAIM, paid_on=date(2026, 11, 10), paid_way=PaymentWay.PIX)
HELENA, OTHER = UserId(2), UserId(1)


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database, principals_cents=(100_000, 50_000))


@pytest.fixture
def cases(desk: Desk) -> CaseService:
    return CaseService(storage=desk.database, clock=desk.clock, channels={Channel.SMS, Channel.EMAIL})


def tell(desk: Desk, disposition: Disposition, attempt_id: AttemptId = ATTEMPT) -> None:
    menu = MenuService(desk.database, clock=desk.clock, ids=UlidSource(), zone=ZONE)
    facts = MenuFacts(storage=desk.database, clock=desk.clock, ids=UlidSource(), zone=ZONE)
    call = run(menu.load(attempt_id)).call
    progress = MenuProgress(attempt_id=attempt_id, started_at=NOW, pressed_keys=True, disposition=disposition)
    if disposition is Disposition.ALEGA_PAGAMENTO:
        run(facts.claim_paid(call, PAID, progress))
    elif disposition is Disposition.CONTESTA_DIVIDA:
        run(facts.dispute(call, DisputeReason.NOT_MINE, progress))
    else:
        run(facts.tell_cause(call, DelayCause.ILLNESS, progress))


def call_again(desk: Desk, name: str) -> AttemptId:
    """Another answered call to the same person."""

    def work(uow) -> None:
        known = dict(uow.connection.execute(select(AttemptRow.__table__)).mappings().first())
        uow.connection.execute(insert(AttemptRow).values(known | {"id": name}))

    run(desk.database.write(work))
    return AttemptId(name)


def listed(cases: CaseService, **query) -> list[CaseFacts]:
    return list(run(cases.page(CaseQuery(**query), page=1)).items)


def decide(cases: CaseService, case: CaseFacts, verdict: Verdict) -> CaseFacts:
    return run(cases.decide(case.case_id, verdict, reason="Conferido no extrato", by=HELENA))


def statuses(desk: Desk) -> list[str]:
    return [row["status"] for row in sorted(rows_of(desk.database, DebtRow), key=lambda row: row["id"])]


def news(desk: Desk) -> list[str]:
    return [row["type"] for row in sorted(rows_of(desk.database, OutboxRow), key=lambda row: row["id"])]


def test_a_refuted_claim_is_collected_again_and_the_campaign_takes_the_person_up(
    desk: Desk, cases: CaseService
) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)
    change(desk.database, LeadRow, state=LeadState.DONE, last_verdict="closed: ALEGA_PAGAMENTO, Final")
    change(desk.database, CampaignRow, status="finished", worked_at=NOW)
    (case,) = listed(cases)
    assert (case.story, case.state, case.portfolio, case.end) == (PAID, CaseState.OPEN, "Carteira", None)
    assert [debt.contract for debt in case.debts] == ["C1", "C2"]
    desk.clock.advance(hours=1)
    decided = decide(cases, case, Verdict.CLAIM_REFUTED)
    assert statuses(desk) == ["open", "open"]
    assert not run(payment_in_doubt(desk.database, DebtorId(1)))
    assert the_row(desk.database, LeadRow)["state"] is LeadState.READY
    assert the_row(desk.database, CampaignRow)["status"] == "running"
    assert decided.end is not None
    assert (decided.decider, decided.end.decided_at) == ("supervisor", desk.clock.at)
    assert news(desk) == ["CaseOpened", "CampaignChanged", "CaseDecided", "NoticeChanged"]


def test_a_lead_that_ended_for_another_reason_stays_so(desk: Desk, cases: CaseService) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)
    change(desk.database, LeadRow, state=LeadState.DONE, last_verdict="closed: NAO_ATENDE, Exhausted")
    decide(cases, listed(cases)[0], Verdict.CLAIM_REFUTED)
    assert the_row(desk.database, LeadRow)["state"] is LeadState.DONE


def test_the_same_decision_told_again_changes_nothing_and_another_is_refused(desk: Desk, cases: CaseService) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)
    (case,) = listed(cases)
    with pytest.raises(VerdictDoesNotFit):
        decide(cases, case, Verdict.DISPUTE_UPHELD)
    assert statuses(desk) == ["claimed_paid", "claimed_paid"]
    decided = decide(cases, case, Verdict.CLAIM_CONFIRMED)
    desk.clock.advance(hours=1)
    assert decide(cases, case, Verdict.CLAIM_CONFIRMED) == decided
    assert statuses(desk) == ["paid", "paid"]
    assert news(desk).count("CaseDecided") == 1
    with pytest.raises(CaseAlreadyDecided):
        decide(cases, case, Verdict.CLAIM_REFUTED)
    with pytest.raises(CaseAlreadyDecided):
        run(cases.decide(case.case_id, Verdict.CLAIM_CONFIRMED, reason="Conferido no extrato", by=OTHER))
    with pytest.raises(NoSuchCase):
        run(cases.decide("nothing", Verdict.CLOSED, reason="nada", by=HELENA))


def test_a_dispute_takes_its_hold_away_with_it_and_no_other(desk: Desk, cases: CaseService) -> None:
    tell(desk, Disposition.CONTESTA_DIVIDA)
    tell(desk, Disposition.CONTESTA_DIVIDA, call_again(desk, "A2"))
    first, second = listed(cases)
    assert first.debts == second.debts
    decide(cases, first, Verdict.DISPUTE_DISMISSED)
    lifted = {row["attempt_id"]: row["lifted_by"] for row in rows_of(desk.database, ContactHoldRow)}
    assert lifted == {ATTEMPT: HELENA, "A2": None}
    assert statuses(desk) == ["disputed", "disputed"]
    decide(cases, second, Verdict.DISPUTE_UPHELD)
    assert statuses(desk) == ["withdrawn", "withdrawn"]
    assert run(desk.database.read(lambda uow: uow.desk.debts(DebtorId(1), PortfolioId(1)))) == []


@pytest.mark.parametrize("first", ["claim", "dispute"])
def test_a_claim_and_a_dispute_of_the_same_debts_are_both_to_be_decided(
    desk: Desk, cases: CaseService, first: str
) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)
    tell(desk, Disposition.CONTESTA_DIVIDA, call_again(desk, "A2"))
    claim, dispute = listed(cases)
    assert {kind for debt in claim.debts for kind in debt.standing.other_cases} == {CaseKind.DISPUTE}
    if first == "claim":
        decide(cases, claim, Verdict.CLAIM_REFUTED)
        assert statuses(desk) == ["disputed", "disputed"]
        decide(cases, dispute, Verdict.DISPUTE_DISMISSED)
    else:
        decide(cases, dispute, Verdict.DISPUTE_DISMISSED)
        assert statuses(desk) == ["claimed_paid", "claimed_paid"]
        decide(cases, claim, Verdict.CLAIM_REFUTED)
    assert statuses(desk) == ["open", "open"]


def test_a_later_claim_is_about_the_debts_that_came_since(desk: Desk, cases: CaseService) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)

    def bring(uow) -> None:
        known = dict(uow.connection.execute(select(DebtRow.__table__).where(DebtRow.id == 1)).mappings().one())
        uow.connection.execute(insert(DebtRow).values(known | {"id": 3, "contract": "C3", "status": "open"}))

    run(desk.database.write(bring))
    desk.clock.advance(days=4)
    tell(desk, Disposition.ALEGA_PAGAMENTO, call_again(desk, "A2"))
    _, later = listed(cases)
    assert [debt.contract for debt in later.debts] == ["C3"]
    decide(cases, later, Verdict.CLAIM_CONFIRMED)
    assert statuses(desk) == ["claimed_paid", "claimed_paid", "paid"]
    assert run(payment_in_doubt(desk.database, DebtorId(1)))


def test_open_cases_come_first_the_oldest_before_and_are_found_by_what_they_are(desk: Desk, cases: CaseService) -> None:
    tell(desk, Disposition.DOENCA)
    for name, told in (("A2", Disposition.ALEGA_PAGAMENTO), ("A3", Disposition.CONTESTA_DIVIDA)):
        desk.clock.advance(minutes=1)
        tell(desk, told, call_again(desk, name))
    ticket, claim, dispute = listed(cases)
    assert (ticket.story.kind, ticket.debts) == (CaseKind.HARDSHIP, ())
    assert decide(cases, ticket, Verdict.CLOSED).state is CaseState.DECIDED
    assert statuses(desk) == ["claimed_paid", "claimed_paid"]
    assert [case.case_id for case in listed(cases)] == [claim.case_id, dispute.case_id, ticket.case_id]
    assert [case.case_id for case in listed(cases, state=CaseState.OPEN, kind=CaseKind.DISPUTE)] == [dispute.case_id]
    assert [case.case_id for case in listed(cases, state=CaseState.DECIDED)] == [ticket.case_id]
    assert listed(cases, portfolio_id=PortfolioId(2)) == []
    assert run(cases.page(CaseQuery(portfolio_id=PortfolioId(1)), page=2)).total == 3


def test_cases_from_before_there_were_decisions_hold_the_debts_in_doubt(desk: Desk, cases: CaseService) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)
    before = rows_of(desk.database, CaseDebtRow)
    (migration,) = (Path(migrate.__file__).parent / "migrations/versions").glob("*_decide_cases.py")
    link = runpy.run_path(str(migration))["LINK_DEBTS_IN_DOUBT"]

    def as_before(uow) -> None:
        uow.connection.execute(delete(CaseDebtRow))
        uow.connection.execute(text(link))

    run(desk.database.write(as_before))
    assert rows_of(desk.database, CaseDebtRow) == before


def test_who_was_found_wrong_is_asked_once_to_call_and_the_case_shows_what_became_of_it(
    desk: Desk, cases: CaseService
) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)
    desk.clock.advance(days=3)  # Friday; the rest of two business days after the claim is over
    (case,) = listed(cases)
    assert (case.message, case.untold) == (None, "")
    decided = decide(cases, case, Verdict.CLAIM_REFUTED)
    assert decided.message is not None
    assert (decided.message.contact.channel, decided.message.state) == (Channel.SMS, NoticeState.QUEUED)
    notice = the_row(desk.database, NoticeRow)
    assert (notice["kind"], notice["requested_by"]) == (NoticeKind.REMINDER, HELENA)
    decide(cases, case, Verdict.CLAIM_REFUTED)
    assert len(rows_of(desk.database, NoticeRow)) == 1
    change(desk.database, NoticeRow, state=NoticeState.DROPPED, reason="opted_out")
    (later,) = listed(cases)
    assert later.message is not None
    assert (later.message.state, later.message.reason) == (NoticeState.DROPPED, "opted_out")


def test_while_collection_rests_after_the_claim_the_message_waits(desk: Desk, cases: CaseService) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)
    desk.clock.advance(hours=1)
    assert decide(cases, listed(cases)[0], Verdict.CLAIM_REFUTED).message is not None


@pytest.mark.parametrize(("verdict", "others"), [(Verdict.CLAIM_CONFIRMED, False), (Verdict.CLAIM_REFUTED, True)])
def test_who_was_right_or_has_another_open_case_is_not_written_to(
    desk: Desk, cases: CaseService, verdict: Verdict, *, others: bool
) -> None:
    tell(desk, Disposition.ALEGA_PAGAMENTO)
    if others:
        tell(desk, Disposition.CONTESTA_DIVIDA, call_again(desk, "A2"))
    decided = decide(cases, listed(cases)[0], verdict)
    assert (decided.message, decided.untold, rows_of(desk.database, NoticeRow)) == (None, "", [])


def test_who_may_not_be_written_to_is_told_by_whoever_speaks_with_them(desk: Desk, cases: CaseService) -> None:
    tell(desk, Disposition.CONTESTA_DIVIDA)
    change(desk.database, PhoneRow, unlinked_at=NOW)
    decided = decide(cases, listed(cases)[0], Verdict.DISPUTE_DISMISSED)
    assert (decided.message, decided.untold) == (None, NO_CONTACT)
    assert listed(cases)[0].untold == NO_CONTACT

"""What debtors tell the menu besides an agreement, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.cases import CaseRow
from adapters.storage.tables.contact import ContactHoldRow, ContactLedgerRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow
from adapters.storage.tables.strategy import SurveyAnswerRow
from domain.call.case import CaseKind, CaseStory, DelayCause, DisputeReason, PaymentWay
from domain.call.disposition import Disposition
from domain.contact.callback import CallbackSlot, Period
from domain.contact.facts import Channel
from domain.ids import AttemptId
from domain.reporting.survey import NoSuchMark
from services.menu import MenuService
from services.menu_facts import MenuFacts
from services.ports.repositories.menu import MenuCall, MenuProgress
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, menu_row, rows_of, the_row
from tests.support.virtual_time import CountingIds

SLOT = CallbackSlot(
    day=date(2026, 11, 25),
    period=Period.MORNING,
    starts_at=datetime(2026, 11, 25, 11, tzinfo=UTC),
    ends_at=datetime(2026, 11, 25, 15, tzinfo=UTC),
)
PAID = CaseStory(kind=CaseKind.PAYMENT_CLAIM, paid_on=date(2026, 11, 10), paid_way=PaymentWay.PIX)
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


class FixedClock:
    def now(self) -> datetime:
        return NOW


def progress(disposition: Disposition) -> MenuProgress:
    return MenuProgress(attempt_id=ATTEMPT, started_at=NOW, pressed_keys=True, disposition=disposition)


@pytest.fixture
def facts(database: Database) -> MenuFacts:
    add_answered_attempt(database)
    return MenuFacts(storage=database, clock=FixedClock(), ids=CountingIds(), zone=SAO_PAULO)


@pytest.fixture
def menu(database: Database) -> MenuService:
    return MenuService(database, clock=FixedClock(), ids=CountingIds(), zone=SAO_PAULO)


@pytest.fixture
def call(facts: MenuFacts, menu: MenuService) -> MenuCall:
    return run(menu.load(ATTEMPT)).call


def told(database: Database) -> list[str]:
    return sorted(row["type"] for row in rows_of(database, OutboxRow))


def test_a_claim_of_payment_rests_collection_for_two_business_days(facts, call, database: Database) -> None:
    claimed = progress(Disposition.ALEGA_PAGAMENTO)
    protocol = run(facts.claim_paid(call, PAID, claimed))
    assert the_row(database, DebtRow)["status"] == "claimed_paid"
    paused_until = the_row(database, DebtorRow)["collection_paused_until"]
    assert paused_until.astimezone(SAO_PAULO).date() == date(2026, 11, 26)
    assert menu_row(database)["protocol"] == protocol
    case = the_row(database, CaseRow)
    assert (case["kind"], case["paid_on"], case["paid_way"]) == (
        CaseKind.PAYMENT_CLAIM,
        date(2026, 11, 10),
        PaymentWay.PIX,
    )
    assert case["protocol"] == protocol
    assert told(database) == ["CaseOpened"]
    assert run(facts.claim_paid(call, PAID, claimed)) == protocol
    assert len(rows_of(database, CaseRow)) == 1


def test_a_dispute_stops_collecting_until_it_is_answered(facts, call, database: Database) -> None:
    run(facts.dispute(call, DisputeReason.WRONG_AMOUNT, progress(Disposition.CONTESTA_DIVIDA)))
    assert the_row(database, DebtRow)["status"] == "disputed"
    hold = the_row(database, ContactHoldRow)
    assert (hold["kind"], hold["debtor_id"], hold["portfolio_id"], hold["reason"]) == ("dispute", 1, 1, "wrong_amount")
    assert (the_row(database, CaseRow)["kind"], the_row(database, CaseRow)["reason"]) == (
        CaseKind.DISPUTE,
        "wrong_amount",
    )


@pytest.mark.parametrize(
    ("cause", "disposition", "kind"),
    [
        (DelayCause.UNEMPLOYMENT, Disposition.DESEMPREGO, CaseKind.HARDSHIP),
        (DelayCause.DISSATISFIED, Disposition.INSATISFACAO_SERVICO, CaseKind.SUPPORT),
    ],
)
def test_a_cause_of_delay_becomes_a_case(facts, call, database: Database, cause, disposition, kind) -> None:
    protocol = run(facts.tell_cause(call, cause, progress(disposition)))
    case = the_row(database, CaseRow)
    assert (case["kind"], case["reason"], case["state"], case["protocol"]) == (kind, cause.value, "open", protocol)
    assert menu_row(database)["disposition"] is disposition


def test_a_scheduled_call_holds_all_others_until_its_hour(facts, call, database: Database) -> None:
    run(facts.schedule(call, SLOT, progress(Disposition.RETORNO_AGENDADO)))
    hold = the_row(database, ContactHoldRow)
    assert (hold["kind"], hold["number"]) == ("callback", None)
    assert (hold["starts_at"], hold["ends_at"]) == (SLOT.starts_at, SLOT.ends_at)
    assert told(database) == []


def test_a_third_partys_wish_is_for_their_number_alone(facts, call, database: Database) -> None:
    run(facts.leave_wish(call, SLOT, progress(Disposition.RECADO_TERCEIRO)))
    hold = the_row(database, ContactHoldRow)
    assert (hold["kind"], hold["number"]) == ("callback", "+5511987654321")
    assert menu_row(database)["disposition"] is Disposition.RECADO_TERCEIRO


def test_who_wants_no_calls_gets_none(facts, call, database: Database) -> None:
    once = progress(Disposition.PEDE_BLOQUEIO)
    protocol = run(facts.stop_calls(call, once))
    assert run(facts.stop_calls(call, once)) == protocol
    hold = the_row(database, ContactHoldRow)
    assert (hold["kind"], hold["debtor_id"], hold["ends_at"]) == ("opt_out", 1, None)


def test_a_wrong_number_is_unlinked_with_its_protocol(facts, call, database: Database) -> None:
    protocol = run(facts.unlink_number(call, progress(Disposition.NAO_CONHECE)))
    phone = the_row(database, PhoneRow)
    assert phone["unlinked_at"] == NOW
    assert phone["unlink_protocol"] == protocol


def test_marks_are_kept_with_the_call(facts, call, database: Database) -> None:
    run(facts.rate(call, 4))
    assert the_row(database, SurveyAnswerRow)["satisfaction"] == 4
    with pytest.raises(NoSuchMark):
        run(facts.rate(call, 6))


def test_an_agreement_after_something_told_is_the_outcome(facts, menu, call, database: Database) -> None:
    first = run(facts.tell_cause(call, DelayCause.ILLNESS, progress(Disposition.DOENCA)))
    context = run(menu.look(run(menu.load(ATTEMPT))))
    decided = replace(progress(Disposition.DOENCA), ended_at=NOW)
    agreed = run(menu.agree(context, context.offers[0], read_back="", progress=decided))
    session = menu_row(database)
    assert session["disposition"] is Disposition.ACORDO_A_VISTA
    assert session["protocol"] == agreed.protocol != first
    assert the_row(database, CaseRow)["protocol"] == first
    assert run(menu.agree(context, context.offers[0], read_back="", progress=decided)) == agreed


def test_one_message_a_week_is_left_whatever_number_and_portfolio_it_is_for(
    database: Database, facts: MenuFacts, call: MenuCall
) -> None:
    assert run(facts.leave_message(call))
    elsewhere = replace(call, attempt_id=AttemptId("A2"), phone_number="+5511900000000")
    assert not run(facts.leave_message(elsewhere))
    (row,) = rows_of(database, ContactLedgerRow)
    assert (row["debtor_id"], row["channel"], row["at"]) == (call.debtor_id, Channel.VOICEMAIL.value, NOW)
    later = replace(facts, clock=Later())
    assert run(later.leave_message(elsewhere))
    assert len(rows_of(database, ContactLedgerRow)) == 2


class Later:
    def now(self) -> datetime:
        return NOW + timedelta(days=7, seconds=1)

"""Calls that come in, with the real flow, services and SQLite: whose they are, and what is done in them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.cases import CaseRow
from adapters.storage.tables.contact import CallMeterRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.portfolio import CampaignRow, DebtRow, LeadRow
from domain.call.case import CaseKind, DisputeReason
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from domain.call.inbound import attempt_of_channel
from domain.call.lead import LeadState
from domain.ids import AttemptId, DebtorId
from domain.negotiation.caller_identity import TRIES_FROM_NUMBER, TRIES_IN_CALL
from ivr_flows.inbound_run import run_inbound
from ivr_flows.prompts import PromptBook
from runtime.clock import UlidSource
from services.closing import AttemptEnd, close_attempt
from services.inbound import InboundService
from services.inbound_account import InboundAccount
from services.menu_house import menu_house
from services.ports.repositories.menu import MenuProgress
from services.waiting_room import WaitingRoom
from sounds.manifest import load_manifest
from sounds.vocabulary import organisation_spec
from tests.support.aio import run
from tests.support.menu import ScriptedChannel, SteppingClock
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, change, menu_row, rows_of, the_row
from tests.support.storage import sqlite_database

CLOCK, ZONE = SteppingClock(NOW), ZoneInfo("America/Sao_Paulo")
PUBLISHED, MARIAS, STRANGERS = "+551132654321", "+5511987654321", "+5511955554444"
CHANNEL = "1763989200.7"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite_database(tmp_path) as opened:
        add_answered_attempt(opened)
        yield opened


class Desk:
    calls = 6

    def __init__(self, database: Database, sounds: Path) -> None:
        for spec in [*load_manifest().specs(), organisation_spec("Loja Exemplo")]:
            file = sounds / f"{spec.path}.alaw"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"\xd5")
        ids = UlidSource()
        self.database = database
        self.house = menu_house(database, clock=CLOCK, ids=ids, zone=ZONE)
        self.inbound = InboundService(storage=database, clock=CLOCK, dialer="d1", trunk="t")
        self.account = InboundAccount(storage=database, clock=CLOCK, ids=ids, zone=ZONE, notices=self.house.notices)
        self.prompts = PromptBook(sounds)

    def call(self, keys: str, *, calling: str = STRANGERS, hangs_up: bool = False) -> AttemptId:
        self.calls += 1
        attempt_id = run(self.inbound.arrive(f"1763989200.{self.calls}", PUBLISHED))
        assert attempt_id is not None
        self.menu(attempt_id, keys, calling=calling, hangs_up=hangs_up)
        return attempt_id

    def menu(
        self,
        attempt_id: AttemptId,
        keys: str,
        *,
        calling: str = STRANGERS,
        hangs_up: bool = False,
        reason: str = "answered",
    ) -> ScriptedChannel:
        self.channel = ScriptedChannel(keys, hangs_up=hangs_up, reason=reason)
        self.channel.attempt_id, self.channel.caller_number = attempt_id, calling
        run(
            run_inbound(
                self.channel,
                house=self.house,
                inbound=self.inbound,
                account=self.account,
                prompts=self.prompts,
                clock=CLOCK,
            )
        )
        return self.channel

    def heard(self) -> set[str]:
        """The prompts of the last visit to the menu."""
        return {clip.path.removeprefix("pt_BR/") for clips in self.channel.played for clip in clips}

    def close(self, attempt_id: AttemptId) -> None:
        end = AttemptEnd(attempt_id=attempt_id, at=NOW + timedelta(minutes=5), hangup_cause=16)
        closed = run(self.database.write(lambda uow: close_attempt(uow, end, recording_path="open/x.raw", now=end.at)))
        assert closed is not None
        assert closed.recording is not None

    def attempt(self, attempt_id: AttemptId) -> dict[str, object]:
        return next(row for row in rows_of(self.database, AttemptRow) if row["id"] == attempt_id)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path / "sounds")


@pytest.mark.parametrize("spelled", [PUBLISHED, "551132654321", "1132654321", "01132654321"])
def test_a_published_number_is_known_however_the_carrier_spells_it(desk: Desk, spelled: str) -> None:
    assert run(desk.inbound.arrive(CHANNEL, spelled)) == attempt_of_channel(CHANNEL)


@pytest.mark.parametrize(("channel", "number"), [(CHANNEL, "+551133330000"), (CHANNEL, ""), ("agent-1", PUBLISHED)])
def test_any_other_call_is_none_of_ours(desk: Desk, database: Database, channel: str, number: str) -> None:
    assert run(desk.inbound.arrive(channel, number)) is None
    assert len(rows_of(database, AttemptRow)) == 1


def test_an_unknown_caller_who_asks_for_a_person_is_an_attempt_like_any_other(desk: Desk) -> None:
    attempt_id = desk.call("9")
    row = desk.attempt(attempt_id)
    assert (row["direction"], row["dialer"], row["debtor_id"] == 1) == ("inbound", "d1", False)
    desk.close(attempt_id)
    assert desk.attempt(attempt_id)["answer_class"] is AnswerClass.HUMAN


@pytest.mark.parametrize(
    ("keys", "calling"),
    [("1" + "52998224725" + "0503", STRANGERS), ("1" + "529#" + "0503", MARIAS)],
    ids=["by the whole CPF", "by a hint"],
)
def test_who_proves_who_they_are_settles_as_in_a_call_of_ours(
    desk: Desk, database: Database, keys: str, calling: str
) -> None:
    attempt_id = desk.call(keys + "1" + "1" + "1" + "-", calling=calling)
    assert desk.attempt(attempt_id)["debtor_id"] == 1
    agreement = the_row(database, AgreementRow)
    assert (agreement["attempt_id"], agreement["debtor_id"]) == (attempt_id, 1)
    desk.close(attempt_id)
    assert desk.attempt(attempt_id)["disposition"] is Disposition.ACORDO_A_VISTA


def test_another_persons_number_opens_nothing(desk: Desk, database: Database) -> None:
    attempt_id = desk.call("1" + "111#" + "0101", calling=MARIAS, hangs_up=True)
    assert desk.attempt(attempt_id)["debtor_id"] != 1
    assert menu_row(database)["identity_confirmed_at"] is None


def test_a_second_copy_is_sent_in_the_next_call(desk: Desk, database: Database) -> None:
    first = desk.call("1" + "52998224725" + "0503" + "1" + "1" + "1" + "-")
    desk.close(first)
    before = len(rows_of(database, NoticeRow))
    desk.call("1" + "52998224725" + "0503" + "2" + "1", hangs_up=True)
    assert len(rows_of(database, NoticeRow)) == before + 1
    assert "copy_sent" in desk.heard()


def lead_states(database: Database) -> dict[int, tuple[LeadState, bool]]:
    """By campaign, whether a call is to come."""
    return {row["campaign_id"]: (row["state"], row["waiting_until"] is not None) for row in rows_of(database, LeadRow)}


def test_a_call_that_a_caller_asked_for_is_made_by_the_campaign_that_dials_them(desk: Desk, database: Database) -> None:
    change(database, LeadRow, state=LeadState.DONE)
    attempt_id = desk.call("1" + RIGHT + "1" + "5" + "3" + "1" + "1" + "-", hangs_up=True)
    desk.close(attempt_id)
    assert desk.attempt(attempt_id)["disposition"] is Disposition.RETORNO_AGENDADO
    states = lead_states(database)
    assert states[1] == (LeadState.WAITING, True)
    # The one that keeps the calls that come in, with who called and who was not known yet.
    assert {state for campaign, state in states.items() if campaign != 1} == {(LeadState.DONE, False)}


def test_a_callback_promised_in_the_queue_is_made_too(desk: Desk, database: Database) -> None:
    change(database, LeadRow, state=LeadState.DONE)
    attempt_id = desk.call("1" + RIGHT + "9", hangs_up=True)
    room = WaitingRoom(storage=database, clock=CLOCK, ids=UlidSource(), zone=ZONE)
    soonest = run(room.soonest(attempt_id))
    assert soonest is not None
    progress = MenuProgress(attempt_id=attempt_id, started_at=NOW, pressed_keys=True, identity_confirmed_at=NOW)
    run(room.promise(attempt_id, soonest, progress))
    assert lead_states(database)[1] == (LeadState.WAITING, True)


CPF, RIGHT, WRONG = "52998224725", "52998224725" + "0503", "52998224725" + "0305"


def test_guesses_in_two_calls_lock_the_person_in_the_words_that_all_others_hear(desk: Desk, database: Database) -> None:
    desk.call("1" + WRONG, hangs_up=True)
    desk.call("1" + WRONG + WRONG + "9")
    refused = desk.heard()
    locked = desk.call("1" + RIGHT + RIGHT + "9", calling="+5511977770001")
    assert desk.heard() == refused
    assert desk.attempt(locked)["debtor_id"] != 1
    desk.call("1" + "11144477735" * 2 + "9", calling="+5511977770002")
    assert run(desk.house.menu.load(ATTEMPT)).identity_locked


def test_who_comes_back_from_the_queue_has_no_more_tries_than_before(desk: Desk) -> None:
    attempt_id = desk.call("1" + WRONG + "*")
    desk.menu(attempt_id, "1" + WRONG + "9", reason="nobody_free")
    assert "inbound_unproved" in desk.heard()
    desk.menu(attempt_id, "1" + "9", reason="nobody_free")
    assert desk.heard() >= {"inbound_options_locked", "not_an_option", "person"}
    assert "inbound_document" not in desk.heard()
    assert desk.attempt(attempt_id)["debtor_id"] != 1


def test_a_number_that_tried_many_documents_still_reaches_a_person_and_a_complaint(
    desk: Desk, database: Database
) -> None:
    for _ in range(TRIES_FROM_NUMBER // TRIES_IN_CALL):
        desk.call("1" + ("11144477735" + "0101") * TRIES_IN_CALL, hangs_up=True)
    desk.call("1" + "9")
    assert desk.heard() >= {"inbound_options_locked", "not_an_option", "person"}
    assert "inbound_document" not in desk.heard()
    desk.call("8" + "-")
    assert the_row(database, CaseRow)["kind"] is CaseKind.COMPLAINT
    assert desk.attempt(desk.call("1" + RIGHT + "9", calling="+5511977770001"))["debtor_id"] == 1


def test_who_has_nothing_to_settle_is_back_in_the_account_menu(desk: Desk, database: Database) -> None:
    change(database, DebtRow, status="paid")
    desk.call("1" + RIGHT + "1" + "9")
    assert desk.heard() >= {"nothing_owed", "account_debts", "person"}
    assert "goodbye" not in desk.heard()


def test_whoever_called_may_dispute_what_is_asked_for(desk: Desk, database: Database) -> None:
    attempt_id = desk.call("1" + "52998224725" + "0503" + "1" + "512" + "-")
    case = the_row(database, CaseRow)
    assert (case["kind"], case["reason"]) == (CaseKind.DISPUTE, DisputeReason.WRONG_AMOUNT)
    assert (case["attempt_id"], case["debtor_id"]) == (attempt_id, 1)


def test_a_complaint_of_nobody_in_particular_has_its_protocol_case_and_outcome(desk: Desk, database: Database) -> None:
    attempt_id = desk.call("8" + "-")
    case = the_row(database, CaseRow)
    assert (case["kind"], case["attempt_id"], case["state"]) == (CaseKind.COMPLAINT, attempt_id, "open")
    assert case["debtor_id"] == desk.attempt(attempt_id)["debtor_id"] != 1
    assert menu_row(database)["protocol"] == case["protocol"] != ""
    assert "CaseOpened" in {row["type"] for row in rows_of(database, OutboxRow)}
    desk.close(attempt_id)
    assert desk.attempt(attempt_id)["disposition"] is Disposition.INSATISFACAO_SERVICO


def test_a_complaint_of_who_is_known_is_theirs_and_told_twice_is_one(desk: Desk, database: Database) -> None:
    attempt_id = desk.call("1" + "52998224725" + "0503" + "8" + "-")
    context = run(desk.house.menu.load(attempt_id))
    told = MenuProgress(attempt_id=attempt_id, started_at=NOW, disposition=Disposition.INSATISFACAO_SERVICO)
    protocol = run(desk.account.complain(context.call, told))
    case = the_row(database, CaseRow)
    assert (case["debtor_id"], case["protocol"]) == (1, protocol)


def test_calls_that_came_in_are_no_calls_of_ours(desk: Desk, database: Database) -> None:
    attempt_id = desk.call("1" + "52998224725" + "0503" + "9")
    desk.close(attempt_id)
    assert rows_of(database, CallMeterRow) == []
    subject = run(database.read(lambda uow: uow.contact.subject(DebtorId(1), at=NOW + timedelta(hours=1))))
    assert subject is not None
    assert [dial.open for dial in subject.dials] == [True], "only the call of ours that is still up"
    assert [campaign.name for campaign in run(database.read(lambda uow: uow.campaigns.all()))] == ["Campanha"]
    lines = run(
        database.read(
            lambda uow: list(
                uow.connection.execute(select(CampaignRow.status).where(CampaignRow.direction == "inbound"))
            )
        )
    )
    assert [row.status for row in lines] == ["finished"]
    assert {row["state"] for row in rows_of(database, LeadRow) if row["id"] != 1} == {LeadState.DONE}

"""The menu's other ways through the real house: what each leaves in the database, and where the code goes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.calls import IdentityFailureRow
from adapters.storage.tables.cases import CaseRow
from adapters.storage.tables.contact import ContactHoldRow, ContactLedgerRow
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.portfolio import DebtRow
from adapters.storage.tables.strategy import SurveyAnswerRow
from domain.call.case import CaseKind
from domain.call.disposition import Disposition
from domain.contact.facts import Channel
from domain.notice.notice import Confirmation
from ivr_flows.book import FlowBook
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from runtime.clock import UlidSource
from services.menu_house import menu_house
from sounds.manifest import load_manifest
from sounds.vocabulary import organisation_spec
from tests.support.aio import run
from tests.support.menu import ScriptedChannel, SteppingClock
from tests.support.menu_records import ATTEMPT, add_answered_attempt, change, menu_row, rows_of, the_row
from tests.support.storage import sqlite_database

CLOCK = SteppingClock()
COMMENT = "comentario = true"
VOICEMAIL = "recado_em_caixa_postal = true"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite_database(tmp_path) as opened:
        add_answered_attempt(opened)
        yield opened


@pytest.fixture
def call(database: Database, tmp_path: Path) -> Callable[[str], ScriptedChannel]:
    folder = tmp_path / "sounds"
    for spec in [*load_manifest().specs(), organisation_spec("Loja Exemplo")]:
        file = folder / f"{spec.path}.alaw"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xd5")
    house = menu_house(database, clock=CLOCK, ids=UlidSource(), zone=ZoneInfo("America/Sao_Paulo"))

    def make(keys: str, *, hangs_up: bool = False, menu: str = "") -> ScriptedChannel:
        channel = ScriptedChannel(keys, hangs_up=hangs_up)
        (tmp_path / "flows").mkdir(exist_ok=True)
        (tmp_path / "flows" / "own.toml").write_text(menu, encoding="utf-8")
        flows = FlowBook(tmp_path / "flows")
        run(run_menu(channel, house=house, prompts=PromptBook(folder), clock=CLOCK, flows=flows))
        return channel

    return make


def test_a_wrong_answer_counts_though_the_debtor_hangs_up_on_it(
    call: Callable[[str], ScriptedChannel], database: Database
) -> None:
    call("10305529", hangs_up=True)
    assert failures(database) == [(ATTEMPT, 1, "+5511987654321")]


def test_a_slip_counts_no_more_once_the_right_answer_came(
    call: Callable[[str], ScriptedChannel], database: Database
) -> None:
    call("10305529" + "0503529", hangs_up=True)
    assert menu_row(database)["identity_confirmed_at"] is not None
    assert failures(database) == []


def failures(database: Database) -> list[tuple[object, ...]]:
    rows = rows_of(database, IdentityFailureRow)
    return [(row["attempt_id"], row["debtor_id"], row["number"]) for row in rows]


def said(channel: ScriptedChannel, clip: str) -> bool:
    return any(one.path == f"pt_BR/{clip}" for clips in channel.played for one in clips)


def test_five_instalments_from_a_chosen_day(call, database: Database) -> None:
    call("10503529" + "2" + "5" + "2" + "1" + "--")
    rows = sorted(rows_of(database, InstallmentRow), key=lambda row: row["number"])
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]
    assert sum(row["amount_cents"] for row in rows) == the_row(database, AgreementRow)["total_cents"]
    assert menu_row(database)["disposition"] is Disposition.ACORDO_PARCELADO


def test_the_code_goes_to_the_line_once_its_ending_was_heard(call, database: Database) -> None:
    channel = call("10503529" + "1" + "1" + "--")
    assert said(channel, "code_by_sms")
    notice = the_row(database, NoticeRow)
    assert (notice["channel"], notice["address"]) == (Channel.SMS, "+5511987654321")
    assert notice["confirmation"] is Confirmation.DEBTOR


def test_marks_are_kept(call, database: Database) -> None:
    call("10503529" + "1" + "1" + "5")
    assert the_row(database, SurveyAnswerRow)["satisfaction"] == 5


@pytest.mark.parametrize("hangs_up", [False, True], ids=["a key", "a hang-up"])
def test_what_is_said_of_the_call_is_found_in_its_recording(call, database: Database, *, hangs_up: bool) -> None:
    channel = call("10503529" + "1" + "1" + "5" + "~~~" + ("" if hangs_up else "#"), hangs_up=hangs_up, menu=COMMENT)
    assert said(channel, "comment")
    row, steps = the_row(database, SurveyAnswerRow), menu_row(database)["steps"]
    assert row["satisfaction"] == 5
    marked, spoken = (next(step["at_ms"] for step in steps if step["step"] == name) for name in ("survey", "comment"))
    # The channel's recording began 40 ms before the menu, whose clock goes on with every look at it.
    assert marked + 40 < row["comment_from_ms"] < row["comment_until_ms"] <= spoken + 40
    assert menu_row(database)["disposition"] is Disposition.ACORDO_A_VISTA


def test_who_says_nothing_of_the_call_leaves_only_marks(call, database: Database) -> None:
    call("10503529" + "1" + "1" + "5" + "-#", menu=COMMENT)
    row = the_row(database, SurveyAnswerRow)
    assert (row["satisfaction"], row["comment_from_ms"], row["comment_until_ms"]) == (5, None, None)


def test_a_message_on_a_voicemail_is_counted_and_not_left_again_within_a_week(call, database: Database) -> None:
    assert said(call("-----", menu=VOICEMAIL), "voicemail_number")
    row = the_row(database, ContactLedgerRow)
    assert (row["channel"], row["number"]) == ("voicemail", "+5511987654321")
    again = call("-----", menu=VOICEMAIL)
    assert said(again, "no_answer")
    assert not said(again, "voicemail_number")
    assert len(rows_of(database, ContactLedgerRow)) == 1


def test_a_dispute_leaves_a_case_and_rest(call, database: Database) -> None:
    channel = call("10503529" + "5" + "1" + "2" + "--")
    assert said(channel, "dispute_kept")
    assert the_row(database, CaseRow)["kind"] is CaseKind.DISPUTE
    assert the_row(database, DebtRow)["status"] == "disputed"
    assert the_row(database, ContactHoldRow)["kind"] == "dispute"
    assert menu_row(database)["disposition"] is Disposition.CONTESTA_DIVIDA


def test_trouble_with_the_service_opens_a_ticket(call, database: Database) -> None:
    call("10503529" + "5" + "2" + "5" + "--")
    assert the_row(database, CaseRow)["kind"] is CaseKind.SUPPORT
    assert menu_row(database)["disposition"] is Disposition.INSATISFACAO_SERVICO


def test_a_call_on_another_day_is_held_for(call, database: Database) -> None:
    call("10503529" + "5" + "3" + "1" + "2" + "--")
    assert the_row(database, ContactHoldRow)["kind"] == "callback"
    assert menu_row(database)["disposition"] is Disposition.RETORNO_AGENDADO


def test_no_more_calls(call, database: Database) -> None:
    call("10503529" + "5" + "4" + "1" + "--")
    assert the_row(database, ContactHoldRow)["kind"] == "opt_out"


def test_a_third_party_says_when(call, database: Database) -> None:
    call("2" + "1")
    hold = the_row(database, ContactHoldRow)
    assert (hold["kind"], hold["number"]) == ("callback", "+5511987654321")


def test_debts_paid_meanwhile_are_not_asked_for(call, database: Database) -> None:
    change(database, DebtRow, status="paid")
    channel = call("10503529")
    assert said(channel, "nothing_owed")
    assert not said(channel, "one_debt")
    assert rows_of(database, AgreementRow) == []

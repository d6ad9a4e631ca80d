"""Whole menu calls: the real flow, runner, service and SQLite; the voice channel and the clips are scripted."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.portfolio import DebtorRow, PhoneRow
from domain.call.disposition import Disposition
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from runtime.clock import UlidSource
from services.menu import UnknownAttempt
from services.menu_house import menu_house
from services.ports.storage import StorageError
from services.ports.voice import CallEnded, VoiceFailed
from sounds.manifest import load_manifest
from sounds.vocabulary import organisation_spec
from tests.support.aio import run
from tests.support.menu import ScriptedChannel, SteppingClock, results
from tests.support.menu_records import add_answered_attempt, change, menu_row, rows_of, the_row
from tests.support.storage import sqlite_database

T = TypeVar("T")
CLOCK = SteppingClock()


class CountedStorage:
    """Counts transactions, and fails those it is told to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.reads = 0
        self.writes = 0
        self.failing_writes: set[int] = set()

    async def read(self, work: Callable[[Any], T]) -> T:
        self.reads += 1
        return await self._database.read(work)

    async def write(self, work: Callable[[Any], T]) -> T:
        self.writes += 1
        if self.writes in self.failing_writes:
            raise StorageError("the disk is full")
        return await self._database.write(work)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite_database(tmp_path) as opened:
        add_answered_attempt(opened)
        yield opened


@pytest.fixture
def storage(database: Database) -> CountedStorage:
    return CountedStorage(database)


@pytest.fixture
def sounds_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    for spec in [*load_manifest().specs(), organisation_spec("Loja Exemplo")]:
        file = folder / f"{spec.path}.alaw"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xd5")
    return folder


@pytest.fixture
def call(storage: CountedStorage, sounds_dir: Path) -> Callable[[ScriptedChannel], ScriptedChannel]:
    house = menu_house(storage, clock=CLOCK, ids=UlidSource(), zone=ZoneInfo("America/Sao_Paulo"))

    def make(channel: ScriptedChannel) -> ScriptedChannel:
        run(run_menu(channel, house=house, prompts=PromptBook(sounds_dir), clock=CLOCK))
        return channel

    return make


def test_a_debtor_settles_in_full(call, database: Database) -> None:
    channel = call(ScriptedChannel("1" + "0503529" + "1" + "1" + "--"))
    assert channel.ended is None
    assert channel.played[-1][-1].path == "pt_BR/goodbye"
    agreement = the_row(database, AgreementRow)
    assert agreement["total_cents"] == 99_400
    assert agreement["read_back"].startswith(
        "Acordo com Loja Exemplo Com desconto de quarenta e quatro reais. À vista, novecentos e noventa e quatro reais"
    )
    session = menu_row(database)
    assert session["disposition"] is Disposition.ACORDO_A_VISTA
    assert session["ended_at"] is not None
    assert results(session["steps"]) == [
        ("right_party", "yes"),
        ("identity", "confirmed"),
        ("options", "in_full"),
        ("read_back", "agreed"),
        ("agreement", "in_full"),
    ]


def test_the_agreement_is_durable_before_its_protocol_is_played(call, database: Database) -> None:
    known: list[int] = []

    class Listening(ScriptedChannel):
        async def play(self, clips, *, stop_keys="0123456789*#"):
            if any(clip.path == "pt_BR/protocol" for clip in clips):
                known.append(await database.read(lambda uow: bool(uow.menu.protocol_of("A1"))))
            return await super().play(clips, stop_keys=stop_keys)

    call(Listening("10503529" + "11" + "--"))
    assert known == [True]


def test_a_caller_who_leaves_at_once_costs_one_read_and_two_writes(call, storage, database: Database) -> None:
    call(ScriptedChannel(hangs_up=True))
    assert (storage.reads, storage.writes) == (1, 2)
    session = menu_row(database)
    assert session["disposition"] is None
    assert not session["pressed_keys"]
    assert results(session["steps"]) == [("right_party", "hung_up")]


def test_silence_to_the_end_is_mudo(call, database: Database) -> None:
    assert call(ScriptedChannel()).played[-1][-1].path == "pt_BR/goodbye"
    assert menu_row(database)["disposition"] is Disposition.MUDO


def test_a_person_seeker_is_handed_over_with_everything_committed(call, database: Database) -> None:
    channel = call(ScriptedChannel("10503529" + "9"))
    assert channel.ended == "person"
    session = menu_row(database)
    assert session["identity_confirmed_at"] is not None
    assert session["ended_at"] is None
    assert results(session["steps"])[-1] == ("person", "requested")


def test_who_comes_back_from_waiting_can_still_settle(call, database: Database) -> None:
    call(ScriptedChannel("10503529" + "9"))
    call(ScriptedChannel("11", reason="nobody_free"))
    session = menu_row(database)
    assert session["disposition"] is Disposition.ACORDO_A_VISTA
    assert ("person", "requested") in results(session["steps"])
    at = [step["at_ms"] for step in session["steps"]]
    assert at == sorted(at)


def test_a_wrong_number_never_rings_for_this_debtor_again(call, database: Database) -> None:
    call(ScriptedChannel("3--"))
    assert the_row(database, PhoneRow)["unlinked_at"] is not None
    assert menu_row(database)["disposition"] is Disposition.NAO_CONHECE


def test_already_paid_pauses_the_debtor(call, database: Database) -> None:
    call(ScriptedChannel("10503529" + "4#1--"))
    assert the_row(database, DebtorRow)["collection_paused_until"] is not None
    assert menu_row(database)["disposition"] is Disposition.ALEGA_PAGAMENTO


def test_a_third_party_leaves_a_message(call, database: Database) -> None:
    call(ScriptedChannel("2"))
    assert menu_row(database)["disposition"] is Disposition.RECADO_TERCEIRO


def test_an_agreement_that_cannot_be_written_is_a_technical_problem(call, storage, database: Database) -> None:
    storage.failing_writes = {3}
    channel = call(ScriptedChannel("10503529" + "11"))
    assert any(clip.path == "pt_BR/problem" for clip in channel.played[-1])
    assert rows_of(database, AgreementRow) == []
    assert menu_row(database)["disposition"] is Disposition.FALHA_TECNICA


def test_lost_writes_on_the_way_are_made_good_at_the_end(call, storage, database: Database) -> None:
    storage.failing_writes = {1, 2}
    call(ScriptedChannel("10503529", hangs_up=True))
    session = menu_row(database)
    assert session["identity_confirmed_at"] is not None
    assert session["ended_at"] is not None


def test_a_database_that_is_gone_in_the_end_breaks_no_call(call, storage) -> None:
    storage.failing_writes = {1, 2, 3, 4}
    assert call(ScriptedChannel("2")).played[-1][-1].path == "pt_BR/goodbye"


def test_a_garbled_command_is_borne_and_a_third_one_is_not(call, database: Database) -> None:
    channel = ScriptedChannel()
    channel.errors = [VoiceFailed(), VoiceFailed(), VoiceFailed()]
    call(channel)
    assert menu_row(database)["disposition"] is Disposition.FALHA_TECNICA


def test_a_missing_clip_is_left_out(call, sounds_dir: Path) -> None:
    (sounds_dir / "pt_BR" / "recording_notice.alaw").unlink()
    channel = call(ScriptedChannel(hangs_up=True))
    assert [clip.path for clip in channel.played[0]][:2] == [
        "pt_BR/greeting",
        "pt_BR/organisation/concilia_atendimento",
    ]


def test_a_name_without_a_clip_is_asked_round(call, sounds_dir: Path) -> None:
    (sounds_dir / "pt_BR" / "name" / "maria.alaw").unlink()
    channel = call(ScriptedChannel(hangs_up=True))
    assert "pt_BR/right_party_plain" in [clip.path for clip in channel.played[0]]


def test_an_unknown_attempt_is_for_the_dialplan_to_apologise(call) -> None:
    channel = ScriptedChannel()
    channel.attempt_id = "nobody"
    with pytest.raises(UnknownAttempt):
        call(channel)
    assert channel.played == []


def test_a_hang_up_during_the_hand_over_is_no_error(call, database: Database) -> None:
    class Gone(ScriptedChannel):
        async def request_person(self) -> None:
            raise CallEnded

    call(Gone("9"))
    assert results(menu_row(database)["steps"]) == [("person", "requested")]


def test_a_process_that_is_stopped_still_commits_what_it_knows(storage, sounds_dir: Path, database: Database) -> None:
    house = menu_house(storage, clock=CLOCK, ids=UlidSource(), zone=ZoneInfo("America/Sao_Paulo"))

    async def stopped() -> None:
        waiting = asyncio.Event()

        class Patient(ScriptedChannel):
            async def read_key(self, *, timeout_seconds: float) -> str | None:
                if not self._script:
                    waiting.set()
                    await asyncio.Event().wait()
                return await super().read_key(timeout_seconds=timeout_seconds)

        task = asyncio.create_task(
            run_menu(Patient("10503529"), house=house, prompts=PromptBook(sounds_dir), clock=CLOCK)
        )
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(stopped())
    assert menu_row(database)["ended_at"] is not None


def test_nobody_is_asked_for_a_debt_that_was_paid_today(call, database: Database) -> None:
    from adapters.storage.tables.portfolio import DebtRow

    change(database, DebtRow, status="paid")
    channel = call(ScriptedChannel("10503529"))
    assert "pt_BR/nothing_owed" in [clip.path for clip in channel.played[-1]]

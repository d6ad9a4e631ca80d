"""Waiting for a person with the real flow, runner, services and SQLite; the voice channel is scripted."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.calls import MenuSessionRow
from adapters.storage.tables.contact import ContactHoldRow
from adapters.storage.tables.evidence import EvidenceRow
from domain.call.disposition import Disposition
from domain.call.waiting import QueuePlace
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from ivr_flows.waiting_run import run_waiting
from runtime.clock import UlidSource
from services.menu_house import menu_house
from services.waiting_room import WaitingRoom
from sounds.manifest import load_manifest
from sounds.vocabulary import organisation_spec
from tests.support.aio import run
from tests.support.menu import ScriptedChannel, SteppingClock, results
from tests.support.menu_records import NOW, add_answered_attempt, menu_row, rows_of, the_row
from tests.support.storage import sqlite_database

CLOCK = SteppingClock(NOW)
ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite_database(tmp_path) as opened:
        add_answered_attempt(opened)
        yield opened


@pytest.fixture
def prompts(tmp_path: Path) -> PromptBook:
    folder = tmp_path / "sounds"
    for spec in [*load_manifest().specs(), organisation_spec("Loja Exemplo")]:
        file = folder / f"{spec.path}.alaw"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xd5")
    return PromptBook(folder)


class Call:
    def __init__(self, database: Database, prompts: PromptBook) -> None:
        self._house = menu_house(database, clock=CLOCK, ids=UlidSource(), zone=ZONE)
        self._room = WaitingRoom(storage=database, clock=CLOCK, ids=UlidSource(), zone=ZONE)
        self._prompts = prompts

    def menu(self, keys: str, *, reason: str = "answered") -> ScriptedChannel:
        channel = ScriptedChannel(keys, reason=reason)
        run(run_menu(channel, house=self._house, prompts=self._prompts, clock=CLOCK))
        return channel

    def wait(self, keys: str, *places: QueuePlace, hangs_up: bool = False) -> ScriptedChannel:
        channel = ScriptedChannel(keys, reason="waiting", hangs_up=hangs_up)
        channel.places = list(places)
        run(run_waiting(channel, house=self._house, room=self._room, prompts=self._prompts, clock=CLOCK))
        return channel


@pytest.fixture
def call(database: Database, prompts: PromptBook) -> Call:
    return Call(database, prompts)


SECOND = QueuePlace(position=2, wait_seconds=120)


def test_who_takes_the_callback_leaves_the_queue_and_is_held_for_it(call: Call, database: Database) -> None:
    assert call.menu("1" + "0503529" + "9").ended == "person"
    channel = call.wait("-" + "1" + "-", SECOND)
    assert channel.left_queue
    assert channel.ended is None
    session = menu_row(database)
    assert session["disposition"] is Disposition.RETORNO_AGENDADO
    assert session["protocol"]
    assert results(session["steps"])[-2:] == [("queue", "joined"), ("queue", "callback")]
    hold = the_row(database, ContactHoldRow)
    assert (hold["kind"], hold["number"], hold["reason"]) == ("callback", None, "queue")
    assert hold["starts_at"] < hold["ends_at"]


def test_who_has_not_said_who_they_are_leaves_a_message_for_that_number(call: Call, database: Database) -> None:
    call.menu("9")
    call.wait("1" + "-", SECOND)
    assert menu_row(database)["disposition"] is Disposition.RECADO_TERCEIRO
    assert the_row(database, ContactHoldRow)["number"] == "+5511987654321"


def test_who_goes_back_finds_the_menu_where_it_was(call: Call, database: Database) -> None:
    call.menu("1" + "0503529" + "9")
    channel = call.wait("-" + "2", SECOND)
    assert (channel.left_queue, channel.ended) == (True, "menu")
    back = call.menu("1" + "1" + "-", reason="came_back")
    assert "pt_BR/identity_birth" not in {clip.path for clips in back.played for clip in clips}
    assert menu_row(database)["disposition"] is Disposition.ACORDO_A_VISTA
    assert rows_of(database, ContactHoldRow) == []


def test_who_is_taken_out_of_the_room_by_an_agent_has_not_hung_up(call: Call, database: Database) -> None:
    call.menu("1" + "0503529" + "9")
    call.wait("-", SECOND, hangs_up=True)
    session = menu_row(database)
    assert results(session["steps"])[-1] == ("queue", "joined")
    assert session["disposition"] is None


def test_a_wait_leaves_its_own_evidence(call: Call, database: Database) -> None:
    call.menu("1" + "0503529" + "9")
    call.wait("-" + "2", SECOND)
    kinds = [row["key"].split("/")[0] for row in rows_of(database, EvidenceRow)]
    assert kinds == ["menu", "menu"]
    assert len(rows_of(database, MenuSessionRow)) == 1

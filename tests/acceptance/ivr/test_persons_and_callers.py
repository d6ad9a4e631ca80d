"""On real calls: waiting for a person, by all its ends, and calls that come in to the published number."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import ContactHoldRow
from domain.call.disposition import Disposition
from domain.call.waiting import QueuePlace
from domain.ids import AttemptId
from ivr_flows.inbound_run import run_inbound
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from ivr_flows.waiting_run import run_waiting
from runtime.clock import SystemClock, UlidSource
from services.inbound import InboundService
from services.inbound_account import InboundAccount
from services.menu_house import menu_house
from services.ports.telephone import LegEnteredMenu, LegHungUp, LegLeftQueue, LegRequestedPerson
from services.ports.voice import VoiceChannel
from services.waiting_room import WaitingRoom
from tests.support.asterisk import CARRIER_DIALPLAN, LineOptions
from tests.support.listening import clip, find
from tests.support.menu import SteppingClock
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, menu_row, rows_of, the_row
from tests.support.sounds import build_sounds
from tests.support.standing_board import StandingBoard, standing_board
from tests.support.storage import sqlite_database
from tests.support.switchboard import Switchboard

pytestmark = pytest.mark.asterisk

TAKES_CALLBACK, WAITS = "+5511900000091", "+5511900000093"
PUBLISHED = "+551132654321"
ASKS = """,1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(9,120,100)
"""
DIALPLAN = f"""{CARRIER_DIALPLAN}
exten => {TAKES_CALLBACK}{ASKS} same => n,Wait(22)
 same => n,SendDTMF(1,120,100)
 same => n,Wait(60)
exten => {WAITS}{ASKS} same => n,Wait(90)

[callers]
exten => maria,1,Set(CALLERID(num)=+5511987654321)
 same => n,Dial(PJSIP/{PUBLISHED}@product,20,D(wwww1wwww529ww0503wwwwww1wwwwww1wwwwww1))
exten => stranger,1,Set(CALLERID(num)=+5511911112222)
 same => n,Dial(PJSIP/+551133330000@product,20)
"""
CLEAR = 0.75
ZONE = ZoneInfo("America/Sao_Paulo")


class House:
    """Menu and waiting room over one database whose one attempt every call is."""

    def __init__(self, database: Database, sounds_dir: Path) -> None:
        self._clock = SteppingClock(NOW)
        self._house = menu_house(database, clock=self._clock, ids=UlidSource(), zone=ZONE)
        self._room = WaitingRoom(storage=database, clock=self._clock, ids=UlidSource(), zone=ZONE)
        self._prompts = PromptBook(sounds_dir)

    async def menu(self, channel: VoiceChannel) -> None:
        await run_menu(_Known(channel), house=self._house, prompts=self._prompts, clock=self._clock)

    async def waiting(self, channel: VoiceChannel) -> None:
        known = _Known(channel)
        await run_waiting(known, house=self._house, room=self._room, prompts=self._prompts, clock=self._clock)


class _Known:
    """The channel under the id of the attempt in the database."""

    attempt_id = ATTEMPT

    def __init__(self, channel: VoiceChannel) -> None:
        self._channel = channel

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandingBoard]:
    options = replace(LineOptions(), carrier_dialplan=DIALPLAN, wait_limit_seconds=60)
    with standing_board(tmp_path_factory.mktemp("waiting") / "line", options) as line:
        build_sounds(line.board.line.settings.sounds_dir, people=("MARIA",), organisations=("Loja Exemplo",))
        yield line


@pytest.fixture(scope="module")
def queue(line: StandingBoard, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Queue"]:
    """Two wait for one agent who is busy: the first in vain, the second takes the callback. The test is the dialer."""
    sounds = line.board.line.settings.sounds_dir
    with (
        sqlite_database(tmp_path_factory.mktemp("first")) as first,
        sqlite_database(tmp_path_factory.mktemp("second")) as second,
    ):
        houses: dict[AttemptId, House] = {}

        async def play(board: Switchboard) -> tuple[Path, Path]:
            attempts = []
            for number, database in ((WAITS, first), (TAKES_CALLBACK, second)):
                attempt = await board.dial(number)
                houses[attempt] = House(database, sounds)
                attempts.append(attempt)
            waits, takes = attempts
            for place, attempt in enumerate(attempts, start=1):
                await board.wait_for(LegRequestedPerson, attempt, within_seconds=30)
                await board.telephone.tell_place(attempt, QueuePlace(position=place, wait_seconds=60 * place))
            await board.wait_for(LegLeftQueue, takes, within_seconds=90)
            await board.telephone.return_to_menu(waits, reason="nobody_free")
            await board.wait_for(LegEnteredMenu, waits, within_seconds=15, count=2)
            back = board.recording(waits).stat().st_size / (8000 * 4)
            await board.wait_seconds_of(waits, back + 8)
            await board.telephone.hang_up(waits)
            await board.wait_for(LegHungUp, takes, within_seconds=90)
            return board.recording(waits), board.recording(takes)

        async def menu(channel: VoiceChannel) -> None:
            await houses[channel.attempt_id].menu(channel)

        async def waiting(channel: VoiceChannel) -> None:
            await houses[channel.attempt_id].waiting(channel)

        for database in (first, second):
            add_answered_attempt(database)
        recordings = line.run(menu, play, waiting=waiting, deadline_seconds=200)
        yield Queue(*(Heard(recording, sounds) for recording in recordings), first, second)


@dataclass(frozen=True, slots=True)
class Queue:
    waited: "Heard"
    called_back: "Heard"
    waiters_database: Database
    called_back_database: Database


class Heard:
    def __init__(self, recording: Path, sounds: Path) -> None:
        raw = recording.read_bytes()
        self.samples = np.frombuffer(raw[: len(raw) // 4 * 4], dtype="<i2").reshape(-1, 2)[:, 1].astype(np.float64)
        self._sounds = sounds

    def at(self, key: str) -> float:
        """When the prompt was heard, in seconds; fails when it was not."""
        folder = "" if key.startswith("system/") else "pt_BR/"
        found = find(clip(self._sounds / f"{folder}{key}.alaw"), self.samples)
        assert found.likeness > CLEAR, key
        return found.at_seconds

    @property
    def longest_silence(self) -> float:
        loud = np.flatnonzero(np.abs(self.samples) > 330)
        return float(np.diff(loud).max()) / 8000


def test_who_takes_the_callback_heard_the_place_and_gets_a_protocol(queue: Queue) -> None:
    keys = ("person", "system/aguarde", "queue_one_ahead", "queue_offer", "callback_today")
    told = [queue.called_back.at(key) for key in keys]
    assert told == sorted(told)
    session = menu_row(queue.called_back_database)
    assert session["disposition"] is Disposition.RECADO_TERCEIRO
    assert session["protocol"]
    assert the_row(queue.called_back_database, ContactHoldRow)["kind"] == "callback"


def test_who_waits_in_vain_is_told_the_truth(queue: Queue) -> None:
    told = [queue.waited.at(key) for key in ("person", "system/aguarde", "queue_next", "nobody_free")]
    assert told == sorted(told)
    assert rows_of(queue.waiters_database, ContactHoldRow) == []


def test_nobody_who_waits_ever_hears_nothing(queue: Queue) -> None:
    assert queue.waited.longest_silence < 1.5
    assert queue.called_back.longest_silence < 1.5


def test_who_calls_the_published_number_settles_by_keys(line: StandingBoard, tmp_path: Path) -> None:
    sounds = line.board.line.settings.sounds_dir
    with sqlite_database(tmp_path) as database:
        add_answered_attempt(database)
        desk = Reception(database, sounds)

        async def play(board: Switchboard) -> AttemptId:
            await board.line.carrier.cli("channel originate Local/maria@callers application Wait 120")
            entered = await board.wait_for(LegEnteredMenu, within_seconds=30, count=len(board.of(LegEnteredMenu)) + 1)
            await board.wait_for(LegHungUp, entered.leg_id, within_seconds=120)
            return AttemptId(entered.leg_id)

        attempt = line.run(desk.nobody, play, inbound=desk.answer, arrive=desk.inbound.arrive, deadline_seconds=180)
        row = next(row for row in rows_of(database, AttemptRow) if row["id"] == attempt)
        assert (row["direction"], row["debtor_id"]) == ("inbound", 1)
        assert the_row(database, AgreementRow)["attempt_id"] == attempt
    heard = Heard(line.board.recording(attempt), sounds)
    assert heard.at("inbound_welcome") < 1.5
    assert heard.at("agreed") > heard.at("identity_confirmed") > heard.at("inbound_welcome")


def test_a_number_that_is_not_ours_is_not_answered(line: StandingBoard, tmp_path: Path) -> None:
    asked: list[str] = []

    async def refuse(_channel: str, number: str) -> AttemptId | None:
        asked.append(number)
        return None

    async def play(board: Switchboard) -> None:
        before = len(board.of(LegEnteredMenu))
        await board.line.carrier.cli("channel originate Local/stranger@callers application Wait 60")
        async with asyncio.timeout(20):
            while not asked:  # noqa: ASYNC110 - the refusal tells nobody
                await asyncio.sleep(0.05)
            while "callers" in await board.line.carrier.cli("core show channels concise"):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.2)
        assert len(board.of(LegEnteredMenu)) == before

    line.run(Reception.nobody, play, arrive=refuse)
    assert asked == ["+551133330000"]


class Reception:
    """The inbound menu over one database."""

    def __init__(self, database: Database, sounds_dir: Path) -> None:
        clock, ids = SystemClock(), UlidSource()
        self.inbound = InboundService(storage=database, clock=clock, dialer="d1", trunk="trunk")
        self._house = menu_house(database, clock=clock, ids=ids, zone=ZONE)
        self._account = InboundAccount(storage=database, clock=clock, ids=ids, zone=ZONE, notices=self._house.notices)
        self._prompts = PromptBook(sounds_dir)
        self._clock = clock

    async def answer(self, channel: VoiceChannel) -> None:
        await run_inbound(
            channel,
            house=self._house,
            inbound=self.inbound,
            account=self._account,
            prompts=self._prompts,
            clock=self._clock,
        )

    @staticmethod
    async def nobody(_channel: VoiceChannel) -> None:
        raise AssertionError("nobody was called")

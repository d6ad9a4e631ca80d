"""On real calls: waiting for a person, by all its ends, and calls that come in to the published number."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from adapters.storage.database import Database
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import ContactHoldRow
from adapters.telephony.agi_server import FastAgiServer
from adapters.telephony.agi_session import AgiSession
from domain.call.disposition import Disposition
from domain.call.waiting import QueuePlace
from domain.ids import AttemptId
from ivr_flows.inbound_run import run_inbound
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from ivr_flows.waiting_run import run_waiting
from runtime.clock import UlidSource
from services.inbound import InboundService
from services.inbound_account import InboundAccount
from services.menu_house import menu_house
from services.ports.telephone import LegEnteredMenu, LegHungUp, LegLeftQueue, LegRequestedPerson
from services.ports.voice import VoiceChannel
from services.waiting_room import WaitingRoom
from simulator.callers import call_script
from simulator.people import LineEntry
from simulator.performance import Performance, Stage
from simulator.personas import Caller
from simulator.step_log import StepLog
from tests.support.asterisk import CARRIER_DIALPLAN, LineOptions
from tests.support.heard import first_sound, silences
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
exten => maria,1,AGI(agi://127.0.0.1:${{CALLERS}}/call)
exten => stranger,1,Set(CALLERID(num)=+5511911112222)
 same => n,Dial(PJSIP/+551133330000@product,20)
"""
CLEAR = 0.6
HOLE_SECONDS = 4
"""Of silence: more than a busy machine makes. How quick the menu is of many calls is in test_personas.py."""
ZONE = ZoneInfo("America/Sao_Paulo")
EVENING = datetime(2026, 11, 24, 21, 0, tzinfo=ZONE).astimezone(UTC)
EIGHT_IN_THE_MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=ZONE)
MARIA = LineEntry(
    ref="maria", personas=(), birth_day_month="0503", document_start="529", first_name="", document="52998224725"
)


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
                await board.wait_for(LegRequestedPerson, attempt)
                await board.telephone.tell_place(attempt, QueuePlace(position=place, wait_seconds=60 * place))
            await board.wait_for(LegLeftQueue, takes, within_seconds=90)
            await board.telephone.return_to_menu(waits, reason="nobody_free")
            await board.wait_for(LegEnteredMenu, waits, count=2)
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
    def __init__(self, recording: Path, sounds: Path, *, side: int = 1) -> None:
        """`side` 1 is what was heard in the house's own recording, 0 in that of the debtor's end."""
        raw = recording.read_bytes()
        self.samples = np.frombuffer(raw[: len(raw) // 4 * 4], dtype="<i2").reshape(-1, 2)[:, side].astype(np.float64)
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
    assert queue.waited.longest_silence < HOLE_SECONDS
    assert queue.called_back.longest_silence < HOLE_SECONDS


def test_who_calls_when_nobody_is_there_is_called_in_the_morning(line: StandingBoard, tmp_path: Path) -> None:
    ears = tmp_path / "ears"
    ears.mkdir()
    with sqlite_database(tmp_path) as database, StepLog(tmp_path / "steps.jsonl") as log:
        add_answered_attempt(database)
        desk = Reception(database, line.board.line.settings.sounds_dir, EVENING)
        stage = Stage(tmp_path, log, end_of_prompt_ms=700, recordings=ears)

        async def perform(session: AgiSession) -> None:
            performance = Performance(session, stage, ref="maria", patient=False)
            await performance.run(Caller.FINDS_NOBODY, call_script(Caller.FINDS_NOBODY, MARIA))

        async def play(board: Switchboard) -> AttemptId:
            entered, requested = len(board.of(LegEnteredMenu)) + 1, len(board.of(LegRequestedPerson)) + 1
            async with FastAgiServer(perform, host="127.0.0.1", port=0) as callers:
                await board.line.carrier.cli(f"dialplan set global CALLERS {callers.port}")
                await board.line.carrier.cli(f"channel originate PJSIP/{PUBLISHED}@product extension maria@callers")
                attempt = AttemptId((await board.wait_for(LegEnteredMenu, count=entered)).leg_id)
                await board.wait_for(LegRequestedPerson, within_seconds=60, count=requested)
                await board.telephone.tell_place(attempt, QueuePlace(position=0, wait_seconds=None))
                await board.wait_for(LegHungUp, attempt, within_seconds=90)
            return attempt

        attempt = line.run(
            desk.nobody,
            play,
            waiting=desk.waiting,
            inbound=desk.answer,
            arrive=desk.inbound.arrive,
            deadline_seconds=200,
        )
        row = next(row for row in rows_of(database, AttemptRow) if row["id"] == attempt)
        assert (row["direction"], row["debtor_id"]) == ("inbound", 1)
        assert menu_row(database)["disposition"] is Disposition.RETORNO_AGENDADO
        hold = the_row(database, ContactHoldRow)
        assert (hold["kind"], hold["starts_at"].astimezone(ZONE)) == ("callback", EIGHT_IN_THE_MORNING)
    heard = Heard(ears / "maria.raw", line.board.line.settings.sounds_dir, side=0)
    told = [heard.at(key) for key in ("person", "system/aguarde", "queue_nobody", "callback_on")]
    assert told == sorted(told)
    assert first_sound(heard.samples) < HOLE_SECONDS / 2
    assert max(silences(heard.samples, presses(tmp_path / "steps.jsonl"), until=told[-1])) < HOLE_SECONDS


def presses(steps: Path) -> list[float]:
    """Seconds from the answer to each answer by keys."""
    rows = [json.loads(row) for row in steps.read_text(encoding="utf-8").splitlines()]
    (answered,) = (row["at_ms"] for row in rows if row["step"] == "answered")
    return [(row["at_ms"] - answered) / 1000 for row in rows if row["step"] == "press"]


def test_a_number_that_is_not_ours_is_not_answered(line: StandingBoard, tmp_path: Path) -> None:
    asked: list[str] = []

    async def refuse(_channel: str, number: str) -> AttemptId | None:
        asked.append(number)
        return None

    async def play(board: Switchboard) -> None:
        before = len(board.of(LegEnteredMenu))
        await board.line.carrier.cli("channel originate Local/stranger@callers application Wait 60")
        async with asyncio.timeout(60):
            while not asked:  # noqa: ASYNC110 - the refusal tells nobody
                await asyncio.sleep(0.05)
            while "callers" in await board.line.carrier.cli("core show channels concise"):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.2)
        assert len(board.of(LegEnteredMenu)) == before

    line.run(Reception.nobody, play, arrive=refuse)
    assert asked == ["+551133330000"]


class Reception:
    """The inbound menu and the waiting room over one database, at one moment."""

    def __init__(self, database: Database, sounds_dir: Path, now: datetime) -> None:
        clock, ids = SteppingClock(now), UlidSource()
        self.inbound = InboundService(storage=database, clock=clock, dialer="d1", trunk="trunk")
        self._house = menu_house(database, clock=clock, ids=ids, zone=ZONE)
        self._account = InboundAccount(storage=database, clock=clock, ids=ids, zone=ZONE, notices=self._house.notices)
        self._room = WaitingRoom(storage=database, clock=clock, ids=ids, zone=ZONE)
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

    async def waiting(self, channel: VoiceChannel) -> None:
        await run_waiting(channel, house=self._house, room=self._room, prompts=self._prompts, clock=self._clock)

    @staticmethod
    async def nobody(_channel: VoiceChannel) -> None:
        raise AssertionError("nobody was called")

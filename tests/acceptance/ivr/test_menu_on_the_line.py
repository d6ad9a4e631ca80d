"""The product's own menu on a real call: rendered sounds, real DTMF, committed agreement, recorded audio."""

import asyncio
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from adapters.speech.audio import from_alaw
from adapters.speech.builder import SoundBuilder
from adapters.speech.command import espeak
from adapters.speech.rhvoice import RhVoice
from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import MenuSessionRow
from domain.call.disposition import Disposition
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from runtime.clock import SystemClock, UlidSource
from services.menu import MenuService
from services.ports.telephone import LegAnswered, LegHungUp, LegRequestedPerson
from services.ports.voice import VoiceChannel
from sounds.manifest import load_manifest
from tests.support.aio import run
from tests.support.asterisk import ASTERISK_ROOT, CARRIER_DIALPLAN, LineOptions
from tests.support.menu_records import ATTEMPT, add_answered_attempt, rows_of, the_row
from tests.support.storage import sqlite_database
from tests.support.switchboard import Switchboard, switchboard

pytestmark = pytest.mark.asterisk

SETTLES, SEEKS_PERSON, SILENT_AND_GONE = "+5511900000081", "+5511900000082", "+5511900000083"
DIALPLAN = f"""{CARRIER_DIALPLAN}
exten => {SETTLES},1,Answer()
 same => n,Wait(2)
 same => n,SendDTMF(1,120,100)
 same => n,Wait(2)
 same => n,SendDTMF(0503,120,100)
 same => n,Wait(3)
 same => n,SendDTMF(1,120,100)
 same => n,Wait(3)
 same => n,SendDTMF(1,120,100)
 same => n,Wait(60)
exten => {SEEKS_PERSON},1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(1,120,100)
 same => n,SendDTMF(0503,120,100)
 same => n,Wait(2)
 same => n,SendDTMF(9,120,100)
 same => n,Wait(60)
exten => {SILENT_AND_GONE},1,Answer()
 same => n,Wait(3)
 same => n,Hangup()
"""


class House:
    """The menu with its storage and sounds; the board's attempts are all the one that the database knows."""

    def __init__(self, database: Database, sounds_dir: Path) -> None:
        clock = SystemClock()
        self._menu = MenuService(database, clock=clock, ids=UlidSource(), zone=ZoneInfo("America/Sao_Paulo"))
        self._clock = clock
        self._sounds_dir = sounds_dir

    async def __call__(self, channel: VoiceChannel) -> None:
        await run_menu(_Known(channel), menu=self._menu, prompts=PromptBook(self._sounds_dir), clock=self._clock)

    def build_sounds(self) -> None:
        cache = ASTERISK_ROOT.parent / "sounds"
        builder = SoundBuilder(sounds_dir=self._sounds_dir, cache_dir=cache, voices=[RhVoice(), espeak()])
        assert builder.build(load_manifest().specs()).failed == ()
        assert builder.prepare_names(["MARIA"], organisations=["Loja Exemplo"]).failed == ()


class _Known:
    """The channel under the id of the attempt in the database."""

    attempt_id = ATTEMPT

    def __init__(self, channel: VoiceChannel) -> None:
        self._channel = channel

    def __getattr__(self, name: str) -> object:
        return getattr(self._channel, name)


def call(tmp_path: Path, number: str, then) -> None:
    with sqlite_database(tmp_path) as database:
        add_answered_attempt(database)
        house = House(database, tmp_path / "line" / "sounds")

        async def main() -> object:
            options = replace(LineOptions(), carrier_dialplan=DIALPLAN)
            (tmp_path / "line").mkdir()
            async with switchboard(tmp_path / "line", house, options) as board:
                await asyncio.to_thread(house.build_sounds)
                return await then(board, await board.dial(number))

        run(main(), deadline_seconds=400)
        then.check(database)


class Settles:
    async def __call__(self, board: Switchboard, attempt: str) -> None:
        await board.wait_for(LegAnswered, attempt)
        end = await board.wait_for(LegHungUp, attempt, within_seconds=90)
        assert end.cause == 16
        self.said, self.heard = recorded(board.recording(attempt))

    def check(self, database: Database) -> None:
        agreement = the_row(database, AgreementRow)
        assert agreement["total_cents"] > 100_000
        session = the_row(database, MenuSessionRow)
        assert session["disposition"] is Disposition.ACORDO_A_VISTA
        assert session["protocol"] == agreement["protocol"]
        assert session["ended_at"] is not None
        assert longest_silence_seconds(self.heard) < 1.5


class SeeksPerson:
    async def __call__(self, board: Switchboard, attempt: str) -> None:
        await board.wait_for(LegRequestedPerson, attempt, within_seconds=60)
        await board.telephone.hang_up(attempt)
        await board.wait_for(LegHungUp, attempt)

    def check(self, database: Database) -> None:
        session = the_row(database, MenuSessionRow)
        assert session["identity_confirmed_at"] is not None
        assert session["disposition"] is None
        assert rows_of(database, AgreementRow) == []


class LeavesAtOnce:
    async def __call__(self, board: Switchboard, attempt: str) -> None:
        await board.wait_for(LegHungUp, attempt, within_seconds=60)
        self.said, self.heard = recorded(board.recording(attempt))

    def check(self, database: Database) -> None:
        session = the_row(database, MenuSessionRow)
        assert session["ended_at"] is not None
        assert not session["pressed_keys"]
        first = np.flatnonzero(np.abs(self.heard) > 0.02)[0] / 8000
        assert first < 0.5


@pytest.mark.parametrize(
    ("number", "debtor"),
    [(SETTLES, Settles()), (SEEKS_PERSON, SeeksPerson()), (SILENT_AND_GONE, LeavesAtOnce())],
    ids=["settles", "seeks a person", "leaves at once"],
)
@pytest.mark.timeout(500)
def test_a_debtor_on_the_line(tmp_path: Path, number: str, debtor) -> None:
    call(tmp_path, number, debtor)


def recorded(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """What the debtor said, and what the debtor heard."""
    frames = np.frombuffer(path.read_bytes()[: path.stat().st_size // 4 * 4], dtype="<i2").reshape(-1, 2) / 32768
    return frames[:, 0], frames[:, 1]


def longest_silence_seconds(samples: np.ndarray) -> float:
    """Between the first and the last sound."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return float(np.diff(loud).max()) / 8000


def test_the_comfort_sound_of_the_dialplan_is_speech(tmp_path: Path) -> None:
    cache = ASTERISK_ROOT.parent / "sounds"
    builder = SoundBuilder(sounds_dir=tmp_path, cache_dir=cache, voices=[RhVoice(), espeak()])
    prompts = load_manifest().prompts
    builder.build([prompts["system/aguarde"].spec, prompts["system/falha"].spec])
    for name in ("aguarde", "falha"):
        samples = from_alaw((tmp_path / "system" / f"{name}.alaw").read_bytes())
        assert len(samples) > 8000
        assert np.abs(samples).max() > 0.2

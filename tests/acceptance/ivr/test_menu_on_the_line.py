"""The product's own menu on a real call: rendered sounds, real DTMF, committed agreement, recorded audio."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from adapters.speech.audio import from_alaw
from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import MenuSessionRow
from domain.call.disposition import Disposition
from domain.ids import AttemptId
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from runtime.clock import SystemClock, UlidSource
from services.menu_house import menu_house
from services.ports.telephone import LegAnswered, LegHungUp, LegRequestedPerson
from services.ports.voice import VoiceChannel
from tests.support.asterisk import CARRIER_DIALPLAN, LineOptions
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, rows_of, the_row
from tests.support.sounds import build_sounds
from tests.support.standing_board import StandingBoard, standing_board
from tests.support.storage import sqlite_database
from tests.support.switchboard import Switchboard

pytestmark = pytest.mark.asterisk

HOLE_SECONDS = 4
"""Of silence: more than a busy machine makes. How quick the menu is of many calls is in test_personas.py."""

SETTLES, SEEKS_PERSON, SILENT_AND_GONE = "+5511900000081", "+5511900000082", "+5511900000083"
DIALPLAN = f"""{CARRIER_DIALPLAN}
exten => {SETTLES},1,Answer()
 same => n,Wait(2)
 same => n,SendDTMF(1,120,100)
 same => n,Wait(2)
 same => n,SendDTMF(0503529,120,100)
 same => n,Wait(3)
 same => n,SendDTMF(1,120,100)
 same => n,Wait(3)
 same => n,SendDTMF(1,120,100)
 same => n,Wait(60)
exten => {SEEKS_PERSON},1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(1,120,100)
 same => n,SendDTMF(0503529,120,100)
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
        # The day after is no other test: what is owed and what is let off grow with the days.
        clock = SystemClock(NOW - datetime.now(UTC))
        self._house = menu_house(database, clock=clock, ids=UlidSource(), zone=ZoneInfo("America/Sao_Paulo"))
        self._clock = clock
        self._sounds_dir = sounds_dir

    async def __call__(self, channel: VoiceChannel) -> None:
        await run_menu(_Known(channel), house=self._house, prompts=PromptBook(self._sounds_dir), clock=self._clock)


class _Known:
    """The channel under the id of the attempt in the database."""

    attempt_id = ATTEMPT

    def __init__(self, channel: VoiceChannel) -> None:
        self._channel = channel

    def __getattr__(self, name: str) -> object:
        return getattr(self._channel, name)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandingBoard]:
    options = replace(LineOptions(), carrier_dialplan=DIALPLAN)
    with standing_board(tmp_path_factory.mktemp("menu") / "line", options) as line:
        build_sounds(line.board.line.settings.sounds_dir, people=("MARIA",), organisations=("Loja Exemplo",))
        yield line


class Debtor(Protocol):
    async def __call__(self, board: Switchboard, attempt: AttemptId) -> None: ...

    def check(self, database: Database) -> None: ...


class Settles:
    async def __call__(self, board: Switchboard, attempt: AttemptId) -> None:
        await board.wait_for(LegAnswered, attempt)
        end = await board.wait_for(LegHungUp, attempt, within_seconds=90)
        assert end.cause == 16
        self.said, self.heard = recorded(board.recording(attempt))

    def check(self, database: Database) -> None:
        agreement = the_row(database, AgreementRow)
        assert agreement["total_cents"] > agreement["principal_cents"] * 0.9
        session = the_row(database, MenuSessionRow)
        assert session["disposition"] is Disposition.ACORDO_A_VISTA
        assert session["protocol"] == agreement["protocol"]
        assert session["ended_at"] is not None
        assert longest_silence_seconds(self.heard) < HOLE_SECONDS


class SeeksPerson:
    async def __call__(self, board: Switchboard, attempt: AttemptId) -> None:
        await board.wait_for(LegRequestedPerson, attempt, within_seconds=60)
        await board.telephone.hang_up(attempt)
        await board.wait_for(LegHungUp, attempt)

    def check(self, database: Database) -> None:
        session = the_row(database, MenuSessionRow)
        assert session["identity_confirmed_at"] is not None
        assert session["disposition"] is None
        assert rows_of(database, AgreementRow) == []


class LeavesAtOnce:
    async def __call__(self, board: Switchboard, attempt: AttemptId) -> None:
        await board.wait_for(LegHungUp, attempt, within_seconds=60)
        self.said, self.heard = recorded(board.recording(attempt))

    def check(self, database: Database) -> None:
        session = the_row(database, MenuSessionRow)
        assert session["ended_at"] is not None
        assert not session["pressed_keys"]
        first = np.flatnonzero(np.abs(self.heard) > 0.02)[0] / 8000
        assert first < HOLE_SECONDS / 2


@pytest.mark.parametrize(
    ("number", "debtor"),
    [(SETTLES, Settles()), (SEEKS_PERSON, SeeksPerson()), (SILENT_AND_GONE, LeavesAtOnce())],
    ids=["settles", "seeks a person", "leaves at once"],
)
def test_a_debtor_on_the_line(line: StandingBoard, tmp_path: Path, number: str, debtor: Debtor) -> None:
    async def scenario(board: Switchboard) -> None:
        await debtor(board, await board.dial(number))

    with sqlite_database(tmp_path) as database:
        add_answered_attempt(database)
        line.run(House(database, line.board.line.settings.sounds_dir), scenario, deadline_seconds=150)
        debtor.check(database)


def recorded(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """What the debtor said, and what the debtor heard."""
    frames = np.frombuffer(path.read_bytes()[: path.stat().st_size // 4 * 4], dtype="<i2").reshape(-1, 2) / 32768
    return frames[:, 0], frames[:, 1]


def longest_silence_seconds(samples: np.ndarray) -> float:
    """Between the first and the last sound."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return float(np.diff(loud).max()) / 8000


def test_the_comfort_sound_of_the_dialplan_is_speech(tmp_path: Path) -> None:
    build_sounds(tmp_path)
    for name in ("aguarde", "falha"):
        samples = from_alaw((tmp_path / "system" / f"{name}.alaw").read_bytes())
        assert len(samples) > 8000
        assert np.abs(samples).max() > 0.2

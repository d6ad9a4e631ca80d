"""Real calls through two real Asterisks: what becomes of them is told truly."""

import asyncio
import shutil
from pathlib import Path

import numpy as np
import pytest

from adapters.telephony.agi_voice import IDLE_SECONDS
from domain.ids import AttemptId
from services.ports.telephone import (
    LegAnswered,
    LegEnteredMenu,
    LegFailed,
    LegHungUp,
    LegRequestedPerson,
    OriginateCall,
)
from services.ports.voice import CallEnded, Clip, VoiceChannel
from tests.support import asterisk
from tests.support.aio import eventually
from tests.support.standing_board import StandingBoard
from tests.support.switchboard import Switchboard

pytestmark = pytest.mark.asterisk


@pytest.mark.parametrize(
    ("number", "cause", "tech_cause"),
    [
        (asterisk.BUSY, 17, "486"),
        (asterisk.UNALLOCATED, 1, "404"),
        (asterisk.CONGESTED, 34, "503"),
        (asterisk.RINGS_OUT, 19, None),
    ],
)
def test_a_call_that_is_not_answered_ends_with_the_networks_cause(
    line: StandingBoard, number: str, cause: int, tech_cause: str | None
):
    async def scenario(board: Switchboard):
        attempt = await board.dial(number, ring_timeout_seconds=2)
        end = await board.wait_for(LegHungUp, attempt)
        assert end.cause == cause
        assert tech_cause in (None, end.tech_cause)
        assert "LegAnswered" not in board.kinds(attempt)
        assert ("LegRinging" in board.kinds(attempt)) == (number == asterisk.RINGS_OUT)
        assert not board.recording(attempt).exists()

    line.run(unexpected, scenario)


def test_an_originate_through_an_unknown_trunk_is_told_as_failed(line: StandingBoard):
    async def scenario(board: Switchboard):
        attempt = AttemptId("01JD0000000000000000NOTRNK")
        order = OriginateCall(
            attempt_id=attempt, number=asterisk.BUSY, trunk="nosuch", caller_id=None, ring_timeout_seconds=5
        )
        await board.telephone.originate(order)
        await board.wait_for(LegFailed, attempt)
        assert board.kinds(attempt) == ["LegFailed"]

    line.run(unexpected, scenario)


def test_a_key_of_the_debtor_stops_the_prompt_and_reaches_the_menu(line: StandingBoard):
    heard: list[str | None] = []
    took: list[float] = []

    async def menu(channel: VoiceChannel) -> None:
        start = asyncio.get_running_loop().time()
        heard.append(await channel.play([Clip("low")] * 5))
        took.append(asyncio.get_running_loop().time() - start)

    async def scenario(board: Switchboard):
        attempt = await board.dial(asterisk.PRESSES_5)
        end = await board.wait_for(LegHungUp, attempt)
        assert end.cause == 16
        assert board.kinds(attempt) == ["LegAnswered", "LegEnteredMenu", "LegHungUp"]

    line.run(menu, scenario)
    assert heard == ["5"]
    # Of five seconds.
    assert 0.5 < took[0] < 4.5


def test_keys_typed_ahead_reach_the_menu_in_order_even_while_it_thinks(line: StandingBoard):
    heard: list[str | None] = []

    async def menu(channel: VoiceChannel) -> None:
        heard.append(await channel.play([Clip("low")]))
        for _ in range(4):
            await asyncio.sleep(max(0.2, IDLE_SECONDS * 2))
            heard.append(await channel.read_key(timeout_seconds=2))

    async def scenario(board: Switchboard):
        await board.wait_for(LegHungUp, await board.dial(asterisk.TYPES_AHEAD))

    line.run(menu, scenario)
    assert heard == ["1", "2", "#", "3", "4"]


def test_the_hang_up_is_told_only_after_the_menu_closed_its_session(line: StandingBoard):
    closed: list[float] = []

    async def menu(channel: VoiceChannel) -> None:
        try:
            await channel.play([Clip("low")] * 10)
        except CallEnded:
            # The facts of the call are being committed.
            await asyncio.sleep(0.5)
            closed.append(asyncio.get_running_loop().time())
            raise

    async def scenario(board: Switchboard):
        attempt = await board.dial(asterisk.HANGS_UP_SOON)
        end = await board.wait_for(LegHungUp, attempt)
        assert closed
        assert board.arrival(end) > closed[0]

    line.run(menu, scenario)


def test_a_menu_that_dies_is_covered_by_the_dialplan(line: StandingBoard):
    async def menu(_channel: VoiceChannel) -> None:
        raise RuntimeError("a bug in the menu")

    async def scenario(board: Switchboard):
        sounds = board.line.settings.sounds_dir
        (sounds / "system").mkdir()
        shutil.copyfile(sounds / "low.sln", sounds / "system" / "falha.sln")
        attempt = await board.dial(asterisk.ANSWERS)
        answered = await board.wait_for(LegAnswered, attempt)
        end = await board.wait_for(LegHungUp, attempt)
        # The apology of one second was played out.
        assert board.arrival(end) - board.arrival(answered) > 0.9

    line.run(menu, scenario)


def test_a_debtor_whom_nobody_fetches_is_sent_back_to_the_menu_by_the_switch_itself(line: StandingBoard):
    reasons: list[str] = []

    async def menu(channel: VoiceChannel) -> None:
        reasons.append(channel.reason)
        if channel.reason == "answered":
            await channel.request_person()

    async def scenario(board: Switchboard):
        attempt = await board.dial(asterisk.ANSWERS)
        await board.wait_for(LegRequestedPerson, attempt)
        await board.wait_for(LegEnteredMenu, attempt, count=2)
        await board.wait_for(LegHungUp, attempt)

    line.run(menu, scenario)
    assert reasons == ["answered", "nobody_free"]


def test_keys_of_an_earlier_visit_to_the_menu_are_not_answers_to_a_later_one(line: StandingBoard):
    visits: list[tuple[str, str | None]] = []

    async def menu(channel: VoiceChannel) -> None:
        first = channel.reason == "answered"
        visits.append((channel.reason, await channel.read_key(timeout_seconds=10 if first else 2)))
        if first:
            await channel.request_person()

    async def scenario(board: Switchboard):
        attempt = await board.dial(asterisk.PRESSES_5_TWICE)
        await board.wait_for(LegRequestedPerson, attempt)
        # The second key falls into the wait for a person; the debtor hums after it.
        await eventually(lambda: hums(board.recording(attempt)))
        await board.telephone.return_to_menu(attempt, reason="nobody_free")
        await board.wait_for(LegHungUp, attempt)

    line.run(menu, scenario)
    assert visits == [("answered", "5"), ("nobody_free", None)]


def hums(recording: Path) -> bool:
    """Whether anything was heard of the debtor yet."""
    raw = recording.read_bytes()
    said = np.frombuffer(raw[: len(raw) // 4 * 4], dtype="<i2")[0::2]
    return bool(len(said)) and int(said.max()) > 1000


async def unexpected(_channel: VoiceChannel) -> None:
    raise AssertionError("no menu was to be entered")

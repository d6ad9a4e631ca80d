"""A debtor and a nailed-up agent, joined and parted; and the recording of what was said."""

from pathlib import Path

import numpy as np
import pytest

from domain.ids import AgentLegId
from services.ports.telephone import (
    LegAnswered,
    LegBridged,
    LegEnteredMenu,
    LegHungUp,
    LegRequestedPerson,
    LiveLeg,
    MediaReported,
    TelephoneConnected,
    TelephoneDisconnected,
)
from services.ports.voice import Clip, VoiceChannel
from tests.support import asterisk
from tests.support.aio import eventually, run
from tests.support.standing_board import StandingBoard
from tests.support.switchboard import Switchboard, switchboard

pytestmark = pytest.mark.asterisk

RATE = 8000


def test_a_debtor_reaches_the_agent_who_returns_to_hold_when_the_debtor_leaves(line: StandingBoard):
    async def scenario(board: Switchboard):
        agent = await board.call_agent()
        await board.wait_for(LegAnswered, agent)
        for _debtor in (1, 2):
            attempt = await board.dial(asterisk.SPEAKS)
            await board.wait_for(LegRequestedPerson, attempt)
            await board.telephone.bridge(attempt, agent)
            bridged = await board.wait_for(LegBridged, attempt)
            assert bridged.agent_leg_id == agent
            await board.until_legs(
                LiveLeg(leg_id=attempt, answered=True, bridged=True, bridged_with=agent),
                LiveLeg(leg_id=agent, answered=True, bridged=True, bridged_with=attempt),
            )
            await board.telephone.hang_up(attempt)
            await board.wait_for(LegHungUp, attempt)
            await board.until_legs(LiveLeg(leg_id=agent, answered=True, bridged=False))

    line.run(ask_for_person, scenario)


def test_how_much_of_a_callers_sound_is_lost_is_told_while_the_call_lasts(line: StandingBoard):
    async def scenario(board: Switchboard):
        attempt = await board.dial(asterisk.SPEAKS)
        await board.wait_for(LegRequestedPerson, attempt)
        report = await board.wait_for(MediaReported, count=len(board.of(MediaReported)) + 1)
        assert report.lost < 0.5

    line.run(ask_for_person, scenario)


def test_when_the_agent_leaves_the_debtors_call_ends(line: StandingBoard):
    async def scenario(board: Switchboard):
        agent = await board.call_agent()
        await board.wait_for(LegAnswered, agent)
        attempt = await board.dial(asterisk.SPEAKS)
        await board.wait_for(LegRequestedPerson, attempt)
        await board.telephone.bridge(attempt, agent)
        await board.wait_for(LegBridged, attempt)
        await board.telephone.hang_up(agent)
        await board.wait_for(LegHungUp, attempt)
        await board.wait_for(LegHungUp, agent)
        await board.until_legs()

    line.run(ask_for_person, scenario)


def test_bridging_to_an_agent_that_is_gone_keeps_the_debtor_waiting(line: StandingBoard):
    async def scenario(board: Switchboard):
        attempt = await board.dial(asterisk.SPEAKS)
        await board.wait_for(LegRequestedPerson, attempt)
        await board.telephone.bridge(attempt, AgentLegId("agent-01JD00000000000000000GONE0"))
        await board.wait_for(LegRequestedPerson, attempt, count=2)
        await board.telephone.return_to_menu(attempt, reason="nobody_free")
        await board.wait_for(LegEnteredMenu, attempt, count=2)
        assert "LegBridged" not in board.kinds(attempt)

    line.run(ask_for_person, scenario)


def test_the_recording_has_the_debtor_on_the_left_and_what_he_hears_on_the_right(line: StandingBoard):
    async def menu(channel: VoiceChannel) -> None:
        await channel.play([Clip("high"), Clip("high")])

    async def scenario(board: Switchboard):
        attempt = await board.dial(asterisk.SPEAKS)
        await board.wait_for(LegHungUp, attempt)
        raw = board.recording(attempt)
        # It is written a moment after what it holds.
        await eventually(lambda: raw.stat().st_size > 1.5 * 4 * RATE)
        return np.fromfile(raw, dtype="<i2", count=raw.stat().st_size // 4 * 2).reshape(-1, 2)

    samples = line.run(menu, scenario)
    assert 1.5 < len(samples) / RATE < 10
    # The carrier's debtor hums 440 Hz; the menu plays 1000 Hz.
    assert loudest_hertz(samples[:, 0]) == pytest.approx(440, abs=10)
    assert loudest_hertz(samples[:, 1]) == pytest.approx(1000, abs=10)


def test_a_killed_asterisk_is_noticed_and_found_again_with_no_legs(tmp_path: Path):
    async def main():
        async with switchboard(tmp_path, ask_for_person) as board:
            attempt = await board.dial(asterisk.SPEAKS)
            await board.wait_for(LegRequestedPerson, attempt)
            await board.line.product.kill()
            await board.wait_for(TelephoneDisconnected)
            await board.line.product.start()
            await board.wait_for(TelephoneConnected, count=2)
            assert await board.telephone.list_legs() == ()
            busy = await board.dial(asterisk.BUSY)
            assert (await board.wait_for(LegHungUp, busy)).cause == 17

    run(main(), deadline_seconds=110)


async def ask_for_person(channel: VoiceChannel) -> None:
    if channel.reason == "answered":
        await channel.request_person()
    else:
        await channel.play([Clip("low")] * 10)


def loudest_hertz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples.astype(float)))
    spectrum[0] = 0
    return float(np.fft.rfftfreq(len(samples), 1 / RATE)[int(spectrum.argmax())])

"""The carrier against the product's own Asterisk configuration: a trunk that registers, and robots' phones."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from adapters.speech.audio import from_alaw
from asterisk_conf.render import render_conf
from asterisk_conf.settings import AsteriskSettings, SeatSettings, TrunkSettings
from runtime.asterisk_instance import AsteriskInstance, running
from simulator.carrier import RobotSeat
from simulator.numbers import DialplanCode, load_number
from tests.support.asterisk import AMI_SECRET, SEAT_SECRET, asterisk_root, free_ports, free_rtp_range
from tests.support.simulated_carrier import simulated_carrier

pytestmark = pytest.mark.asterisk

SEATS = ("seat01", "seat02")
NUMBER = load_number(DialplanCode.STAYS_UNTIL_HUNG_UP, 1)


@asynccontextmanager
async def product_and_carrier(
    folder: Path, *, trunk_password: str, carrier_password: str
) -> AsyncIterator[AsteriskInstance]:
    ami, http = free_ports(2)
    sip, carrier_sip = free_ports(2, kind=socket.SOCK_DGRAM)
    rtp = free_rtp_range()
    (folder / "recordings" / "open").mkdir(parents=True)
    settings = AsteriskSettings(
        recordings_dir=folder / "recordings",
        sounds_dir=folder,
        ami_port=ami,
        ami_secret=AMI_SECRET,
        http_port=http,
        sip_host="127.0.0.1",
        sip_port=sip,
        rtp_start=rtp,
        rtp_end=rtp + 199,
        trunks=(
            TrunkSettings(
                name="trunk",
                host="127.0.0.1",
                port=carrier_sip,
                username="concilia",
                password=trunk_password,
                register=True,
            ),
        ),
        seats=tuple(SeatSettings(name=seat, secret=SEAT_SECRET, webrtc=False) for seat in SEATS),
    )
    product = AsteriskInstance(state_dir=folder / "product", files=render_conf(settings), root=asterisk_root())
    async with (
        running(product),
        simulated_carrier(
            folder / "carrier",
            sip_port=carrier_sip,
            rtp_start=rtp + 200,
            username="concilia",
            password=carrier_password,
            registrar=f"127.0.0.1:{sip}",
            robot_seats=tuple(RobotSeat(name=seat, secret=SEAT_SECRET) for seat in SEATS),
        ),
    ):
        yield product


async def shows(
    product: AsteriskInstance, command: str, pattern: str, *, seconds: float = 15.0
) -> re.Match[str] | None:
    """The first match in the console's answer, asked again until it is there or the time is up."""
    until = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < until:
        found = re.search(pattern, await product.cli(command))
        if found:
            return found
        await asyncio.sleep(0.1)
    return None


def test_a_trunk_that_authenticates_registers_and_calls_and_its_phones_answer_when_spoken_to(tmp_path: Path) -> None:
    (tmp_path / "pause.alaw").write_bytes(b"\xd5" * 8000 * 5)
    spoken = f"{tmp_path}/carrier/clips/quero_pessoa&{tmp_path}/pause"

    async def scenario() -> None:
        async with product_and_carrier(tmp_path, trunk_password="right", carrier_password="right") as product:
            assert await shows(product, "pjsip show registrations", r"concilia|trunk.* Registered")
            await product.cli(f"channel originate PJSIP/{NUMBER}@trunk application Wait 20")
            assert await shows(product, "core show channels concise", r"PJSIP/trunk.*!Up!")
            for seat in SEATS:
                assert await shows(product, "pjsip show contacts", f"{seat}/sip:")
            await product.cli(f"channel originate PJSIP/seat02 application Playback {spoken}")
            up = await shows(product, "core show channels concise", r"(PJSIP/seat02\S*?)!.*!Up!")
            assert up
            await product.cli(f"mixmonitor start {up.group(1)} {tmp_path}/both.alaw,r({tmp_path}/heard.alaw)")
            await asyncio.sleep(7)

    asyncio.run(scenario())
    sound = np.abs(from_alaw((tmp_path / "heard.alaw").read_bytes()))
    seconds = [float(sound[start : start + 8000].mean()) for start in range(0, len(sound) - 7999, 8000)]
    assert max(seconds[:2]) < 0.001, "the robot spoke before it was spoken to"
    assert max(seconds[3:]) > 0.01, "the robot did not answer"


def test_a_trunk_with_a_wrong_password_is_turned_away(tmp_path: Path) -> None:
    async def scenario() -> bool:
        async with product_and_carrier(tmp_path, trunk_password="wrong", carrier_password="right") as product:
            await product.cli(f"channel originate PJSIP/{NUMBER}@trunk application Wait 20")
            return await shows(product, "core show channels concise", r"PJSIP/trunk.*!Up!", seconds=3) is not None

    assert not asyncio.run(scenario())

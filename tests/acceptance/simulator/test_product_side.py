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
from tests.support.aio import eventually
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
    product: AsteriskInstance, command: str, pattern: str, *, seconds: float = 60.0
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
    for pause, seconds in (("before", 4), ("after", 30)):
        (tmp_path / f"{pause}.alaw").write_bytes(b"\xd5" * 8000 * seconds)
    spoken = f"{tmp_path}/before&{tmp_path}/carrier/clips/quero_pessoa&{tmp_path}/after"
    told, heard = tmp_path / "told.alaw", tmp_path / "heard.alaw"

    async def scenario() -> None:
        async with product_and_carrier(tmp_path, trunk_password="right", carrier_password="right") as product:
            assert await shows(product, "pjsip show registrations", r"concilia|trunk.* Registered")
            await product.cli(f"channel originate PJSIP/{NUMBER}@trunk application Wait 90")
            assert await shows(product, "core show channels concise", r"PJSIP/trunk.*!Up!")
            for seat in SEATS:
                assert await shows(product, "pjsip show contacts", f"{seat}/sip:")
            await product.cli(f"channel originate PJSIP/seat02 application Playback {spoken}")
            up = await shows(product, "core show channels concise", r"(PJSIP/seat02\S*?)!.*!Up!")
            assert up
            await product.cli(f"mixmonitor start {up.group(1)} {tmp_path}/both.alaw,r({heard})t({told})")
            await eventually(lambda: first_sound(heard) is not None)

    asyncio.run(scenario())
    spoken_to, answered = first_sound(told), first_sound(heard)
    assert spoken_to is not None
    assert answered is not None
    # Not before the sentence was said.
    assert answered > spoken_to + 0.5


def first_sound(recording: Path) -> float | None:
    """Seconds until a tenth of a second with a voice in it."""
    if not recording.exists():
        return None
    sound = np.abs(from_alaw(recording.read_bytes()))
    tenths = sound[: len(sound) // 800 * 800].reshape(-1, 800).mean(axis=1)
    loud = np.flatnonzero(tenths > 0.01)
    return float(loud[0]) / 10 if len(loud) else None


def test_a_trunk_with_a_wrong_password_is_turned_away(tmp_path: Path) -> None:
    async def scenario() -> bool:
        async with product_and_carrier(tmp_path, trunk_password="wrong", carrier_password="right") as product:
            await product.cli(f"channel originate PJSIP/{NUMBER}@trunk application Wait 20")
            return await shows(product, "core show channels concise", r"PJSIP/trunk.*!Up!", seconds=3) is not None

    assert not asyncio.run(scenario())

"""The carrier alone: what the network says of numbers that do not answer, and of those that digits decide."""

import asyncio
import socket
from pathlib import Path

import pytest

from adapters.telephony.agi_session import AgiSession
from simulator.debtor_line import DebtorBehaviour
from simulator.numbers import DialplanCode, load_number
from simulator.people import LineEntry, write_entries
from simulator.personas import NEVER_ANSWERS, Persona
from simulator.scripts import Timing
from tests.support.asterisk import free_ports, free_rtp_range
from tests.support.caller import bare_caller
from tests.support.simulated_carrier import simulated_carrier

pytestmark = pytest.mark.asterisk

CAUSES = {
    Persona.BUSY: (17, "BUSY"),
    Persona.REJECTS: (21, "CHANUNAVAIL"),
    Persona.RINGS_OUT: (0, "NOANSWER"),
    Persona.UNALLOCATED: (1, "CHANUNAVAIL"),
    Persona.CONGESTION: (34, "CONGESTION"),
    Persona.OUT_OF_SERVICE: (27, "CHANUNAVAIL"),
}


async def listen(session: AgiSession) -> None:
    await session.execute("EXEC", "Wait", "20", timeout_seconds=30)


def test_every_persona_that_does_not_answer_yields_its_cause(tmp_path: Path) -> None:
    numbers = {persona: f"+55119010000{place:02d}" for place, persona in enumerate(sorted(NEVER_ANSWERS))}
    book = tmp_path / "book.json"
    write_entries(
        book,
        {
            number.lstrip("+"): LineEntry(
                ref=persona, personas=(persona,), birth_day_month="0505", document_start="123", first_name="Ana"
            )
            for persona, number in numbers.items()
        },
    )

    async def scenario() -> dict[Persona, tuple[int, str]]:
        (sip,) = free_ports(1, kind=socket.SOCK_DGRAM)
        rtp = free_rtp_range()
        behaviour = DebtorBehaviour(timing=Timing(speed=10))
        async with (
            simulated_carrier(tmp_path / "c", sip_port=sip, rtp_start=rtp + 200, book=book, behaviour=behaviour),
            bare_caller(tmp_path / "p", listen, carrier_port=sip, rtp_start=rtp) as caller,
        ):
            return {p: await caller.cause_of(n, ring_limit_seconds=3) for p, n in numbers.items()}

    assert asyncio.run(scenario()) == CAUSES


def test_load_numbers_are_answered_without_the_debtors_process(tmp_path: Path) -> None:
    async def scenario() -> list[tuple[int, str]]:
        (sip,) = free_ports(1, kind=socket.SOCK_DGRAM)
        rtp = free_rtp_range()
        async with (
            simulated_carrier(tmp_path / "c", sip_port=sip, rtp_start=rtp + 200) as carrier,
            bare_caller(tmp_path / "p", listen, carrier_port=sip, rtp_start=rtp) as caller,
        ):
            codes = (DialplanCode.BUSY, DialplanCode.UNALLOCATED, DialplanCode.CONGESTION)
            causes = [await caller.cause_of(load_number(code, 7)) for code in codes]
            causes.append(await caller.cause_of(load_number(DialplanCode.RINGS_OUT, 7), ring_limit_seconds=2))
            causes.append(await caller.cause_of(load_number(DialplanCode.LISTENS_5_SECONDS, 7)))
            assert carrier.steps() == []
            return causes

    assert asyncio.run(scenario()) == [
        (17, "BUSY"), (1, "CHANUNAVAIL"), (34, "CONGESTION"), (0, "NOANSWER"), (16, "ANSWER"),
    ]  # fmt: skip

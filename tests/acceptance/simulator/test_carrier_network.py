"""The carrier alone: what the network says of numbers that do not answer, and of those that digits decide."""

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.telephony.agi_session import AgiSession
from simulator.debtor_line import DebtorBehaviour
from simulator.numbers import DialplanCode, load_number
from simulator.people import LineEntry, write_entries
from simulator.personas import NEVER_ANSWERS, Persona
from simulator.timing import Timing
from tests.support.asterisk import free_ports, free_rtp_range
from tests.support.caller import bare_caller
from tests.support.simulated_carrier import simulated_carrier

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(300)]

CAUSES = {
    Persona.BUSY: (17, "BUSY"),
    Persona.REJECTS: (21, "CHANUNAVAIL"),
    Persona.RINGS_OUT: (0, "NOANSWER"),
    Persona.UNALLOCATED: (1, "CHANUNAVAIL"),
    Persona.CONGESTION: (34, "CONGESTION"),
    Persona.OUT_OF_SERVICE: (27, "CHANUNAVAIL"),
}


NUMBERS = {persona: f"+55119010000{place:02d}" for place, persona in enumerate(sorted(NEVER_ANSWERS))}
CODES = (
    DialplanCode.BUSY,
    DialplanCode.UNALLOCATED,
    DialplanCode.CONGESTION,
    DialplanCode.RINGS_OUT,
    DialplanCode.LISTENS_5_SECONDS,
)


@dataclass(frozen=True, slots=True)
class Told:
    """How each call ended, and what the debtors' process had to do with those that digits decide."""

    personas: dict[Persona, tuple[int, str]]
    codes: dict[DialplanCode, tuple[int, str]]
    steps_of_codes: int


async def listen(session: AgiSession) -> None:
    await session.execute("EXEC", "Wait", "20", timeout_seconds=30)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("network")
    book = folder / "book.json"
    write_entries(
        book,
        {
            number.lstrip("+"): LineEntry(
                ref=persona, personas=(persona,), birth_day_month="0505", document_start="123", first_name="Ana"
            )
            for persona, number in NUMBERS.items()
        },
    )
    return asyncio.run(call_everybody(folder, book))


async def call_everybody(folder: Path, book: Path) -> Told:
    (sip,) = free_ports(1, kind=socket.SOCK_DGRAM)
    rtp = free_rtp_range()
    behaviour = DebtorBehaviour(timing=Timing(speed=10))
    async with (
        simulated_carrier(folder / "c", sip_port=sip, rtp_start=rtp + 200, book=book, behaviour=behaviour) as carrier,
        bare_caller(folder / "p", listen, carrier_port=sip, rtp_start=rtp) as caller,
    ):
        codes = {code: await caller.cause_of(load_number(code, 7), ring_limit_seconds=2) for code in CODES}
        steps = len(carrier.steps())
        personas = {p: await caller.cause_of(n, ring_limit_seconds=3) for p, n in NUMBERS.items()}
        return Told(personas, codes, steps)


def test_every_persona_that_does_not_answer_yields_its_cause(told: Told) -> None:
    assert told.personas == CAUSES


def test_load_numbers_are_answered_without_the_debtors_process(told: Told) -> None:
    assert list(told.codes.values()) == [
        (17, "BUSY"), (1, "CHANUNAVAIL"), (34, "CONGESTION"), (0, "NOANSWER"), (16, "ANSWER"),
    ]  # fmt: skip
    assert told.steps_of_codes == 0

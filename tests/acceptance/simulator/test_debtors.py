"""Debtors on a real line: they speak, listen in step, and press real keys."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulator.debtor_line import DebtorBehaviour, Patience
from simulator.numbers import load_number
from simulator.people import LineEntry, write_entries
from simulator.personas import Persona, code_of
from simulator.scripts import Timing
from tests.support.asterisk import free_ports, free_rtp_range
from tests.support.caller import Caller, bare_caller
from tests.support.simulated_carrier import RunningCarrier, simulated_carrier
from tests.support.tiny_menu import TinyMenu

pytestmark = pytest.mark.asterisk

NUMBER = "+5511901234567"


@asynccontextmanager
async def line(
    folder: Path, menu: TinyMenu, persona: Persona, patience: Patience
) -> AsyncIterator[tuple[RunningCarrier, Caller]]:
    """A carrier with one known debtor, `p`, and a caller that plays the menu to whoever answers."""
    book = folder / "book.json"
    entry = LineEntry(ref="p", personas=(persona,), birth_day_month="0507", document_start="123", first_name="Ana")
    write_entries(book, {NUMBER.lstrip("+"): entry})
    (sip,) = free_ports(1, kind=socket.SOCK_DGRAM)
    rtp = free_rtp_range()
    behaviour = DebtorBehaviour(patience=patience, timing=Timing(speed=10))
    async with (
        simulated_carrier(folder / "c", sip_port=sip, rtp_start=rtp + 200, book=book, behaviour=behaviour) as carrier,
        bare_caller(folder / "p", menu, carrier_port=sip, rtp_start=rtp) as caller,
    ):
        yield carrier, caller


def tiny_menu(folder: Path) -> TinyMenu:
    """The menu speaks with clips that the carrier renders: sentences with commas and full stops inside."""
    clips = folder / "c" / "clips"
    return TinyMenu((clips / "talk_3", clips / "quero_pessoa"))


def test_a_patient_debtor_presses_each_key_after_the_prompts_end(tmp_path: Path) -> None:
    menu = tiny_menu(tmp_path)

    async def scenario() -> list[str]:
        async with line(tmp_path, menu, Persona.SETTLES_IN_FULL, "listens") as (carrier, caller):
            await caller.call(NUMBER)
            await carrier.until("p", "ended", seconds=80)
            return [row["step"] for row in carrier.steps("p")]

    steps = asyncio.run(scenario())
    heard = menu.answers[NUMBER]
    assert [answer.keys for answer in heard] == ["1", "0507", "1", "1"]
    assert not any(answer.interrupted for answer in heard)
    assert all(0.5 < answer.waited_seconds < 2.5 for answer in heard)
    assert steps[:5] == ["called", "answered", "speak", "hears", "heard"]
    assert steps.count("press") == 4


def test_a_hurried_debtor_presses_while_the_prompt_is_still_speaking(tmp_path: Path) -> None:
    menu = tiny_menu(tmp_path)

    async def scenario() -> float:
        async with line(tmp_path, menu, Persona.TWO_INSTALMENTS, "hurried") as (carrier, caller):
            await caller.call(NUMBER)
            await carrier.until("p", "ended", seconds=60)
            presses = [row["at_ms"] for row in carrier.steps("p") if row["step"] == "press"]
            return float(presses[-1] - presses[0])

    took_ms = asyncio.run(scenario())
    heard = menu.answers[NUMBER]
    assert [answer.keys for answer in heard] == ["1", "0507", "2", "1"]
    assert all(answer.interrupted for answer in heard)
    assert took_ms < 6_000


def test_two_mistakes_are_corrected_by_the_one_who_recovers(tmp_path: Path) -> None:
    menu = tiny_menu(tmp_path)
    menu.widths = (1, 1, 4, 4, 1, 1)

    async def scenario() -> None:
        async with line(tmp_path, menu, Persona.WRONG_KEYS_RECOVERS, "hurried") as (carrier, caller):
            await caller.call(NUMBER)
            await carrier.until("p", "ended", seconds=60)

    asyncio.run(scenario())
    keys = [answer.keys for answer in menu.answers[NUMBER]]
    assert keys[0] in "5678"
    assert keys[2] != "0507"
    assert keys[1::2] == ["1", "0507", "1"]


def test_a_load_number_settles_without_any_book(tmp_path: Path) -> None:
    menu = tiny_menu(tmp_path)
    number = load_number(code_of(Persona.SETTLES_IN_FULL), 42)

    async def scenario() -> None:
        async with line(tmp_path, menu, Persona.SILENT, "hurried") as (carrier, caller):
            await caller.call(number)
            async with asyncio.timeout(60):
                while not any(row["step"] == "ended" for row in carrier.steps()):
                    await asyncio.sleep(0.1)

    asyncio.run(scenario())
    assert [answer.keys for answer in menu.answers[number]] == ["1", "0101", "1", "1"]

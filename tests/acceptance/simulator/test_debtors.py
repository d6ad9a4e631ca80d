"""Debtors on a real line: they speak, listen in step, and press real keys. All are called at once, one time."""

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulator.debtor_line import DebtorBehaviour
from simulator.numbers import e164_digits, load_number, stranger_ref
from simulator.people import LineEntry, write_entries
from simulator.personas import Persona, code_of
from simulator.timing import Timing
from tests.support.asterisk import free_ports, free_rtp_range
from tests.support.caller import bare_caller
from tests.support.simulated_carrier import simulated_carrier
from tests.support.tiny_menu import Heard, TinyMenu

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(300)]

DEBTORS: dict[str, tuple[Persona, str]] = {
    "patient": (Persona.SETTLES_IN_FULL, "listens"),
    "hurried": (Persona.SETTLES_IN_FULL, "hurried"),
    "wants_person": (Persona.ASKS_FOR_PERSON, "hurried"),
    "paid": (Persona.ALREADY_PAID, "hurried"),
    "third_party": (Persona.THIRD_PARTY, "hurried"),
    "wrong_number": (Persona.WRONG_NUMBER, "hurried"),
    "at_once": (Persona.HANGS_UP_AT_ONCE, "hurried"),
    "at_greeting": (Persona.HANGS_UP_AT_GREETING, "hurried"),
    "at_identity": (Persona.HANGS_UP_AT_IDENTITY, "hurried"),
    "at_debts": (Persona.HANGS_UP_AT_DEBTS, "hurried"),
    "at_read_back": (Persona.HANGS_UP_AT_READ_BACK, "hurried"),
    "at_protocol": (Persona.HANGS_UP_AT_PROTOCOL, "hurried"),
    "machine": (Persona.VOICEMAIL, "hurried"),
    "silent": (Persona.SILENT, "hurried"),
}
NUMBERS = {ref: f"+55119012345{place:02d}" for place, ref in enumerate(DEBTORS)}
STRANGER = load_number(code_of(Persona.SETTLES_IN_FULL), 42)


@dataclass(frozen=True, slots=True)
class Day:
    """What became of the calls, at both ends."""

    menu: TinyMenu
    steps: list[dict[str, Any]]

    def answers(self, ref: str) -> list[Heard]:
        return self.menu.answers[NUMBERS[ref]]

    def keys(self, ref: str) -> list[str]:
        return [answer.keys for answer in self.answers(ref)]

    def did(self, ref: str, step: str) -> list[dict[str, Any]]:
        return [row for row in self.steps if row["ref"] == ref and row["step"] == step]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    folder = tmp_path_factory.mktemp("debtors")
    clips = folder / "c" / "clips"
    # The menu speaks with clips that the carrier renders: sentences with commas and full stops inside.
    return asyncio.run(call_everybody(folder, TinyMenu((clips / "talk_3", clips / "quero_pessoa"))))


async def call_everybody(folder: Path, menu: TinyMenu) -> Day:
    book = folder / "book.json"
    entries = {
        NUMBERS[ref].lstrip("+"): LineEntry(
            ref=ref,
            personas=(persona,),
            birth_day_month="0507",
            document_start="123",
            first_name="Ana",
            patience=patience,
        )
        for ref, (persona, patience) in DEBTORS.items()
    }
    write_entries(book, entries)
    (sip,) = free_ports(1, kind=socket.SOCK_DGRAM)
    rtp = free_rtp_range()
    behaviour = DebtorBehaviour(timing=Timing(speed=10))
    async with (
        simulated_carrier(folder / "c", sip_port=sip, rtp_start=rtp + 200, book=book, behaviour=behaviour) as carrier,
        bare_caller(folder / "p", menu, carrier_port=sip, rtp_start=rtp) as caller,
    ):
        for number in (*NUMBERS.values(), STRANGER):
            await caller.call(number)
        async with asyncio.TaskGroup() as group:
            for ref in (*DEBTORS, stranger_ref(e164_digits(STRANGER))):
                group.create_task(carrier.until(ref, "ended", seconds=180))
        return Day(menu, carrier.steps())


def test_a_patient_debtor_presses_each_key_after_the_prompts_end(day: Day) -> None:
    heard = day.answers("patient")
    assert day.keys("patient") == ["1", "0507", "123", "1", "1"]
    assert not any(answer.interrupted for answer in heard)
    assert all(0.5 < answer.waited_seconds < 6.0 for answer in heard)
    assert len(day.did("patient", "heard")) == 6


def test_a_hurried_debtor_presses_while_the_prompt_is_still_speaking(day: Day) -> None:
    heard = day.answers("hurried")
    assert day.keys("hurried") == ["1", "0507", "123", "1", "1"]
    assert all(answer.interrupted for answer in heard)
    hurried, patient = (day.did(ref, "press") for ref in ("hurried", "patient"))
    assert hurried[-1]["at_ms"] - hurried[0]["at_ms"] < (patient[-1]["at_ms"] - patient[0]["at_ms"]) / 2


@pytest.mark.parametrize(
    ("ref", "keys"),
    [
        ("wants_person", ["1", "0507", "123", "9"]),
        ("paid", ["1", "0507", "123", "4", "#"]),
        ("third_party", ["2"]),
        ("wrong_number", ["3"]),
        ("machine", []),
        ("silent", []),
    ],
)
def test_debtors_press_what_they_came_for_and_the_product_ends_it(day: Day, ref: str, keys: list[str]) -> None:
    assert day.keys(ref) == keys
    assert day.did(ref, "ended")[0]["by"] == "product"


@pytest.mark.parametrize(
    ("ref", "answered"), [("at_once", 0), ("at_greeting", 0), ("at_identity", 1), ("at_debts", 3), ("at_read_back", 4)]
)
def test_debtors_leave_where_they_are_known_to_leave(day: Day, ref: str, answered: int) -> None:
    assert len(day.answers(ref)) == answered
    assert day.did(ref, "ended")[0]["by"] == "debtor"


def test_one_leaves_after_agreeing(day: Day) -> None:
    assert day.keys("at_protocol") == ["1", "0507", "123", "1", "1"]
    assert day.did("at_protocol", "ended")[0]["by"] == "debtor"


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("machine", ["voicemail", "beep"]),
        ("silent", []),
        ("third_party", ["alo", "nao_esta"]),
        ("wrong_number", ["alo", "engano"]),
    ],
)
def test_debtors_say_what_suits_them(day: Day, ref: str, said: list[str]) -> None:
    assert [row["clip"] for row in day.did(ref, "speak")] == said


def test_a_load_number_settles_without_any_book(day: Day) -> None:
    assert [answer.keys for answer in day.menu.answers[STRANGER]] == ["1", "0101", "100", "1", "1"]


def test_the_log_holds_no_number_and_no_digits_that_were_pressed(day: Day) -> None:
    everything = repr(day.steps)
    assert "0507" not in everything
    assert not any(number.lstrip("+") in everything for number in (*NUMBERS.values(), STRANGER))

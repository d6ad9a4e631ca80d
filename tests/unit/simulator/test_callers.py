"""What debtors do who call us, and how their calls are placed."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from simulator.callers import call_script
from simulator.calling import CallingDebtors, call_ref
from simulator.debtor_line import DebtorBehaviour, DebtorLines
from simulator.people import LineEntry, read_book, write_entries
from simulator.performance import Stage
from simulator.personas import CALLER_WEIGHTS, Caller, Persona
from simulator.step_log import StepLog
from simulator.steps import Answer, HangUp, Keys, Press, StayUntilHungUp
from simulator.timing import Timing
from tests.support.virtual_time import run_virtual
from tests.unit.simulator.test_debtor_line import PlayedChannel

PERSON = LineEntry(
    ref="p0001.1",
    personas=(Persona.BUSY,),
    birth_day_month="3112",
    document_start="123",
    document="12345678909",
    first_name="Ana",
    calls_back=(Caller.COMPLAINS, Caller.ASKS_CODE),
)


def keys(caller: Caller) -> str:
    return "".join(step.digits for step in call_script(caller, PERSON) if isinstance(step, Press))


@pytest.mark.parametrize("caller", Caller)
def test_every_call_begins_with_its_answer_and_is_ended(caller: Caller) -> None:
    acts = call_script(caller, PERSON)
    assert [place for place, act in enumerate(acts) if isinstance(act, Answer)] == [0]
    assert isinstance(acts[-1], HangUp | StayUntilHungUp)


@pytest.mark.parametrize(
    ("caller", "typed"),
    [
        (Caller.REACHES_PERSON, "9"),
        (Caller.COMPLAINS, "8"),
        (Caller.SETTLES, "1" + "123#" + "3112" + "111"),
        (Caller.ASKS_STANDING, "1" + "12345678909" + "3112" + "3"),
        (Caller.ASKS_CODE, "1" + "12345678909" + "3112" + "21"),
        (Caller.LOCKED_OUT, "1" + ("12345678909" + "3112") * 2 + "9"),
        (Caller.FINDS_NOBODY, "1" + "12345678909" + "3112" + "91"),
    ],
)
def test_a_caller_types(caller: Caller, typed: str) -> None:
    assert keys(caller) == typed


def test_who_forgets_the_birthday_types_another_as_often_as_it_may() -> None:
    typed = [step for step in call_script(Caller.FORGETS_BIRTHDAY, PERSON) if isinstance(step, Press)]
    wrong = [step.digits for step in typed if step.meaning is Keys.WRONG_BIRTH_DATE]
    assert len(wrong) == 2
    assert "3112" not in wrong


def test_a_stranger_types_nothing_of_the_person() -> None:
    assert "12345678909" not in keys(Caller.UNKNOWN)
    assert "3112" not in keys(Caller.UNKNOWN)


def test_the_book_keeps_who_calls(tmp_path: Path) -> None:
    write_entries(tmp_path / "book.json", {"5511901234567": PERSON})
    assert read_book(tmp_path / "book.json") == {"5511901234567": PERSON}


def test_nobody_is_drawn_whose_call_needs_a_story_before() -> None:
    assert set(Caller) - set(CALLER_WEIGHTS) == {Caller.LOCKED_OUT, Caller.FINDS_NOBODY}


class CallChannel(PlayedChannel):
    path = "call"

    def __init__(self, ticket: str) -> None:
        super().__init__("s")
        self._ticket = ticket

    def argument(self, _number: int) -> str:
        return self._ticket


class PlayedExchange:
    """Every call is answered at once by `lines`, but those of `dead` tickets."""

    def __init__(self, *, dead: frozenset[str] = frozenset()) -> None:
        self.placed: list[tuple[str, str]] = []
        self.lines: DebtorLines | None = None
        self._dead = dead
        self._tasks: list[asyncio.Task[None]] = []

    async def place(self, ticket: str, *, calling: str) -> bool:
        self.placed.append((ticket, calling))
        if ticket not in self._dead:
            assert self.lines is not None
            self._tasks.append(asyncio.create_task(self.lines(CallChannel(ticket))))  # type: ignore[arg-type]
        return True


def play(folder: Path, exchange: PlayedExchange, *, calls: int = 1) -> list[dict[str, object]]:
    """The number is called by us `calls` times; then an hour goes by."""

    async def scenario() -> None:
        with StepLog(folder / "steps.jsonl") as log:
            behaviour = DebtorBehaviour(patience="hurried", timing=Timing(speed=10))
            book = {"5511901234567": PERSON}
            lines = DebtorLines(book, behaviour, clips=Path("/clips"), log=log, exchange=exchange)
            exchange.lines = lines
            assert lines.callers is not None
            running = asyncio.create_task(lines.callers.run())
            for _ in range(calls):
                await lines(PlayedChannel("5511901234567"))  # type: ignore[arg-type]
            await asyncio.sleep(3600)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    run_virtual(lambda _loop: scenario())
    return [json.loads(row) for row in (folder / "steps.jsonl").read_text(encoding="utf-8").splitlines()]


def test_who_was_called_makes_their_calls_one_after_the_other_once(tmp_path: Path) -> None:
    exchange = PlayedExchange()
    steps = play(tmp_path, exchange, calls=2)
    first, second = call_ref("p0001.1", 1), call_ref("p0001.1", 2)
    assert exchange.placed == [(first, "5511901234567"), (second, "5511901234567")]
    calls = [(row["ref"], row.get("persona")) for row in steps if row["step"] == "calls"]
    assert calls == [(first, "complains"), (second, "asks_code")]
    ends = {row["ref"]: row["at_ms"] for row in steps if row["step"] == "ended"}
    began = {row["ref"]: row["at_ms"] for row in steps if row["step"] == "calls"}
    assert ends[first] < began[second]


def test_a_call_that_nobody_answers_is_noted_and_the_next_is_made(tmp_path: Path) -> None:
    first, second = call_ref("p0001.1", 1), call_ref("p0001.1", 2)
    steps = play(tmp_path, PlayedExchange(dead=frozenset({first})))
    assert [(row["step"], row["ref"]) for row in steps if row["step"] in {"unanswered", "calls"}] == [
        ("unanswered", first),
        ("calls", second),
    ]


def test_a_call_that_nobody_placed_is_let_go(tmp_path: Path) -> None:
    async def scenario() -> None:
        with StepLog(tmp_path / "steps.jsonl") as log:
            stage = Stage(Path("/clips"), log, end_of_prompt_ms=700)
            callers = CallingDebtors(PlayedExchange(), stage, seconds=lambda _rng: 0.0, seed=1)
            await callers.answered(CallChannel("somebody"))  # type: ignore[arg-type]

    asyncio.run(scenario())
    assert (tmp_path / "steps.jsonl").read_text(encoding="utf-8") == ""


def test_how_long_somebody_waits_before_calling_follows_the_speed() -> None:
    slow, quick = Timing(), Timing(speed=10)
    assert 4 <= slow.before_calling(Random(1)) <= 30
    assert quick.before_calling(Random(1)) == pytest.approx(slow.before_calling(Random(1)) / 10, abs=0.001)


def test_a_patient_line_is_patient_when_it_calls_too() -> None:
    stage = Stage(Path("/clips"), StepLog(Path("x")), end_of_prompt_ms=700, patience="hurried")
    assert not stage.is_patient(PERSON)
    assert stage.is_patient(replace(PERSON, patience="listens"))

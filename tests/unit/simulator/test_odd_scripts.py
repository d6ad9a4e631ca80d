"""Slow, hasty and hostile fingers."""

from random import Random

from simulator.odd_scripts import MASHED, MASHED_KEYS, mashes_keys, slowly
from simulator.people import LineEntry
from simulator.personas import Persona
from simulator.scripts import script_for
from simulator.steps import Pause, Press, Step
from simulator.timing import Timing

PERSON = LineEntry(
    ref="p1.1", personas=(), birth_day_month="3112", document_start="123", first_name="Ana", patience=None
)


def script(persona: Persona) -> list[Step]:
    return script_for(persona, PERSON, Random(1), Timing())


def digits(steps: list[Step]) -> str:
    return "".join(step.digits for step in steps if isinstance(step, Press))


def test_the_slow_press_what_the_quick_press_but_late() -> None:
    slow, quick = script(Persona.SLOW), script(Persona.SETTLES_IN_FULL)
    assert digits(slow) == digits(quick)
    for place, step in enumerate(slow):
        if isinstance(step, Press):
            assert isinstance(slow[place - 1], Pause)
            assert step.between_ms >= 1000


def test_a_slow_call_is_otherwise_the_same_call() -> None:
    assert slowly(script(Persona.SILENT)) == script(Persona.SILENT)


def test_who_types_ahead_types_all_but_the_yes_in_one_go() -> None:
    steps = script(Persona.TYPES_AHEAD)
    assert digits(steps) == digits(script(Persona.SETTLES_IN_FULL))
    assert [step.digits for step in steps if isinstance(step, Press)] == [digits(steps)[:-1], "1"]


def test_mashed_keys_never_ask_for_a_person() -> None:
    assert not set(MASHED) & set("9*")
    for seed in range(50):
        pressed = digits(mashes_keys(Random(seed)))
        assert len(pressed) == 3 * MASHED_KEYS
        assert set(pressed) <= set(MASHED)

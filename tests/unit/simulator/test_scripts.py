"""Every persona's acts."""

from random import Random

import pytest

from simulator.people import LineEntry
from simulator.personas import NEEDS_IDENTITY, NEVER_ANSWERS, Persona
from simulator.scripts import RING_LIMIT_SECONDS, script_for
from simulator.steps import (
    Answer,
    Converse,
    HangUp,
    HearPrompt,
    Keys,
    Press,
    PressUntilGone,
    Refuse,
    Ring,
    Speak,
    StayUntilHungUp,
)
from simulator.timing import Timing

PERSON = LineEntry(
    ref="p0001.1", personas=(Persona.SILENT,), birth_day_month="3112", document_start="123", first_name="Ana"
)
ANSWERS = sorted(set(Persona) - NEVER_ANSWERS)


def script(persona: Persona, seed: int = 1, **timing: object) -> list[object]:
    return list(script_for(persona, PERSON, Random(seed), Timing(**timing)))


def keys(persona: Persona, seed: int = 1) -> list[tuple[Keys, str]]:
    return [(step.meaning, step.digits) for step in script(persona, seed) if isinstance(step, Press)]


@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_script_ends_the_call(persona: Persona, seed: int) -> None:
    last = script(persona, seed)[-1]
    assert isinstance(last, HangUp | Refuse | StayUntilHungUp | PressUntilGone)


@pytest.mark.parametrize("persona", Persona)
def test_the_same_seed_plays_the_same_call(persona: Persona) -> None:
    assert script(persona, 7) == script(persona, 7)


@pytest.mark.parametrize("persona", ANSWERS)
def test_who_answers_rings_first_and_answers_once(persona: Persona) -> None:
    acts = script(persona)
    assert isinstance(acts[0], Ring)
    assert [index for index, act in enumerate(acts) if isinstance(act, Answer)] == [1]


@pytest.mark.parametrize(
    ("persona", "cause"),
    [
        (Persona.BUSY, 17),
        (Persona.REJECTS, 21),
        (Persona.UNALLOCATED, 1),
        (Persona.CONGESTION, 34),
        (Persona.OUT_OF_SERVICE, 27),
        (Persona.RINGS_OUT, 19),
    ],
)
def test_who_does_not_answer_refuses_with_the_network_cause(persona: Persona, cause: int) -> None:
    acts = script(persona)
    assert acts[-1] == Refuse(cause)
    assert not any(isinstance(act, Answer) for act in acts)


def test_ringing_out_lasts_as_long_as_the_network_lets_it_whatever_the_speed() -> None:
    assert script(Persona.RINGS_OUT, speed=20.0)[0] == Ring(RING_LIMIT_SECONDS)


@pytest.mark.parametrize("persona", sorted(NEEDS_IDENTITY - {Persona.HANGS_UP_AT_HALF_IDENTITY, Persona.TYPES_AHEAD}))
def test_a_right_party_types_its_own_birth_date(persona: Persona) -> None:
    assert (Keys.BIRTH_DATE, "3112") in keys(persona)


@pytest.mark.parametrize("persona", sorted(set(ANSWERS) - NEEDS_IDENTITY))
def test_nobody_else_types_it(persona: Persona) -> None:
    assert not any("3112" in digits for _, digits in keys(persona))


@pytest.mark.parametrize(
    ("persona", "pressed"),
    [
        (Persona.SETTLES_IN_FULL, [(Keys.OPTION, "1"), (Keys.AGREES, "1")]),
        (
            Persona.TWO_INSTALMENTS,
            [(Keys.OPTION, "2"), (Keys.HOW_MANY, "2"), (Keys.FIRST_DUE, "1"), (Keys.AGREES, "1")],
        ),
        (Persona.ALREADY_PAID, [(Keys.OPTION, "4"), (Keys.PAID_WHEN, "#"), (Keys.PAID_WAY, "1")]),
        (Persona.ASKS_FOR_PERSON, [(Keys.OPTION, "9")]),
        (Persona.DECLINES_AGREEMENT, [(Keys.OPTION, "1"), (Keys.DISAGREES, "2")]),
        (Persona.HANGS_UP_AT_READ_BACK, [(Keys.OPTION, "1")]),
        (Persona.HANGS_UP_AT_PROTOCOL, [(Keys.OPTION, "1"), (Keys.AGREES, "1")]),
        (Persona.HANGS_UP_AT_DEBTS, []),
        (
            Persona.WAITS_FOR_PAYMENT,
            [(Keys.OPTION, "1"), (Keys.AGREES, "1"), (Keys.WAITS, "6")],
        ),
        (Persona.ANOTHER_CONTACT, [(Keys.OPTION, "1"), (Keys.OTHER_CONTACT, "3"), (Keys.AGREES, "1")]),
        (
            Persona.ASKS_TO_REPEAT,
            [
                (Keys.REPEAT, "0"),
                (Keys.OPTION, "1"),
                (Keys.REPEAT, "0"),
                (Keys.AGREES, "1"),
                (Keys.REPEAT, "0"),
            ],
        ),
        (Persona.ILL, [(Keys.OPTION, "5"), (Keys.TELLS, "2"), (Keys.TELLS, "2")]),
        (Persona.BLAMES_SERVICE, [(Keys.OPTION, "5"), (Keys.TELLS, "2"), (Keys.TELLS, "5")]),
        (Persona.GIVES_MARKS, [(Keys.OPTION, "1"), (Keys.AGREES, "1"), (Keys.MARKS, "4")]),
    ],
)
def test_after_identity_each_presses_what_it_came_for(persona: Persona, pressed: list[tuple[Keys, str]]) -> None:
    assert keys(persona)[1:3] == [(Keys.BIRTH_DATE, "3112"), (Keys.DOCUMENT, "123")]
    assert keys(persona)[3:] == pressed


def test_third_parties_and_wrong_numbers_say_so_and_no_more() -> None:
    assert keys(Persona.THIRD_PARTY) == [(Keys.NOT_IN, "2")]
    assert keys(Persona.THIRD_PARTY_SAYS_WHEN) == [(Keys.NOT_IN, "2"), (Keys.TELLS, "1")]
    assert keys(Persona.WRONG_NUMBER) == [(Keys.WRONG_NUMBER, "3")]


@pytest.mark.parametrize("seed", range(20))
def test_meaningless_keys_mean_nothing_at_the_first_question(seed: int) -> None:
    pressed = keys(Persona.WRONG_KEYS_GIVES_UP, seed)
    assert len({digits for _, digits in pressed}) == 3
    assert {digits for _, digits in pressed} <= set("5678")


@pytest.mark.parametrize("birth", ["0101", "2902", "3112", "2803"])
def test_a_mistyped_birth_date_is_a_date_and_never_the_right_one(birth: str) -> None:
    person = LineEntry(ref="x", personas=(), birth_day_month=birth, document_start="1", first_name="")
    acts = script_for(Persona.FAILS_IDENTITY, person, Random(1), Timing())
    typed = {act.digits for act in acts if isinstance(act, Press) and act.meaning is Keys.WRONG_BIRTH_DATE}
    assert len(typed) == 1
    (wrong,) = typed
    assert wrong != birth
    assert 1 <= int(wrong[:2]) <= 28
    assert wrong[2:] == birth[2:]


def test_a_talk_varies_with_the_seed() -> None:
    talks = {
        act.clips for seed in range(20) for act in script(Persona.ASKS_FOR_PERSON, seed) if isinstance(act, Converse)
    }
    assert len(talks) > 5


def test_speed_shortens_the_ring_and_leaves_the_acts_alone() -> None:
    slow, fast = script(Persona.ANSWERS_LATE), script(Persona.ANSWERS_LATE, speed=10.0)
    assert isinstance(slow[0], Ring)
    assert isinstance(fast[0], Ring)
    assert slow[0].seconds >= 14.0
    assert fast[0].seconds <= 2.0
    assert slow[1:] == fast[1:]


def test_a_machine_speaks_before_it_listens() -> None:
    acts = script(Persona.VOICEMAIL)
    assert [type(act) for act in acts] == [Ring, Answer, Speak, Speak, StayUntilHungUp]
    assert not any(isinstance(act, HearPrompt | Press) for act in acts)


def test_speed_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="speed"):
        Timing(speed=0)

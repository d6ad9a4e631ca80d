"""What picked up, told by its sound; whoever acts is a person whatever was heard."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.answer_sound import ANSWERED_BY, AnswerSigns, SoundPolicy, Tone, decide_answer
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass

POLICY = SoundPolicy()
BEEP = Tone(begins_ms=6000, lasts_ms=400, hertz=1000.0)


def decide(*speech: tuple[int, int], heard_ms: int = 12_000, **more: Any) -> tuple[AnswerClass, str]:
    decision = decide_answer(AnswerSigns(speech=speech, heard_ms=heard_ms, **more), POLICY)
    return decision.answer_class, decision.because


@pytest.mark.parametrize(
    ("speech", "more", "expected"),
    [
        (((300, 900), (3000, 3600)), {}, (AnswerClass.HUMAN, "short_hello")),
        (((300, 5000),), {"tones": (BEEP,)}, (AnswerClass.MACHINE, "beep")),
        (((300, 7000),), {}, (AnswerClass.MACHINE, "long_greeting")),
        (((300, 4500),), {"heard_ms": 6000}, (AnswerClass.MACHINE, "long_greeting")),
        (((400, 5000), (6500, 11_200)), {}, (AnswerClass.NETWORK, "announcement")),
        (((400, 3400),), {}, (AnswerClass.SCREENING, "asks_and_listens")),
        (((400, 3400), (5000, 5400)), {}, (AnswerClass.UNKNOWN, "undecided")),
        ((), {}, (AnswerClass.SILENCE, "nothing_said")),
        ((), {"tones": (BEEP,)}, (AnswerClass.SILENCE, "nothing_said")),
        (((100, 400),), {"heard_ms": 2000}, (AnswerClass.UNKNOWN, "too_short")),
        ((), {"tones": (Tone(begins_ms=500, lasts_ms=500, hertz=1100.0),)}, (AnswerClass.FAX, "fax_tone")),
        (((25_000, 26_000),), {"heard_ms": 30_000}, (AnswerClass.SILENCE, "nothing_said")),
    ],
)
def test_what_is_heard_decides(speech: Any, more: dict[str, Any], expected: tuple[AnswerClass, str]) -> None:
    assert decide(*speech, **more) == expected


@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)).map(lambda pair: (min(pair), max(pair)))),
    st.lists(st.builds(Tone, begins_ms=st.integers(0, 9000), lasts_ms=st.integers(0, 3000), hertz=st.floats(0, 4000))),
    st.sampled_from(["pressed_keys", "bridged"]),
)
def test_whoever_acts_is_a_person(speech: list[tuple[int, int]], tones: list[Tone], acted: str) -> None:
    assert decide(*speech, tones=tones, **{acted: True}) == (AnswerClass.HUMAN, "acted")


def test_only_what_nobody_could_be_sorry_about_is_renamed() -> None:
    assert set(ANSWERED_BY) == {AnswerClass.MACHINE, AnswerClass.NETWORK}
    assert ANSWERED_BY[AnswerClass.MACHINE] is Disposition.CAIXA_POSTAL

"""When a greeting ends, and who was abandoned by which clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.answer_sound import AnswerSigns
from domain.call.greeting import GreetingPolicy, LegalAbandonment, WaitForAgent, decide_abandoned, find_greeting_end

ANSWERED = datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("speech", "end"),
    [
        ((), None),
        (((300, 900),), 900),
        (((300, 900), (2_000, 2_800)), 900),
        (((0, 3_500),), 3_500),
        (((0, 3_501),), None),
        (((4_000, 4_600),), 4_600),
        (((4_001, 4_600),), None),
    ],
)
def test_the_greeting_is_the_first_thing_said_if_it_is_soon_and_short(
    speech: tuple[tuple[int, int], ...], end: int | None
) -> None:
    assert find_greeting_end(AnswerSigns(speech=speech, heard_ms=10_000), GreetingPolicy()) == end


def wait(agent: float | None, greeting: float | None = None) -> WaitForAgent:
    return WaitForAgent(
        answered_at=ANSWERED,
        agent_at=None if agent is None else ANSWERED + timedelta(seconds=agent),
        greeting_ended_at=None if greeting is None else ANSWERED + timedelta(seconds=greeting),
    )


@pytest.mark.parametrize(
    ("agent", "greeting", "by_connect", "by_greeting"),
    [
        (2.0, None, False, False),
        (2.1, None, True, True),
        (2.1, 0.9, True, False),
        (3.0, 0.9, True, True),
        (0.4, 0.9, False, False),
        (None, 0.9, True, True),
        (None, None, True, True),
    ],
)
def test_who_has_no_agent_within_two_seconds_was_abandoned(
    agent: float | None, greeting: float | None, *, by_connect: bool, by_greeting: bool
) -> None:
    decided = decide_abandoned(wait(agent, greeting))
    assert decided == LegalAbandonment(by_connect=by_connect, by_greeting=by_greeting)


def test_an_agent_who_comes_into_the_greeting_was_not_waited_for() -> None:
    assert wait(0.4, 0.9).from_greeting == timedelta()
    assert wait(0.4, 0.9).from_connect == timedelta(seconds=0.4)


@given(agent=st.none() | st.floats(0, 60), greeting=st.none() | st.floats(0, 8))
def test_nobody_is_abandoned_by_the_greeting_who_was_not_by_the_answer(
    agent: float | None, greeting: float | None
) -> None:
    decided = decide_abandoned(wait(agent, greeting))
    assert decided.by_connect or not decided.by_greeting

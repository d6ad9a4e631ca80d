"""How long somebody waits for a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.agent_session import AgentState
from domain.call.waiting import AgentNow, HandlingTimes, estimate_wait, spoken_minutes

TIMES = HandlingTimes(talk_seconds=100, wrap_seconds=20)


def agents(*states: tuple[AgentState, float]) -> list[AgentNow]:
    return [AgentNow(state=state, since_seconds=since) for state, since in states]


def test_without_anybody_at_work_there_is_no_telling() -> None:
    assert estimate_wait(1, [], TIMES) is None
    assert estimate_wait(1, agents((AgentState.OFFLINE, 5), (AgentState.PAUSED, 5)), TIMES) is None


def test_a_ready_agent_takes_the_first_at_once() -> None:
    assert estimate_wait(1, agents((AgentState.READY, 3)), TIMES) == 0


def test_a_talk_is_expected_to_last_as_long_as_usual() -> None:
    assert estimate_wait(1, agents((AgentState.ON_CALL, 40)), TIMES) == 60 + 20


def test_a_talk_that_lasts_longer_than_usual_is_not_over_at_once() -> None:
    assert estimate_wait(1, agents((AgentState.ON_CALL, 500)), TIMES) == 20 + 20


@pytest.mark.parametrize(("since", "left"), [(5, 15), (500, 4)])
def test_who_writes_up_is_free_after_that(since: float, left: float) -> None:
    assert estimate_wait(1, agents((AgentState.WRAP_UP, since)), TIMES) == left


def test_who_was_just_given_somebody_has_it_all_before_them() -> None:
    assert estimate_wait(1, agents((AgentState.RESERVED, 0)), TIMES) == 120


def test_the_next_in_the_queue_waits_for_the_next_agent() -> None:
    busy = agents((AgentState.ON_CALL, 40), (AgentState.ON_CALL, 70))
    assert [estimate_wait(place, busy, TIMES) for place in (1, 2, 3, 4)] == [50, 80, 170, 200]


STATES = st.sampled_from([AgentState.READY, AgentState.RESERVED, AgentState.ON_CALL, AgentState.WRAP_UP])
CREWS = st.lists(st.builds(lambda s, t: AgentNow(state=s, since_seconds=t), STATES, st.floats(0, 900)), min_size=1)


@given(crew=CREWS, place=st.integers(1, 30))
def test_who_stands_further_back_never_waits_less(crew: list[AgentNow], place: int) -> None:
    mine, behind = estimate_wait(place, crew, TIMES), estimate_wait(place + 1, crew, TIMES)
    assert mine is not None
    assert behind is not None
    assert 0 <= mine <= behind


@given(crew=CREWS, place=st.integers(1, 30))
def test_one_more_agent_makes_nobody_wait_longer(crew: list[AgentNow], place: int) -> None:
    alone = estimate_wait(place, crew, TIMES)
    helped = estimate_wait(place, [*crew, AgentNow(state=AgentState.READY)], TIMES)
    assert alone is not None
    assert helped is not None
    assert helped <= alone


def test_times_are_learned_slowly_and_never_below_nothing() -> None:
    assert TIMES.learn_talk(200).talk_seconds == pytest.approx(110)
    assert TIMES.learn_wrap(120).wrap_seconds == pytest.approx(30)
    assert TIMES.learn_talk(-50).talk_seconds == pytest.approx(90)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (61, 2), (600, 10), (601, None)])
def test_minutes_are_told_rounded_up_and_never_too_many(seconds: int, minutes: int | None) -> None:
    assert spoken_minutes(seconds) == minutes

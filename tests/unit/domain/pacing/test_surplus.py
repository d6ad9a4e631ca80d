"""Which ringing calls are let go: no more than nobody would be there for, and those that trouble least."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import AttemptId
from domain.pacing.surplus import RingingCall, SurplusState, decide_surplus


def ringing(*ages: float, rings: bool = True) -> list[RingingCall]:
    return [RingingCall(attempt_id=AttemptId(f"a{age}"), rings=rings, age_seconds=age) for age in ages]


def state(*calls: RingingCall, **more: object) -> SurplusState:
    told = {"agents_at_work": 5, "agents_free": 0, "people_waiting": 0} | more
    return SurplusState(ringing=calls, **told)  # type: ignore[arg-type]


def test_without_a_forecast_each_free_agent_keeps_the_lines_the_mode_means() -> None:
    calls = ringing(2, 9, 5)
    assert decide_surplus(state(*calls, agents_free=3)) == []
    assert decide_surplus(state(*calls, agents_free=1)) == ["a2", "a5"]
    assert decide_surplus(state(*calls, agents_free=2, people_waiting=1)) == ["a2", "a5"]
    assert decide_surplus(state(*calls, agents_free=1, lines_per_agent=2.5)) == ["a2"]


def test_who_is_not_rung_yet_goes_before_who_is() -> None:
    assert decide_surplus(state(*ringing(1), *ringing(7, rings=False), agents_free=1)) == ["a7"]


def test_with_nobody_at_work_every_call_is_too_many() -> None:
    assert len(decide_surplus(state(*ringing(1, 2, 3), agents_at_work=0, agents_free=1))) == 3


@pytest.mark.parametrize(
    ("expected", "soon_free", "waiting", "gone"),
    [
        (2.0, 2.0, 0, 0),
        (2.0, 1.1, 0, 0),  # less than a whole person too many
        (2.0, 0.9, 0, 4),
        (2.0, 1.0, 3, 8),  # no more than the ringing calls can bring
        (0.5, 0.0, 4, 0),  # who waits is not helped by it
    ],
)
def test_a_forecast_is_brought_down_to_the_agents_there_will_be(
    expected: float, soon_free: float, waiting: int, gone: int
) -> None:
    foreseen = {"answers_expected": expected, "agents_soon_free": soon_free, "answer_rate": 0.25}
    found = decide_surplus(state(*ringing(*range(10)), people_waiting=waiting, **foreseen))
    assert len(found) == gone


def test_no_answer_rate_is_no_forecast() -> None:
    foreseen = {"answers_expected": 3.0, "agents_soon_free": 0.0, "answer_rate": 0.0}
    assert decide_surplus(state(*ringing(1, 2), agents_free=1, **foreseen)) == ["a1"]


@given(
    st.lists(st.tuples(st.floats(0, 60), st.booleans()), max_size=12),
    st.integers(0, 20),
    st.integers(0, 20),
    st.none() | st.floats(0, 30),
    st.floats(0, 30),
    st.floats(0.01, 1),
)
def test_no_call_twice_none_unknown_and_none_when_there_are_agents_for_all(
    calls: list[tuple[float, bool]], free: int, waiting: int, soon: float | None, expected: float, rate: float
) -> None:
    there = [
        RingingCall(attempt_id=AttemptId(f"a{place:02d}"), rings=rings, age_seconds=age)
        for place, (age, rings) in enumerate(calls)
    ]
    asked = state(
        *there,
        agents_at_work=free + 1,
        agents_free=free,
        people_waiting=waiting,
        agents_soon_free=soon,
        answers_expected=expected,
        answer_rate=rate,
    )
    gone = decide_surplus(asked)
    assert len(set(gone)) == len(gone)
    assert set(gone) <= {call.attempt_id for call in there}
    if soon is None and free - waiting >= len(there):
        assert gone == []
    if soon is not None and soon >= expected + waiting:
        assert gone == []

"""Time never goes back, and the trunk's caps are kept whatever is wanted."""

import pytest

from dialer.pacing import PacingPolicy, create_pacer
from dialer.pacing.capacity import Capacity
from dialer.pacing.steady_time import SteadyTime
from domain.pacing.decision import Reason


def test_a_clock_set_back_goes_on_from_where_it_was() -> None:
    time = SteadyTime()
    assert [time.at(t) for t in (10, 12, 2, 3, 2.5)] == [10, 12, 12, 13, 13]


def test_no_more_calls_than_channels() -> None:
    pacer = create_pacer("power", policy=PacingPolicy(lines_per_agent=10, trunk_channels=12))
    pacer.on_event(0, "answer_human", call="a")
    assert pacer.calls_to_place(0, 10, 3, 0, 5) == 3
    decision = pacer.explain()
    assert decision is not None
    assert (decision.calls, decision.reason) == (3, Reason.TRUNK_FULL)
    assert pacer.calls_to_place(0, 10, 3, 0, 5, calls_in_flight=12) == 0


def test_no_more_calls_than_the_second_allows() -> None:
    pacer = create_pacer("power", policy=PacingPolicy(lines_per_agent=10, calls_per_second=4))
    for call in range(3):
        pacer.on_event(0.1, "dial", call=call)
    assert pacer.calls_to_place(0.5, 10, 0, 0, 3) == 1
    decision = pacer.explain()
    assert decision is not None
    assert decision.reason is Reason.RATE_LIMIT
    assert pacer.calls_to_place(1.1, 10, 0, 0, 3) == 4


def test_caps_told_at_the_start_count() -> None:
    pacer = create_pacer("power", policy=PacingPolicy(lines_per_agent=10))
    assert pacer.calls_to_place(0, 10, 0, 0, 0) == 100
    pacer.start({"trunks": 20, "cps": 7})
    assert pacer.calls_to_place(0, 10, 0, 0, 0) == 7


@pytest.mark.parametrize(("cap", "wait"), [(0.5, 2.0), (0.2, 5.0)])
def test_a_slow_trunk_stretches_the_second(cap: float, wait: float) -> None:
    capacity = Capacity(channels=None, calls_per_second=cap)
    assert capacity.calls_left(0) == 1
    capacity.dialed(0)
    assert capacity.calls_left(wait - 0.1) == 0
    assert capacity.calls_left(wait) == 1


def test_a_trunk_that_may_place_no_call_places_none() -> None:
    assert Capacity(channels=None, calls_per_second=0).calls_left(0) == 0
    assert Capacity(channels=0, calls_per_second=None).channels_left(0) == 0


def test_nothing_was_decided_before_the_first_question() -> None:
    assert create_pacer("predictive").explain() is None


def test_nonsense_counts_are_nobody() -> None:
    assert create_pacer("progressive").calls_to_place(0, -3, -1, 0, -5) == 0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.call_rate import CallRate


@given(rate=st.floats(0.2, 50), steps=st.lists(st.floats(0.0, 0.7), max_size=200))
def test_no_window_holds_more_calls_than_the_cap(rate: float, steps: list[float]) -> None:
    limiter, t, sent = CallRate(rate), 0.0, []
    for step in steps:
        t += step
        calls = limiter.available(t)
        limiter.take(t, calls)
        sent.extend([t] * calls)
    window = max(1.0, 1.0 / rate)
    for at in sent:
        assert sum(at <= other < at + window for other in sent) <= max(1, int(rate))


def test_the_whole_cap_is_used_within_a_second() -> None:
    limiter, sent = CallRate(10), 0
    for tick in range(100):
        calls = limiter.available(tick / 100)
        limiter.take(tick / 100, calls)
        sent += calls
    assert sent == 10


def test_a_slow_trunk_takes_a_call_each_few_seconds() -> None:
    limiter = CallRate(0.25)
    assert limiter.available(0.0) == 1
    limiter.take(0.0, 1)
    assert limiter.available(3.9) == 0
    assert limiter.available(4.0) == 1


def test_a_trunk_without_calls_is_refused() -> None:
    with pytest.raises(ValueError, match="no call"):
        CallRate(0)


def test_a_slower_rate_places_one_call_at_a_time() -> None:
    rate = CallRate(10)
    assert rate.available(0.0, factor=0.5) == 1
    rate.take(0.0, 1)
    assert rate.available(0.19, factor=0.5) == 0
    assert rate.available(0.2, factor=0.5) == 1


def test_a_much_slower_rate_remembers_its_last_call() -> None:
    rate = CallRate(1)
    rate.take(0.0, 1)
    assert rate.available(5.0, factor=0.1) == 0
    assert rate.available(10.0, factor=0.1) == 1


def test_nothing_is_placed_when_nothing_is_allowed() -> None:
    rate = CallRate(10)
    rate.take(0.0, 0)
    assert rate.available(0.0, factor=0.0) == 0

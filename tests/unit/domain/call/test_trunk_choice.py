"""The trunk of a call, and the number it shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.trunk_choice import TrunkPolicy, TrunkState, decide_caller_id, decide_trunk, is_congested

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
POLICY = TrunkPolicy()
A = TrunkState(name="a", room=3, cost=200)
B = TrunkState(name="b", room=3, cost=100)


def choose(*trunks: TrunkState) -> str | None:
    return decide_trunk(trunks, POLICY, now=NOW)


def test_of_equal_priority_the_cheaper_goes_first() -> None:
    assert choose(A, B) == "b"
    assert choose(A, replace(B, priority=2)) == "a"


def test_a_full_trunk_is_passed_over() -> None:
    assert choose(A, replace(B, room=0)) == "a"
    assert choose(replace(A, room=0), replace(B, room=0)) is None
    assert choose() is None


def test_a_trunk_that_rests_or_dials_slowly_goes_behind_but_is_not_closed() -> None:
    resting = replace(B, rests_until=NOW + timedelta(seconds=5))
    assert choose(A, resting) == "a"
    assert choose(resting) == "b"
    assert choose(A, replace(B, rests_until=NOW)) == "b"
    assert choose(A, replace(B, post_dial_delay=9.0)) == "a"
    assert choose(A, replace(B, post_dial_delay=7.0)) == "b"


def test_of_equals_the_emptier_goes_first() -> None:
    assert choose(replace(A, cost=0), replace(B, cost=0, room=4)) == "b"


@pytest.mark.parametrize(("calls", "congested", "expected"), [(4, 4, False), (10, 3, False), (10, 4, True)])
def test_congestion_counts_from_a_few_calls_on(calls: int, congested: int, expected: object) -> None:
    assert is_congested(replace(A, calls=calls, congested=congested), POLICY) is expected


@given(st.lists(st.builds(TrunkState, name=st.text(min_size=1), room=st.integers(-2, 5), cost=st.integers(0, 9))))
def test_only_a_trunk_with_room_is_chosen(trunks: list[TrunkState]) -> None:
    name = choose(*trunks)
    if name is None:
        assert all(trunk.room <= 0 for trunk in trunks)
    else:
        assert any(trunk.name == name and trunk.room > 0 for trunk in trunks)


OWNED = ("+551130001000", "+552130001000", "+551930001000")


@pytest.mark.parametrize(
    ("wanted", "number", "shown"),
    [
        ("+552130001000", "+5511987654321", "+552130001000"),
        ("", "+5521987654321", "+552130001000"),
        ("", "+5519987654321", "+551930001000"),
        ("", "+5512987654321", "+551130001000"),
        ("", "+5592987654321", "+551130001000"),
        ("+5511999990000", "+5521987654321", "+552130001000"),
    ],
)
def test_a_number_of_ones_own_is_shown_from_where_the_debtor_lives(wanted: str, number: str, shown: str) -> None:
    assert decide_caller_id(wanted, OWNED, number) == shown


def test_without_owned_numbers_the_carrier_decides() -> None:
    assert decide_caller_id("", (), "+5511987654321") is None
    assert decide_caller_id("+551130001000", (), "+5511987654321") == "+551130001000"

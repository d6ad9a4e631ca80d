"""The id of a call that came in and the switch's name for it are the same thing twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.inbound import attempt_of_channel, channel_of_attempt, is_inbound


@given(seconds=st.integers(1, 99_999_999_999), number=st.integers(0, 999_999_999_999))
def test_each_tells_the_other(seconds: int, number: int) -> None:
    name = f"{seconds}.{number}"
    attempt_id = attempt_of_channel(name)
    assert attempt_id is not None
    assert len(attempt_id) == 26
    assert channel_of_attempt(attempt_id) == name
    assert is_inbound(attempt_id)


def test_later_calls_have_greater_ids() -> None:
    names = ["1763800000.9", "1763800000.10", "1763800001.0"]
    ids = [attempt_of_channel(name) or "" for name in names]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    "name", ["", "agent-01JD0000000000000000000001", "asterisk-1763800000.12", "1763800000", "١.٢"]
)
def test_other_names_are_no_inbound_calls(name: str) -> None:
    assert attempt_of_channel(name) is None


@pytest.mark.parametrize(
    "attempt_id",
    ["", "01JD0000000000000000000001", "01M825KTEB4Z5HD2QTJZ84SW3H", "agent-01JD00000000000000001", "u" * 26],
)
def test_attempts_that_we_made_are_not_inbound(attempt_id: str) -> None:
    assert not is_inbound(attempt_id)


def test_a_mark_in_the_middle_of_a_second_is_none_of_ours() -> None:
    attempt_id = attempt_of_channel("1763800000.12") or ""
    odd = attempt_id[:9] + ("1" if attempt_id[9] == "0" else "0") + attempt_id[10:]
    assert not is_inbound(odd)

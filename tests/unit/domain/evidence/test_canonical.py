"""The same fact is always written the same way."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence.canonical import NotCanonical, canonical_json, digest_of

VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_added() -> None:
    assert canonical_json({"b": [1, True, None], "a": "é"}) == '{"a":"é","b":[1,true,null]}'


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical_json({"a": 1, "b": {"d": 2, "c": 3}}) == canonical_json({"b": {"c": 3, "d": 2}, "a": 1})


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, {1: "a"}, b"x", {"a"}])
def test_what_can_be_written_in_two_ways_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical_json(value)


@given(VALUES)
def test_what_is_written_reads_back_as_it_was(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value


def test_a_digest_is_of_the_text_in_utf8() -> None:
    assert digest_of("é") == hashlib.sha256(b"\xc3\xa9").hexdigest()

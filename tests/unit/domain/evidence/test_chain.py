"""A chain shows every change made to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence.canonical import digest_of
from domain.evidence.chain import GENESIS, EvidenceKind, Fault, Seal, chain_faults, instant_text, seal, seal_hash

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def chain_of(length: int) -> list[Seal]:
    seals: list[Seal] = []
    for number in range(length):
        seals.append(
            seal(
                seals[-1] if seals else None,
                kind=EvidenceKind.MENU,
                key=f"menu/A{number}/0",
                payload_sha256=digest_of(f"payload {number}"),
                sealed_at=NOW + timedelta(seconds=number),
            )
        )
    return seals


def faults_of(seals: list[Seal], former: Seal | None = None) -> list[tuple[int, Fault]]:
    return [(fault.seq, fault.fault) for fault in chain_faults(seals, former=former)]


def test_the_first_seal_follows_nothing() -> None:
    (first,) = chain_of(1)
    assert (first.seq, first.previous) == (1, GENESIS)


def test_every_seal_holds_the_hash_of_the_former() -> None:
    seals = chain_of(3)
    assert [one.previous for one in seals[1:]] == [one.hash for one in seals[:-1]]


def test_an_untouched_chain_has_no_fault_whole_or_in_part() -> None:
    seals = chain_of(5)
    assert faults_of(seals) == []
    assert faults_of(seals[2:], former=seals[1]) == []


def test_a_seal_taken_out_leaves_a_gap() -> None:
    seals = chain_of(5)
    del seals[2]
    assert faults_of(seals) == [(4, Fault.GAP)]


def test_a_chain_that_begins_late_has_a_gap() -> None:
    assert faults_of(chain_of(3)[1:]) == [(2, Fault.GAP)]


def test_a_seal_made_anew_breaks_the_link_after_it() -> None:
    seals = chain_of(4)
    forged = replace(seals[1], payload_sha256=digest_of("something else"))
    seals[1] = replace(forged, hash=seal_hash(forged))
    assert faults_of(seals) == [(3, Fault.BROKEN_LINK)]


CHANGES: Any = st.sampled_from(
    [
        {"payload_sha256": "0" * 64},
        {"key": "menu/B/0"},
        {"kind": EvidenceKind.RECORDING},
        {"sealed_at": NOW - timedelta(days=1)},
        {"previous": "1" * 64},
        {"hash": "2" * 64},
        {"seq": 77},
    ]
)


@given(place=st.integers(min_value=0, max_value=5), change=CHANGES)
def test_any_change_of_any_seal_is_found(place: int, change: dict[str, Any]) -> None:
    seals = chain_of(6)
    seals[place] = replace(seals[place], **change)
    assert faults_of(seals)


@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_an_instant_is_always_written_as_long(microsecond: int) -> None:
    assert len(instant_text(NOW.replace(microsecond=microsecond))) == len("2026-11-24T13:00:00.000000Z")

"""The order of the leads: by what may come of the call, and nobody starves."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contact.claim_order import MOST_PASSES, Candidate, decide_claim_order
from domain.contact.phone_ranking import Evidence
from domain.ids import LeadId


def lead(number: int, **more: object) -> Candidate:
    return replace(Candidate(lead_id=LeadId(number), position=number, chance=0.2), **more)  # type: ignore[arg-type]


def test_the_likelier_and_the_dearer_go_first_and_equals_in_the_lists_order() -> None:
    assert decide_claim_order([lead(1), lead(2, chance=0.4), lead(3)]) == [2, 1, 3]
    assert decide_claim_order([lead(1, open_cents=50_000), lead(2, open_cents=500_000)]) == [2, 1]
    assert decide_claim_order([lead(1, evidence=Evidence.BAD), lead(2), lead(3, evidence=Evidence.RIGHT_PARTY)]) == [
        3,
        2,
        1,
    ]


def test_a_callback_goes_before_everybody_and_one_passed_over_before_the_rest() -> None:
    late = lead(3, chance=0.01, passes=MOST_PASSES)
    assert decide_claim_order([lead(1, chance=0.9), late, lead(4, callback=True)]) == [4, 3, 1]


def test_who_has_a_better_hour_today_goes_last_unless_it_was_promised_or_waited_for() -> None:
    tonight = datetime(2026, 11, 24, 21, tzinfo=UTC)
    dear = lead(1, chance=0.9, better_at=tonight)
    assert decide_claim_order([dear, lead(2)]) == [2, 1]
    assert decide_claim_order([lead(2), replace(dear, callback=True)]) == [1, 2]
    assert decide_claim_order([lead(2), replace(dear, passes=MOST_PASSES)]) == [1, 2]


@settings(max_examples=50)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30), st.integers(1, 4))
def test_nobody_starves_however_many_better_ones_keep_coming(chances: list[float], taken: int) -> None:
    """Each round takes a few of a window in which better leads take the places of those taken."""
    window = [lead(number, chance=chance) for number, chance in enumerate(chances)]
    waiting, newest = {one.lead_id for one in window}, len(window)
    rounds = 0
    while waiting:
        order = decide_claim_order(window)
        gone = set(order[:taken])
        waiting -= gone
        window = [replace(one, passes=one.passes + 1) for one in window if one.lead_id not in gone]
        for _ in gone:
            window.append(lead(newest, chance=1.0, open_cents=10**9))
            newest += 1
        rounds += 1
        assert rounds <= MOST_PASSES + len(chances) // taken + 1

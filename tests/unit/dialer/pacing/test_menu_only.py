import pytest

from dialer.pacing import PacingPolicy, UnknownDialMode, create_pacer
from domain.pacing.decision import Reason


def calls(pacer: object, **more: int) -> int:
    return pacer.calls_to_place(0.0, 0, 0, 0, 0, **more)  # type: ignore[attr-defined, no-any-return]


def test_menu_calls_are_kept_at_the_number_in_flight() -> None:
    pacer = create_pacer("ivr", policy=PacingPolicy(concurrent_calls=5))
    assert calls(pacer, calls_in_flight=3) == 2
    assert calls(pacer, calls_in_flight=9) == 0
    assert calls(pacer, calls_in_flight=3, concurrent_calls=10) == 7


def test_a_pacer_that_is_told_only_events_counts_them() -> None:
    pacer = create_pacer("ivr", policy=PacingPolicy(concurrent_calls=2))
    for kind in ("dial", "dial", "unheard_of"):
        pacer.on_event(0.0, kind)
    assert calls(pacer) == 0
    for kind in ("busy", "busy", "busy"):
        pacer.on_event(1.0, kind)
    assert calls(pacer) == 2


def test_the_most_calls_are_in_flight() -> None:
    pacer = create_pacer("ivr", policy=PacingPolicy(concurrent_calls=5))
    calls(pacer, calls_in_flight=5)
    decision = pacer.explain()
    assert decision is not None
    assert decision.reason is Reason.LINES_TAKEN


def test_an_unknown_mode_has_no_pacer() -> None:
    with pytest.raises(UnknownDialMode, match="telepathy"):
        create_pacer("telepathy")

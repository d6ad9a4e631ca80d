"""The tracker alone, with its writes left in the journal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.call_tracker import CallTracker
from dialer.journal import Journal
from dialer.live_calls import LiveCall, LiveCalls
from domain.call.attempt import AttemptState
from domain.call.dial_mode import DialMode
from domain.ids import AgentLegId, AttemptId, CampaignId, LeadId
from services.dialing import BegunAttempt
from services.ports.telephone import (
    LegAnswered,
    LegBridged,
    LegEnteredMenu,
    LegEvent,
    LegFailed,
    LegHungUp,
    LegRequestedPerson,
    LegRinging,
)

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
ID, AGENT = AttemptId("a1"), AgentLegId("agent-1")


class FixedClock:
    def now(self) -> datetime:
        return NOW


class Listener:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *_: self.heard.append(name)


def tracked() -> tuple[CallTracker, LiveCall, Listener]:
    tracker = CallTracker(LiveCalls(), Journal(None), FixedClock(), str)  # type: ignore[arg-type]
    listener = Listener()
    tracker.listeners = [listener]
    begun = BegunAttempt(
        attempt_id=ID,
        campaign_id=CampaignId(1),
        lead_id=LeadId(1),
        number="",
        trunk="t",
        caller_id="",
        originated_at=NOW,
        dial_mode=DialMode.IVR,
        max_wait_seconds=20.0,
        ring_timeout_seconds=30.0,
    )
    return tracker, tracker.begin(begun, t=0.0), listener


def event(kind: type[LegEvent], *, seconds: float = 0.0) -> LegEvent:
    more: dict[str, Any] = {LegHungUp: {"cause": 16}, LegBridged: {"agent_leg_id": AGENT}}.get(kind, {})
    return kind(at=NOW + timedelta(seconds=seconds), leg_id=ID, **more)


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([LegRinging, LegAnswered, LegEnteredMenu], AttemptState.IN_IVR),
        ([LegEnteredMenu], AttemptState.IN_IVR),  # the answer was lost
        ([LegAnswered, LegRinging], AttemptState.ANSWERED),  # out of order
        ([LegRequestedPerson, LegEnteredMenu, LegAnswered], AttemptState.WAITING_AGENT),
        ([LegBridged], AttemptState.WITH_AGENT),
        ([LegEnteredMenu, LegBridged, LegRequestedPerson], AttemptState.WITH_AGENT),
        ([LegRequestedPerson, LegRequestedPerson], AttemptState.WAITING_AGENT),
    ],
)
def test_what_events_leave_out_is_inferred(kinds: list[type[LegEvent]], state: AttemptState) -> None:
    tracker, call, _ = tracked()
    for kind in kinds:
        tracker.handle(event(kind), t=1.0)
    assert call.state is state
    assert call.answered_at == NOW


def test_a_second_hangup_changes_nothing() -> None:
    tracker, _, listener = tracked()
    tracker.handle(event(LegHungUp), t=1.0)
    tracker.handle(event(LegHungUp), t=1.0)
    assert listener.heard == ["gone"]


def test_a_sign_of_life_of_a_call_that_is_over_is_a_stray_leg() -> None:
    tracker, _, listener = tracked()
    tracker.handle(event(LegFailed), t=1.0)
    tracker.handle(event(LegAnswered), t=1.0)
    assert listener.heard == ["gone", "stray"]


def test_a_request_told_again_after_the_return_to_the_menu_is_not_a_new_one() -> None:
    tracker, call, listener = tracked()
    tracker.handle(event(LegRequestedPerson), t=1.0)
    tracker.returned_to_menu(call)
    tracker.handle(event(LegRequestedPerson), t=2.0)
    assert call.state is AttemptState.IN_IVR
    tracker.handle(event(LegRequestedPerson, seconds=5.0), t=3.0)
    assert call.state is AttemptState.WAITING_AGENT
    assert listener.heard == ["person_requested", "person_requested"]


KINDS = [LegRinging, LegAnswered, LegEnteredMenu, LegRequestedPerson, LegBridged, LegHungUp, LegFailed]


@given(st.lists(st.sampled_from(KINDS), max_size=12))
def test_no_order_of_events_breaks_it_or_ends_a_call_twice(kinds: list[type[LegEvent]]) -> None:
    tracker, call, listener = tracked()
    for kind in kinds:
        tracker.handle(event(kind), t=1.0)
    ended = LegHungUp in kinds or LegFailed in kinds
    assert listener.heard.count("gone") == int(ended)
    assert call.gone is ended

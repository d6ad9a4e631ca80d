"""One manager event in, at most one of ours out."""

from datetime import UTC, datetime

import pytest

from adapters.telephony.ami_events import to_telephone_event
from adapters.telephony.ami_tracker import MAX_OPEN_BRIDGES, AmiTracker
from domain.call.inbound import attempt_of_channel
from domain.ids import AgentLegId, AttemptId
from services.ports.telephone import (
    LegAnswered,
    LegEnteredMenu,
    LegHungUp,
    LegRequestedPerson,
    LegRinging,
    MediaReported,
)

AT = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
LEG = AttemptId("01JD000000000000000000000A")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"Event": "DialState", "DestUniqueid": LEG, "DialStatus": "RINGING"}, LegRinging(at=AT, leg_id=LEG)),
        ({"Event": "DialState", "DestUniqueid": LEG, "DialStatus": "PROGRESS"}, LegRinging(at=AT, leg_id=LEG)),
        ({"Event": "DialEnd", "DestUniqueid": LEG, "DialStatus": "ANSWER"}, LegAnswered(at=AT, leg_id=LEG)),
        ({"Event": "UserEvent", "UserEvent": "ConciliaMenu", "Uniqueid": LEG}, LegEnteredMenu(at=AT, leg_id=LEG)),
        (
            {"Event": "UserEvent", "UserEvent": "ConciliaPersonRequested", "Uniqueid": LEG},
            LegRequestedPerson(at=AT, leg_id=LEG),
        ),
        (
            {"Event": "Hangup", "Uniqueid": LEG, "Cause": "1", "TechCause": "404"},
            LegHungUp(at=AT, leg_id=LEG, cause=1, tech_cause="404"),
        ),
        ({"Event": "RTCPSent", "Uniqueid": LEG, "Report0FractionLost": "64"}, MediaReported(at=AT, lost=0.25)),
        ({"Event": "RTCPSent", "ReportCount": "1", "Report0FractionLost": "999"}, MediaReported(at=AT, lost=255 / 256)),
        # Asterisk 18 has no TechCause, and a garbled cause is unknown.
        ({"Event": "Hangup", "Uniqueid": LEG, "Cause": "-x"}, LegHungUp(at=AT, leg_id=LEG, cause=0)),
    ],
)
def test_an_event_of_our_leg_is_understood(event, expected):
    assert to_telephone_event(event, at=AT) == expected


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"Event": "Hangup"},
        {"Event": "Hangup", "Uniqueid": "asterisk-1-1763800000.12", "Cause": "16"},
        {"Event": "Hangup", "Uniqueid": [LEG, LEG], "Cause": "16"},
        {"Event": "DialState", "DestUniqueid": LEG, "DialStatus": "PROCEEDING"},
        {"Event": "DialEnd", "DestUniqueid": LEG, "DialStatus": "BUSY"},
        {"Event": "UserEvent", "UserEvent": "Other", "Uniqueid": LEG},
        {"Event": "Newexten", "Uniqueid": LEG},
        {"Event": "RTCPSent", "Uniqueid": LEG, "ReportCount": "0"},
    ],
)
def test_what_is_not_ours_or_says_nothing_is_passed_over(event):
    assert to_telephone_event(event, at=AT) is None


def test_a_call_that_came_in_is_known_by_the_switchs_own_name():
    leg = attempt_of_channel("1763800000.12")
    assert leg is not None
    event = {"Event": "Hangup", "Uniqueid": "1763800000.12", "Cause": "16"}
    assert to_telephone_event(event, at=AT) == LegHungUp(at=AT, leg_id=leg, cause=16)


def test_an_agents_leg_is_known_by_its_name():
    leg = AgentLegId("agent-01JD000000000000000000000B")
    event = {"Event": "Hangup", "Uniqueid": leg, "Cause": "16"}
    assert to_telephone_event(event, at=AT) == LegHungUp(at=AT, leg_id=leg, cause=16)


def test_two_debtors_in_one_bridge_are_no_conversation():
    tracker = AmiTracker()
    for leg in ("A", "B"):
        event = {"Event": "BridgeEnter", "BridgeType": "basic", "BridgeUniqueid": "b", "Uniqueid": leg}
        assert tracker.take(event, at=AT) is None


def test_bridges_entered_by_one_leg_only_are_not_remembered_for_ever():
    tracker = AmiTracker()
    for number in range(MAX_OPEN_BRIDGES * 2):
        tracker.take(
            {"Event": "BridgeEnter", "BridgeType": "basic", "BridgeUniqueid": str(number), "Uniqueid": "A"}, at=AT
        )
    assert len(tracker._bridges) == MAX_OPEN_BRIDGES


def test_a_failure_is_confirmed_only_once_and_only_without_any_sign_of_the_leg():
    tracker = AmiTracker()
    failure = {"Event": "OriginateResponse", "Response": "Failure", "Uniqueid": LEG}
    tracker.originating(LEG)
    assert tracker.failed_leg(failure) == LEG
    assert tracker.confirm_failure(LEG, at=AT) is not None
    assert tracker.confirm_failure(LEG, at=AT) is None
    tracker.originating(LEG)
    tracker.take({"Event": "DialState", "DestUniqueid": LEG, "DialStatus": "PROGRESS"}, at=AT)
    assert tracker.failed_leg(failure) is None


def test_after_a_disconnection_old_originates_are_not_judged():
    tracker = AmiTracker()
    tracker.originating(LEG)
    tracker.forget_all()
    assert tracker.failed_leg({"Event": "OriginateResponse", "Response": "Failure", "Uniqueid": LEG}) is None

"""What a manager event means to the house: one dict in, at most one typed event out."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.call.inbound import attempt_of_channel, is_inbound
from domain.ids import AgentLegId, AttemptId
from services.ports.telephone import (
    LegAnswered,
    LegEnteredMenu,
    LegHungUp,
    LegLeftQueue,
    LegRequestedPerson,
    LegRinging,
    LiveLeg,
    MediaReported,
    TelephoneEvent,
)

AGENT_PREFIX = "agent-"
# Asterisk's own ids are `1763800000.12`; ours never have that form.
_FOREIGN = re.compile(r"(?:[\w-]+-)?\d+\.\d+")
_USER_EVENTS = {
    "ConciliaMenu": LegEnteredMenu,
    "ConciliaPersonRequested": LegRequestedPerson,
    "ConciliaLeftQueue": LegLeftQueue,
}


def leg_of(event: Mapping[str, Any], header: str = "Uniqueid") -> AttemptId | AgentLegId | None:
    """The leg that an event is about; None when it is about a channel that is not ours."""
    uniqueid = event.get(header)
    if not isinstance(uniqueid, str) or not uniqueid:
        return None
    if _FOREIGN.fullmatch(uniqueid):
        # Whoever calls us is on a channel that the switch has named; whether it is an attempt, the truth knows.
        return attempt_of_channel(uniqueid)
    return AgentLegId(uniqueid) if uniqueid.startswith(AGENT_PREFIX) else AttemptId(uniqueid)


def to_telephone_event(event: Mapping[str, Any], *, at: datetime) -> TelephoneEvent | None:
    """The event of a single leg; bridges and failed originates need more than one dict (`ami_tracker`)."""
    match event.get("Event"):
        # Many Brazilian carriers never say 180, only 183 with the ring-back tone as early audio.
        case "DialState" if event.get("DialStatus") in ("RINGING", "PROGRESS"):
            leg = leg_of(event, "DestUniqueid")
            return None if leg is None else LegRinging(at=at, leg_id=leg)
        case "DialEnd" if event.get("DialStatus") == "ANSWER":
            leg = leg_of(event, "DestUniqueid")
            return None if leg is None else LegAnswered(at=at, leg_id=leg)
        case "Hangup":
            leg = leg_of(event)
            return None if leg is None else _hung_up(event, leg, at)
        case "UserEvent":
            kind, leg = _USER_EVENTS.get(str(event.get("UserEvent"))), leg_of(event)
            return None if kind is None or leg is None else kind(at=at, leg_id=leg)
        case "RTCPSent":
            return _media(event, at)
    return None


def _media(event: Mapping[str, Any], at: datetime) -> MediaReported | None:
    """What the switch reports of one sender; a report without a sender heard tells nothing."""
    try:
        lost = int(str(event.get("Report0FractionLost")))
    except ValueError:
        return None
    # RFC 3550: a fixed point fraction of 256.
    return MediaReported(at=at, lost=min(max(lost, 0), 255) / 256)


def to_live_legs(channels: list[Mapping[str, Any]]) -> tuple[LiveLeg, ...]:
    """From CoreShowChannel events. A holding bridge has one of our legs; a conversation has two.

    A leg that is on its way from one bridge into another may be listed twice.
    """
    ours = [(leg, channel) for channel in channels if (leg := leg_of(channel)) is not None]
    together: dict[str, list[AttemptId | AgentLegId]] = defaultdict(list)
    for leg, channel in ours:
        if channel.get("BridgeId"):
            together[str(channel["BridgeId"])].append(leg)
    legs: list[LiveLeg] = []
    for leg, channel in ours:
        others = [other for other in dict.fromkeys(together.get(str(channel.get("BridgeId")), ())) if other != leg]
        # A channel that the switch has named may be somebody who only listens.
        others = [other for other in others if not is_inbound(other)] or others
        legs.append(
            LiveLeg(
                leg_id=leg,
                answered=channel.get("ChannelStateDesc") == "Up",
                bridged=bool(others),
                bridged_with=others[0] if len(others) == 1 else None,
            )
        )
    return tuple(legs)


def number_of(event: Mapping[str, Any], header: str) -> int:
    """A numeric header, 0 when it is missing or garbled."""
    text = str(event.get(header) or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _hung_up(event: Mapping[str, Any], leg: AttemptId | AgentLegId, at: datetime) -> LegHungUp:
    return LegHungUp(at=at, leg_id=leg, cause=number_of(event, "Cause"), tech_cause=str(event.get("TechCause") or ""))

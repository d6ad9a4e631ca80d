"""What needs more than one manager event to be told: two legs in one bridge, an originate that made no channel."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.telephony.ami_events import AGENT_PREFIX, leg_of, to_telephone_event
from domain.ids import AgentLegId, AttemptId
from services.ports.telephone import LegBridged, LegFailed, TelephoneEvent

MAX_OPEN_BRIDGES = 1000


class AmiTracker:
    """Remembers little and forgets it at a disconnection, after which `list_legs` is the truth."""

    def __init__(self) -> None:
        self._unborn: set[str] = set()
        self._bridges: OrderedDict[str, str] = OrderedDict()

    def originating(self, leg_id: str) -> None:
        """An originate is about to be sent; until its channel shows itself the leg may still fail without one."""
        self._unborn.add(leg_id)

    def not_originated(self, leg_id: str) -> None:
        self._unborn.discard(leg_id)

    def forget_all(self) -> None:
        self._unborn.clear()
        self._bridges.clear()

    def take(self, event: Mapping[str, Any], *, at: datetime) -> TelephoneEvent | None:
        name = event.get("Event")
        if name == "OriginateResponse":
            return None
        if self._unborn:
            self._unborn.discard(str(event.get("Uniqueid")))
            self._unborn.discard(str(event.get("DestUniqueid")))
        if name == "BridgeEnter":
            return self._bridged(event, at)
        return to_telephone_event(event, at=at)

    def failed_leg(self, event: Mapping[str, Any]) -> str | None:
        """The leg of an originate that failed without, so far, any sign of a channel."""
        if event.get("Event") != "OriginateResponse" or event.get("Response") != "Failure":
            return None
        for leg_id in (str(event.get("Uniqueid")), str(event.get("ActionID")).removeprefix("originate/")):
            if leg_id in self._unborn:
                return leg_id
        return None

    def confirm_failure(self, leg_id: str, *, at: datetime) -> LegFailed | None:
        """After a moment's grace: the channel's own events may be slower than the response."""
        if leg_id not in self._unborn:
            return None
        self._unborn.discard(leg_id)
        known = AgentLegId(leg_id) if leg_id.startswith(AGENT_PREFIX) else AttemptId(leg_id)
        return LegFailed(at=at, leg_id=known)

    def _bridged(self, event: Mapping[str, Any], at: datetime) -> LegBridged | None:
        if event.get("BridgeType") != "basic":
            return None
        leg, bridge = leg_of(event), str(event.get("BridgeUniqueid"))
        if leg is None:
            return None
        other = self._bridges.pop(bridge, None)
        if other is None:
            self._bridges[bridge] = leg
            if len(self._bridges) > MAX_OPEN_BRIDGES:
                self._bridges.popitem(last=False)
            return None
        agent, debtor = sorted((leg, other), key=lambda item: not item.startswith(AGENT_PREFIX))
        if not agent.startswith(AGENT_PREFIX) or debtor.startswith(AGENT_PREFIX):
            return None
        return LegBridged(at=at, leg_id=AttemptId(debtor), agent_leg_id=AgentLegId(agent))

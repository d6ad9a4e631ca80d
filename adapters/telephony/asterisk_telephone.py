"""The telephone, carried out by an Asterisk through its manager interface."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from adapters.telephony.ami_client import AmiClient, AmiConnected, AmiDisconnected
from adapters.telephony.ami_errors import AmiInjection, AmiNotConnected, AmiRejected, AmiUnanswered
from adapters.telephony.ami_events import to_live_legs
from adapters.telephony.ami_protocol import Headers
from adapters.telephony.ami_tracker import AmiTracker
from adapters.telephony.numbers import NumberFormat, dial_string
from domain.call.inbound import channel_of_attempt
from domain.call.waiting import QueuePlace
from domain.ids import AgentLegId, AttemptId
from services.ports.clock import Clock
from services.ports.telephone import (
    LiveLeg,
    OriginateCall,
    TelephoneConnected,
    TelephoneDisconnected,
    TelephoneEvent,
    TelephoneRefused,
    TelephoneUnavailable,
    TelephoneUncertain,
)

_LEG = re.compile(r"[A-Za-z0-9-]{1,60}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_CALLER = re.compile(r"\+?[0-9]{3,15}")
_REASON = re.compile(r"[a-z][a-z][a-z_]{0,38}")
_VARIABLE = re.compile(r"[A-Z0-9_]{1,40}")
# A comma separates variables within one header, and quotes and backslashes are read by Asterisk.
_UNSAFE_VALUE = re.compile(r"[,\"\\\r\n\0]")
_FAILED = "ConciliaOriginateFailed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephonePolicy:
    """`number_formats` by trunk name (others dial E.164). The grace is how long a failed originate is watched for
    signs of a channel, whose hang-up then says why, before LegFailed is told.
    """

    number_formats: Mapping[str, NumberFormat] = field(default_factory=dict)
    failure_grace_seconds: float = 1.0


class AsteriskTelephone:
    """Implements `services.ports.telephone.Telephone`; `run` must be running for anything to work."""

    def __init__(self, client: AmiClient, *, clock: Clock, policy: TelephonePolicy | None = None) -> None:
        self._client = client
        self._clock = clock
        self._policy = policy or TelephonePolicy()
        self._tracker = AmiTracker()

    @property
    def connected(self) -> bool:
        return self._client.connected

    async def run(self) -> None:
        """Keep the manager connection up until cancelled."""
        await self._client.run()

    async def originate(self, call: OriginateCall) -> None:
        trunk = _checked(_NAME, call.trunk, "trunk")
        number_format = self._policy.number_formats.get(trunk, NumberFormat.E164)
        try:
            number = dial_string(call.number, number_format)
        except ValueError as error:
            raise TelephoneRefused(str(error)) from error
        headers: dict[str, object] = {
            "Channel": f"PJSIP/{number}@{trunk}",
            "Context": "concilia-outbound",
            "Variable": [f"{_checked(_VARIABLE, name, 'variable')}={value}" for name, value in call.variables.items()],
        }
        if any(_UNSAFE_VALUE.search(value) for value in call.variables.values()):
            raise TelephoneRefused("a variable's value holds a comma, a quote, a backslash or a line break")
        if call.caller_id is not None:
            headers["CallerID"] = _checked(_CALLER, call.caller_id, "caller id")
        await self._originate(call.attempt_id, headers, call.ring_timeout_seconds)

    async def call_agent(self, leg_id: AgentLegId, *, seat: str, ring_timeout_seconds: float) -> None:
        headers = {"Channel": f"PJSIP/{_checked(_NAME, seat, 'seat')}", "Context": "concilia-agent"}
        await self._originate(leg_id, headers, ring_timeout_seconds)

    async def bridge(self, attempt_id: AttemptId, agent_leg_id: AgentLegId) -> None:
        await self._redirect(attempt_id, "concilia-bridge", _checked(_LEG, agent_leg_id, "leg"))

    async def tell_place(self, attempt_id: AttemptId, place: QueuePlace) -> None:
        told = f"{place.position}/{'' if place.wait_seconds is None else place.wait_seconds}"
        channel = _channel(attempt_id)
        await self._send("Setvar", {"Channel": channel, "Variable": "CONCILIA_QUEUE", "Value": told})

    async def return_to_menu(self, attempt_id: AttemptId, *, reason: str) -> None:
        await self._redirect(attempt_id, "concilia-return", _checked(_REASON, reason, "reason"))

    async def hang_up(self, leg_id: AttemptId | AgentLegId) -> None:
        try:
            await self._send("Hangup", {"Channel": _channel(leg_id), "Cause": "16"})
        except TelephoneRefused as error:
            if "No such channel" not in str(error):
                raise

    async def list_legs(self) -> tuple[LiveLeg, ...]:
        _, *channels = await self._send("CoreShowChannels", {}, collect="CoreShowChannelsComplete")
        return to_live_legs(channels)

    async def events(self) -> AsyncIterator[TelephoneEvent]:
        while True:
            item = await self._client.next_item()
            event = self._understand(item)
            if event is not None:
                yield event

    def _understand(self, item: object) -> TelephoneEvent | None:
        at = self._clock.now()
        if isinstance(item, AmiConnected):
            return TelephoneConnected(at=at)
        if isinstance(item, AmiDisconnected):
            self._tracker.forget_all()
            return TelephoneDisconnected(at=at)
        assert isinstance(item, dict)  # noqa: S101 - the third and last kind of AmiItem
        if item.get("Event") == _FAILED:
            return self._tracker.confirm_failure(item["Uniqueid"], at=at)
        failed = self._tracker.failed_leg(item)
        if failed is not None:
            asyncio.get_running_loop().call_later(
                self._policy.failure_grace_seconds, self._client.inject, {"Event": _FAILED, "Uniqueid": failed}
            )
            return None
        return self._tracker.take(item, at=at)

    async def _originate(self, leg_id: str, headers: Mapping[str, object], ring_timeout_seconds: float) -> None:
        _checked(_LEG, leg_id, "leg")
        self._tracker.originating(leg_id)
        order = {
            **headers,
            "Exten": "s",
            "Priority": "1",
            "Timeout": str(round(ring_timeout_seconds * 1000)),
            "ChannelId": leg_id,
            "Async": "true",
        }
        try:
            await self._send("Originate", order, action_id=f"originate/{leg_id}")
        except (TelephoneRefused, TelephoneUnavailable):
            self._tracker.not_originated(leg_id)
            raise

    async def _redirect(self, attempt_id: AttemptId, context: str, extension: str) -> None:
        channel = _channel(attempt_id)
        order = {"Channel": channel, "Context": context, "Exten": extension, "Priority": "1"}
        await self._send("Redirect", order)

    async def _send(
        self, name: str, headers: Headers, *, action_id: str | None = None, collect: str | None = None
    ) -> list[Headers]:
        try:
            return await self._client.send(name, headers, action_id=action_id, collect=collect)
        except AmiNotConnected as error:
            raise TelephoneUnavailable(str(error)) from error
        except (AmiRejected, AmiInjection) as error:
            raise TelephoneRefused(str(error)) from error
        except AmiUnanswered as error:
            raise TelephoneUncertain(str(error)) from error


def _channel(leg_id: str) -> str:
    """The switch's own name of a leg: for whoever calls us it is not our id."""
    return channel_of_attempt(leg_id) or _checked(_LEG, leg_id, "leg")


def _checked(form: re.Pattern[str], value: str, what: str) -> str:
    """The value, when it cannot mean anything else to Asterisk; otherwise TelephoneRefused, without repeating it."""
    if not form.fullmatch(value):
        raise TelephoneRefused(f"not a valid {what}")
    return value

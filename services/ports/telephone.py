"""The telephone: places calls, bridges them, and tells what happens to them. Legs are named by our own ids."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.call.waiting import QueuePlace
from domain.ids import AgentLegId, AttemptId


class TelephoneError(Exception):
    """The telephone could not do what was asked."""


class TelephoneUnavailable(TelephoneError):
    """Not connected: the action was certainly not carried out and never will be."""


class TelephoneRefused(TelephoneError):
    """The switch answered that it will not: the action was certainly not carried out."""


class TelephoneUncertain(TelephoneError):
    """No answer in time: the action may or may not have been carried out; wait for events or reconcile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginateCall:
    """Dial one number and, on answer, hand the debtor to the menu.

    `number` is E.164. `variables` become channel variables (names [A-Z0-9_], no line breaks in values).
    """

    attempt_id: AttemptId
    number: str
    trunk: str
    caller_id: str | None
    ring_timeout_seconds: float
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneEvent:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEvent(TelephoneEvent):
    leg_id: AttemptId | AgentLegId


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRinging(LegEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAnswered(LegEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnteredMenu(LegEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRequestedPerson(LegEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLeftQueue(LegEvent):
    """The debtor asked for a person and does not want to wait any longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegBridged(LegEvent):
    """The debtor's leg (`leg_id`) and the agent's leg hear one another."""

    agent_leg_id: AgentLegId


@dataclass(frozen=True, slots=True, kw_only=True)
class LegHungUp(LegEvent):
    """`cause` is the Q.850 cause; `tech_cause` the SIP status line where there was one, else empty."""

    cause: int
    tech_cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFailed(LegEvent):
    """The originate was accepted and then failed without any channel: no hang-up will follow."""

    cause: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneConnected(TelephoneEvent):
    """The first event of every connection: news may have been missed, so re-read with `list_legs`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneDisconnected(TelephoneEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReported(TelephoneEvent):
    """Of the sound sent to us on one leg in the last seconds, the share that did not arrive."""

    lost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLeg:
    leg_id: AttemptId | AgentLegId
    answered: bool
    bridged: bool
    bridged_with: AttemptId | AgentLegId | None = None
    """The one other leg of ours that it hears; None too when there are several."""


class Telephone(Protocol):
    """Every method raises a TelephoneError and none of them waits longer than the adapter's action timeout."""

    async def originate(self, call: OriginateCall) -> None:
        """Return once the switch accepted the order; what becomes of it comes as events."""
        ...

    async def call_agent(self, leg_id: AgentLegId, *, seat: str, ring_timeout_seconds: float) -> None:
        """Call the softphone of `seat`; when answered (LegAnswered) it waits on hold to be bridged."""
        ...

    async def bridge(self, attempt_id: AttemptId, agent_leg_id: AgentLegId) -> None:
        """Join the debtor to the waiting agent (LegBridged follows); the agent falls back to hold after."""
        ...

    async def tell_place(self, attempt_id: AttemptId, place: QueuePlace) -> None:
        """What a waiting debtor is told of the queue from now on."""
        ...

    async def return_to_menu(self, attempt_id: AttemptId, *, reason: str) -> None:
        """Send a waiting debtor back to the menu, which says why (`reason`: `nobody_free`)."""
        ...

    async def hang_up(self, leg_id: AttemptId | AgentLegId) -> None:
        """End the leg; ending one that is already gone is not an error."""
        ...

    async def list_legs(self) -> tuple[LiveLeg, ...]:
        """Every leg that is up now, for reconciliation; not to be called in a loop."""
        ...

    def events(self) -> AsyncIterator[TelephoneEvent]:
        """All events in order, from one connection after another; one consumer."""
        ...

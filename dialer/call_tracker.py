"""Telephone events move attempts through their one table; lost, late, repeated or reordered ones do no harm."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import structlog

from dialer.journal import Journal
from dialer.live_calls import LiveCall, LiveCalls, Sending
from domain.call.attempt import ATTEMPT_MOVES, AttemptMove, AttemptState
from domain.call.events import AttemptAnswered, AttemptBridged, AttemptEvent, PersonRequested
from domain.ids import AgentLegId, AgentSessionId, UserId
from services.closing import AttemptEnd, ClosedAttempt, close_attempt
from services.dialing import BegunAttempt, save_progress
from services.ports.clock import Clock
from services.ports.repositories.attempts import AttemptProgress, OpenAttempt
from services.ports.storage import UnitOfWork
from services.ports.telephone import (
    LegAnswered,
    LegBridged,
    LegEnteredMenu,
    LegEvent,
    LegFailed,
    LegHungUp,
    LegLeftQueue,
    LegRequestedPerson,
    LegRinging,
)

log = structlog.get_logger(__name__)
_UP_EVENTS = (LegRinging, LegAnswered, LegEnteredMenu, LegRequestedPerson)


class CallListener(Protocol):
    """Told as things happen, before they are written; `closed` after."""

    def person_requested(self, call: LiveCall) -> None: ...

    def bridged(self, call: LiveCall, agent_leg_id: AgentLegId) -> None: ...

    def gone(self, call: LiveCall) -> None: ...

    def closed(self, call: LiveCall, outcome: ClosedAttempt) -> None: ...

    def stray(self, leg_id: str) -> None:
        """A leg that belongs to no call of ours is up."""
        ...


class CallTracker:
    def __init__(self, calls: LiveCalls, journal: Journal, clock: Clock, open_path: "OpenPath") -> None:
        self._calls = calls
        self._journal = journal
        self._clock = clock
        self._open_path = open_path
        self._unsaved: list[LiveCall] = []
        self.listeners: list[CallListener] = []
        self.on_move: Callable[[LiveCall, AttemptMove], None] = lambda _call, _move: None

    def begin(self, begun: BegunAttempt, *, t: float) -> LiveCall:
        """Follow an attempt just committed as originating."""
        call = LiveCall(
            attempt_id=begun.attempt_id,
            campaign_id=begun.campaign_id,
            lead_id=begun.lead_id,
            state=AttemptState.ORIGINATING,
            begun_t=t,
            seen_t=t,
            originated_at=begun.originated_at,
            trunk=begun.trunk,
            dial_mode=begun.dial_mode,
            max_wait_seconds=begun.max_wait_seconds,
        )
        self._calls.add(call)
        return call

    def adopt(self, attempt: OpenAttempt, *, t: float) -> LiveCall:
        """Follow an attempt that a dialer of this name left open; whether its order was sent is not known."""
        call = LiveCall(
            attempt_id=attempt.attempt_id,
            campaign_id=attempt.campaign_id,
            lead_id=attempt.lead_id,
            state=attempt.state,
            begun_t=t,
            seen_t=t,
            trunk=attempt.trunk,
            dial_mode=attempt.dial_mode,
            sending=Sending.UNCERTAIN,
            originated_at=attempt.originated_at,
            answered_at=attempt.answered_at,
            person_requested_at=attempt.person_requested_at,
            bridged_at=attempt.bridged_at,
            agent_session_id=attempt.agent_session_id,
        )
        self._calls.add(call)
        return call

    def handle(self, event: LegEvent, *, t: float) -> None:
        call = self._calls.get(event.leg_id)
        if call is None:
            if isinstance(event, _UP_EVENTS):
                for listener in self.listeners:
                    listener.stray(event.leg_id)
            return
        call.seen_t = t
        if isinstance(event, LegHungUp):
            self.close(call, at=event.at, cause=event.cause, tech_cause=event.tech_cause)
        elif isinstance(event, LegFailed):
            self.close(call, at=event.at, cause=event.cause)
        else:
            self._advance(call, event)

    def confirm_answered(self, call: LiveCall) -> None:
        """The leg was seen answered without its event."""
        self._answered(call, self._clock.now())

    def confirm_bridged(self, call: LiveCall, agent_leg_id: AgentLegId) -> None:
        self._bridged(call, agent_leg_id, self._clock.now())

    def with_agent(self, call: LiveCall, session_id: AgentSessionId, user_id: UserId) -> None:
        """Name the agent whose leg the call was bridged to."""
        call.agent_session_id = session_id
        at = call.bridged_at or self._clock.now()
        self._save(
            call,
            AttemptBridged(
                at=at,
                attempt_id=call.attempt_id,
                campaign_id=call.campaign_id,
                agent_session_id=session_id,
                user_id=user_id,
            ),
        )

    def returned_to_menu(self, call: LiveCall) -> None:
        if self._move(call, AttemptMove.RETURN_TO_IVR):
            call.returned_at = self._clock.now()
            self._save(call)

    def close(
        self, call: LiveCall, *, at: datetime | None = None, cause: int = 0, tech_cause: str = "", lost: bool = False
    ) -> None:
        """The call is over; its outcome is decided and written with all it decides from."""
        self._end(
            call,
            AttemptEnd(
                attempt_id=call.attempt_id,
                at=at or self._clock.now(),
                hangup_cause=cause,
                tech_cause=tech_cause,
                lost_track=lost,
                cancelled=call.cancelled,
                answered_at=call.answered_at,
                person_requested_at=call.person_requested_at,
                bridged_at=call.bridged_at,
                nobody_free_at=call.returned_at,
                agent_session_id=call.agent_session_id,
            ),
        )

    def close_undialed(self, call: LiveCall, *, end: AttemptEnd | None = None) -> None:
        """The order was certainly not carried out."""
        self._end(call, end or AttemptEnd(attempt_id=call.attempt_id, at=self._clock.now(), dialed=False))

    def _end(self, call: LiveCall, end: AttemptEnd) -> None:
        if call.gone:
            return
        call.gone = True
        call.hangup_cause = end.hangup_cause
        self._calls.remove(call)
        for listener in self.listeners:
            listener.gone(call)
        path = self._open_path(call.attempt_id)

        def close(uow: UnitOfWork) -> ClosedAttempt | None:
            # Events of moves not yet written go out before the end does.
            for event in events:
                uow.record(event)
            return close_attempt(uow, end, recording_path=path, now=now)

        now = self._clock.now()
        events = tuple(call.unsaved_events)
        call.unsaved_events.clear()
        key = call.agent_session_id or call.attempt_id
        self._journal.put(close, what="close_attempt", key=key, then=lambda closed: self._closed(call, closed))

    def _closed(self, call: LiveCall, closed: ClosedAttempt | None) -> None:
        if closed is None:
            return
        log.info("attempt_closed", attempt_id=closed.attempt_id, disposition=closed.disposition.value)
        for listener in self.listeners:
            listener.closed(call, closed)

    def _advance(self, call: LiveCall, event: LegEvent) -> None:
        match event:
            case LegRinging():
                self._move(call, AttemptMove.RING)
            case LegAnswered():
                self._answered(call, event.at)
            case LegEnteredMenu():
                self._entered_menu(call, event.at)
            case LegRequestedPerson():
                self._person_requested(call, event.at)
            case LegLeftQueue():
                if self._move(call, AttemptMove.RETURN_TO_IVR):
                    call.left_queue_at = event.at
                    self._save(call)
            case LegBridged():
                self._bridged(call, event.agent_leg_id, event.at)

    def _entered_menu(self, call: LiveCall, at: datetime) -> None:
        self._answered(call, at)
        if call.state is AttemptState.ANSWERED:
            self._move(call, AttemptMove.ENTER_IVR)
            self._save(call)

    def _answered(self, call: LiveCall, at: datetime) -> None:
        if call.state in {AttemptState.ORIGINATING, AttemptState.RINGING}:
            self._move(call, AttemptMove.ANSWER)
            call.answered_at = at
            self._save(call, AttemptAnswered(at=at, attempt_id=call.attempt_id, campaign_id=call.campaign_id))

    def _person_requested(self, call: LiveCall, at: datetime) -> None:
        self._answered(call, at)
        # A request told late, after the debtor was sent back to the menu, is the one already served.
        if call.served_at is not None and at <= call.served_at:
            return
        if self._move(call, AttemptMove.REQUEST_PERSON):
            call.person_requested_at = call.person_requested_at or at
            self._save(call, PersonRequested(at=at, attempt_id=call.attempt_id, campaign_id=call.campaign_id))
            for listener in self.listeners:
                listener.person_requested(call)

    def _bridged(self, call: LiveCall, agent_leg_id: AgentLegId, at: datetime) -> None:
        self._answered(call, at)
        if call.state is AttemptState.IN_IVR:
            self._move(call, AttemptMove.REQUEST_PERSON)
        if self._move(call, AttemptMove.BRIDGE):
            call.bridged_at = at
            self._save(call)
            for listener in self.listeners:
                listener.bridged(call, agent_leg_id)

    def _move(self, call: LiveCall, move: AttemptMove) -> bool:
        """False, and nothing done, when the table does not hold the move: the event came late, twice or astray."""
        before = call.state
        if not ATTEMPT_MOVES.allows(before, move):
            log.debug("move_ignored", attempt_id=call.attempt_id, state=before.value, move=move.value)
            return False
        call.state = ATTEMPT_MOVES.next(before, move)
        self.on_move(call, move)
        log.debug("attempt_moved", attempt_id=call.attempt_id, before=before.value, move=move.value)
        return True

    def _save(self, call: LiveCall, *events: AttemptEvent) -> None:
        call.unsaved_events.extend(events)
        if call.unsaved:
            return
        call.unsaved = True
        self._unsaved.append(call)
        if len(self._unsaved) == 1:
            self._journal.put_late(self._take_unsaved, what="save_progress", key="progress")

    def _take_unsaved(self) -> "SaveProgress":
        calls, self._unsaved = self._unsaved, []
        events = [event for call in calls for event in call.unsaved_events]
        progress = [_progress(call) for call in calls if not call.gone]
        for call in calls:
            call.unsaved = False
            call.unsaved_events.clear()
        return SaveProgress(progress, events)


class SaveProgress:
    """A storage work with its values fixed."""

    def __init__(self, progress: list[AttemptProgress], events: list[AttemptEvent]) -> None:
        self._progress = progress
        self._events = events

    def __call__(self, uow: UnitOfWork) -> None:
        save_progress(uow, self._progress, self._events)


class OpenPath(Protocol):
    """Where the raw recording of an attempt is written."""

    def __call__(self, attempt_id: str, /) -> str: ...


def _progress(call: LiveCall) -> AttemptProgress:
    return AttemptProgress(
        attempt_id=call.attempt_id,
        state=call.state,
        answered_at=call.answered_at,
        person_requested_at=call.person_requested_at,
        bridged_at=call.bridged_at,
        nobody_free_at=call.returned_at,
        agent_session_id=call.agent_session_id,
    )

"""Closing an attempt: its one outcome, its lead's next step, the agent's wrap-up and the recording, in one work."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.call.agent_session import AGENT_MOVES, AgentMove, AgentState
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.call.events import AttemptClosed
from domain.call.hangup import AnswerClass
from domain.call.inbound import is_inbound
from domain.call.lead import LEAD_MOVES, LeadMove, LeadState
from domain.call.outcome import AttemptFacts, OutcomeDecision, decide_outcome
from domain.contact.origination import is_short_call, metered_day
from domain.contact.policy import gap_of
from domain.contact.retry import Exhausted, Final, GiveBack, RetryPolicy, decide_retry
from domain.ids import AgentSessionId, AttemptId
from services.agents import session_changed
from services.ports.repositories.attempts import AttemptClosing, OpenAttempt
from services.ports.repositories.leads import LeadUpdate
from services.ports.repositories.recordings_write import RecordingToClose
from services.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptEnd:
    """What the dialer saw of the call; the rest is read from the truth."""

    attempt_id: AttemptId
    at: datetime
    dialed: bool = True
    hangup_cause: int = 0
    tech_cause: str = ""
    lost_track: bool = False
    cancelled: bool = False
    """The dialer asked for the end while nobody had answered."""
    answered_at: datetime | None = None
    person_requested_at: datetime | None = None
    bridged_at: datetime | None = None
    nobody_free_at: datetime | None = None
    agent_session_id: AgentSessionId | None = None
    give_back_after: timedelta | None = None
    """When the switch refused the order: how long the lead waits before it may be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAttempt:
    attempt_id: AttemptId
    disposition: Disposition
    recording: RecordingToClose | None


def close_attempt(uow: UnitOfWork, end: AttemptEnd, *, recording_path: str, now: datetime) -> ClosedAttempt | None:
    """None when there is nothing (left) to close: a second closing changes nothing."""
    attempt = uow.attempts.for_close(end.attempt_id)
    if attempt is None or attempt.state is AttemptState.CLOSED:
        return None
    closing, outcome = _decide(attempt, end)
    uow.attempts.close(closing)
    _meter(uow, attempt, closing, dialed=end.dialed)
    if attempt.lead_state is LeadState.DIALING:
        uow.leads.update([_lead_update(attempt, outcome.disposition, end, now)])
    if closing.agent_session_id is not None:
        _wrap_up(uow, closing, now)
    recording = _open_recording(uow, closing, recording_path, greets=attempt.dial_mode.direct)
    uow.record(
        AttemptClosed(
            at=closing.closed_at,
            attempt_id=attempt.attempt_id,
            campaign_id=attempt.campaign_id,
            lead_id=attempt.lead_id,
            hangup_cause=closing.hangup_cause,
            answer_class=outcome.answer_class,
            disposition=closing.disposition,
            talk_seconds=_talk_seconds(closing),
        )
    )
    return ClosedAttempt(attempt_id=attempt.attempt_id, disposition=closing.disposition, recording=recording)


def _decide(attempt: OpenAttempt, end: AttemptEnd) -> tuple[AttemptClosing, OutcomeDecision]:
    """The dialer's sight and the truth's complete one another: either may have missed something."""
    bridged_at = end.bridged_at or attempt.bridged_at
    requested_at = end.person_requested_at or attempt.person_requested_at
    answered_at = end.answered_at or attempt.answered_at or attempt.menu_started_at or requested_at or bridged_at
    outcome = decide_outcome(
        AttemptFacts(
            dialed=end.dialed and attempt.originated_at is not None,
            answered=answered_at is not None,
            hangup_cause=end.hangup_cause,
            menu=attempt.menu,
            asked_for_person=requested_at is not None,
            bridged=bridged_at is not None,
            cancelled=end.cancelled,
            lost_track=end.lost_track,
        )
    )
    disposed = attempt.disposition if attempt.disposed_by is not None else None
    closing = AttemptClosing(
        attempt_id=attempt.attempt_id,
        answered_at=answered_at,
        person_requested_at=requested_at,
        bridged_at=bridged_at,
        nobody_free_at=end.nobody_free_at or attempt.nobody_free_at,
        agent_session_id=end.agent_session_id or attempt.agent_session_id,
        closed_at=max(end.at, answered_at or end.at),
        hangup_cause=end.hangup_cause,
        tech_cause=end.tech_cause[:60],
        answer_class=outcome.answer_class,
        disposition=disposed or outcome.disposition,
    )
    return closing, outcome


def _meter(uow: UnitOfWork, attempt: OpenAttempt, closing: AttemptClosing, *, dialed: bool) -> None:
    if not dialed or attempt.originated_at is None or is_inbound(attempt.attempt_id):
        return
    short = is_short_call(closing.answered_at, closing.closed_at, closing.disposition, closing.answer_class)
    day = metered_day(attempt.originated_at)
    uow.call_meter.count(day, trunk=attempt.trunk, dialer=attempt.dialer, short=short)


def _lead_update(attempt: OpenAttempt, disposition: Disposition, end: AttemptEnd, now: datetime) -> LeadUpdate:
    policy = RetryPolicy(max_attempts=attempt.max_attempts, delay=gap_of(attempt.retry_delay))
    dialed = disposition is not Disposition.NAO_DISCADO
    made = attempt.attempts_made + (1 if dialed else 0)
    decision = decide_retry(disposition, made, policy, now=now)
    waiting_until: datetime | None = None
    match decision:
        case Final() | Exhausted():
            move = LeadMove.FINISH
        case GiveBack() if end.give_back_after is None:
            move = LeadMove.UNCLAIM
        case GiveBack():
            move, waiting_until = LeadMove.RETRY_LATER, now + (end.give_back_after or timedelta())
        case _:
            move, waiting_until = LeadMove.RETRY_LATER, decision.at
    state = LEAD_MOVES.next(attempt.lead_state, move)
    return LeadUpdate(
        lead_id=attempt.lead_id,
        state=state,
        waiting_until=waiting_until,
        attempts_made=made,
        last_verdict=f"closed: {disposition.value}, {type(decision).__name__}",
    )


def _wrap_up(uow: UnitOfWork, closing: AttemptClosing, now: datetime) -> None:
    session = None if closing.agent_session_id is None else uow.agent_sessions.get(closing.agent_session_id)
    if session is None or session.ended_at is not None or session.attempt_id not in {None, closing.attempt_id}:
        return
    if session.state is AgentState.ON_CALL:
        state = AGENT_MOVES.next(session.state, AgentMove.END_CALL)
        wrapped = replace(session, state=state, attempt_id=closing.attempt_id, state_since=closing.closed_at)
        uow.agent_sessions.save(wrapped)
        uow.record(session_changed(wrapped, now))


def _open_recording(uow: UnitOfWork, closing: AttemptClosing, path: str, *, greets: bool) -> RecordingToClose | None:
    if closing.answered_at is None:
        return None
    uow.recordings_write.insert_open(closing.attempt_id, path=path, started_at=closing.answered_at)
    return RecordingToClose(
        attempt_id=closing.attempt_id,
        started_at=closing.answered_at,
        talk_seconds=_talk_seconds(closing),
        bridged=closing.bridged_at is not None,
        unsure=closing.disposition is Disposition.MUDO and closing.answer_class is AnswerClass.UNKNOWN,
        greets=greets,
    )


def _talk_seconds(closing: AttemptClosing) -> float:
    if closing.answered_at is None:
        return 0.0
    return max(0.0, (closing.closed_at - closing.answered_at).total_seconds())

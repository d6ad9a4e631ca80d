"""Attempts as the dialer moves them, from the claim to the one outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.call.attempt import AttemptState
from domain.call.dial_mode import DialMode
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from domain.call.lead import LeadState
from domain.call.outcome import MenuReport
from domain.ids import AgentSessionId, AttemptId, CampaignId, DebtorId, LeadId, PhoneId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttempt:
    attempt_id: AttemptId
    campaign_id: CampaignId
    lead_id: LeadId
    debtor_id: DebtorId
    phone_id: PhoneId
    number_in_lead: int
    dialer: str
    trunk: str
    dial_mode: DialMode
    at: datetime
    """Claimed and about to be originated: both instants of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptProgress:
    attempt_id: AttemptId
    state: AttemptState
    answered_at: datetime | None
    person_requested_at: datetime | None
    bridged_at: datetime | None
    nobody_free_at: datetime | None
    agent_session_id: AgentSessionId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAttempt:
    """An attempt as the truth has it, with its lead and what the menu learned."""

    attempt_id: AttemptId
    campaign_id: CampaignId
    lead_id: LeadId
    state: AttemptState
    originated_at: datetime | None
    answered_at: datetime | None
    person_requested_at: datetime | None
    bridged_at: datetime | None
    agent_session_id: AgentSessionId | None
    disposition: Disposition | None
    disposed_by: UserId | None
    lead_state: LeadState
    attempts_made: int
    max_attempts: int
    retry_delay: timedelta
    dialer: str
    trunk: str
    dial_mode: DialMode
    nobody_free_at: datetime | None
    menu_started_at: datetime | None
    menu: MenuReport | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptClosing:
    attempt_id: AttemptId
    answered_at: datetime | None
    person_requested_at: datetime | None
    bridged_at: datetime | None
    nobody_free_at: datetime | None
    agent_session_id: AgentSessionId | None
    closed_at: datetime
    hangup_cause: int
    tech_cause: str
    answer_class: AnswerClass | None
    disposition: Disposition


class AttemptsRepository(Protocol):
    def one_decision_at_a_time(self) -> None:
        """Until this transaction ends, no other dialer decides about a dial: two may not call the same person."""
        ...

    def insert_originating(self, attempts: Iterable[NewAttempt]) -> None: ...

    def save_progress(self, progress: Iterable[AttemptProgress]) -> None:
        """Leaves attempts that are closed as they are."""
        ...

    def for_close(self, attempt_id: AttemptId) -> OpenAttempt | None:
        """Locked with its lead, and read after the lock was had: with all that others committed until then."""
        ...

    def close(self, closing: AttemptClosing) -> None: ...

    def correct_answer(
        self, attempt_id: AttemptId, answer_class: AnswerClass, disposition: Disposition
    ) -> CampaignId | None:
        """Of a closed attempt that ended MUDO and that no agent disposed of; its campaign when it was changed."""
        ...

    def note_greeting(self, attempt_id: AttemptId, lasted: timedelta) -> None:
        """How long after the answer the greeting of whoever was called for an agent ended."""
        ...

    def open_one(self, attempt_id: AttemptId, dialer: str) -> OpenAttempt | None:
        """None when it is closed, another dialer's, or no attempt at all."""
        ...

    def open_of(self, dialer: str) -> list[OpenAttempt]: ...

"""What happened, as told to the other processes. Ids and states only: no name, document, phone, amount or key."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.call.agent_session import AgentState, PauseReason
from domain.call.case import CaseKind
from domain.call.case_decision import Verdict
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from domain.ids import (
    AgentSessionId,
    AgreementId,
    AttemptId,
    CampaignId,
    CaseId,
    CommandId,
    ImportId,
    LeadId,
    NoticeId,
    UserId,
)
from domain.negotiation.agreement import AgreementState, PromiseState
from domain.notice.notice import NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`topic` is the MQTT topic below the root; `{attempt_id}` and the like are filled from the event's own fields."""

    topic: ClassVar[str]
    version: ClassVar[int] = 1

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptEvent(Event):
    attempt_id: AttemptId
    campaign_id: CampaignId


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptOriginated(AttemptEvent):
    topic: ClassVar[str] = "attempt/originated/{attempt_id}"

    lead_id: LeadId


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptAnswered(AttemptEvent):
    topic: ClassVar[str] = "attempt/answered/{attempt_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRequested(AttemptEvent):
    topic: ClassVar[str] = "attempt/person_requested/{attempt_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptBridged(AttemptEvent):
    topic: ClassVar[str] = "attempt/bridged/{attempt_id}"

    agent_session_id: AgentSessionId
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptClosed(AttemptEvent):
    topic: ClassVar[str] = "attempt/closed/{attempt_id}"

    lead_id: LeadId
    hangup_cause: int
    answer_class: AnswerClass | None
    disposition: Disposition
    talk_seconds: float
    """From answer to hang-up; 0 when not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptDisposed(AttemptEvent):
    """An agent set, or a late fact corrected, the disposition of an attempt that was closed before."""

    topic: ClassVar[str] = "attempt/disposed/{attempt_id}"

    disposition: Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(AttemptEvent):
    """The debtor told something that somebody has to look at."""

    topic: ClassVar[str] = "case/opened/{case_id}"

    case_id: CaseId
    kind: CaseKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(Event):
    """Somebody ended a case. Why, in their own words, is in the database alone: words may name people."""

    topic: ClassVar[str] = "case/decided/{case_id}"

    case_id: CaseId
    kind: CaseKind
    verdict: Verdict
    decided_by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementConfirmed(AttemptEvent):
    topic: ClassVar[str] = "agreement/confirmed/{attempt_id}"

    agreement_id: AgreementId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementChanged(Event):
    """An agreement moved to another state after it was made, or one of its installments did."""

    topic: ClassVar[str] = "agreement/changed/{agreement_id}"

    agreement_id: AgreementId
    state: AgreementState


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Event):
    """Money came in and was written down; `in_doubt` when it is not what was asked."""

    topic: ClassVar[str] = "payment/received/{agreement_id}"

    agreement_id: AgreementId
    in_doubt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalChanged(Event):
    """A proposal beyond an agent's authority waits for a decision, or has one."""

    topic: ClassVar[str] = "approval/changed/{approval_id}"

    approval_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseChanged(Event):
    """A promise to pay was made, paid in part, kept, broken or cancelled."""

    topic: ClassVar[str] = "promise/changed/{promise_id}"

    promise_id: str
    state: PromiseState


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingClosed(Event):
    topic: ClassVar[str] = "recording/closed/{attempt_id}"

    attempt_id: AttemptId
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSessionChanged(Event):
    topic: ClassVar[str] = "agent/changed/{agent_session_id}"

    agent_session_id: AgentSessionId
    user_id: UserId
    state: AgentState
    pause_reason: PauseReason | None
    attempt_id: AttemptId | None
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignChanged(Event):
    topic: ClassVar[str] = "campaign/changed/{campaign_id}"

    campaign_id: CampaignId


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgressed(Event):
    topic: ClassVar[str] = "import/progressed/{import_id}"

    import_id: ImportId
    rows_read: int
    finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChanged(Event):
    """A message to a debtor is wanted, or it became known what became of it."""

    topic: ClassVar[str] = "notice/changed/{notice_id}"

    notice_id: NoticeId
    state: NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandIssued(Event):
    """An intent was written to the commands table; whoever carries it out reads it there."""

    topic: ClassVar[str] = "command/issued/{command_id}"

    command_id: CommandId


EVENTS: tuple[type[Event], ...] = (
    AttemptOriginated,
    AttemptAnswered,
    PersonRequested,
    AttemptBridged,
    AttemptClosed,
    AttemptDisposed,
    CaseOpened,
    CaseDecided,
    AgreementConfirmed,
    AgreementChanged,
    PaymentReceived,
    ApprovalChanged,
    PromiseChanged,
    RecordingClosed,
    AgentSessionChanged,
    CampaignChanged,
    ImportProgressed,
    NoticeChanged,
    CommandIssued,
)

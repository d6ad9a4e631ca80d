"""Recordings as those see them who listen and review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.call.disposition import Disposition
from domain.ids import AttemptId, CampaignId, UserId
from services.ports.repositories.desk import AgreementFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingQuery:
    """None asks for any; `since` is included and `until` is not."""

    since: datetime | None = None
    until: datetime | None = None
    agent_id: UserId | None = None
    campaign_id: CampaignId | None = None
    disposition: Disposition | None = None
    training: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFacts:
    """`path` is below the recordings folder; `mean_score` over all reviews."""

    attempt_id: AttemptId
    state: str
    problem: str | None
    path: str
    started_at: datetime
    duration_ms: int | None
    size_bytes: int | None
    sha256: str | None
    for_training: bool
    campaign_id: CampaignId
    campaign: str
    agent_id: UserId | None
    agent: str | None
    debtor_name: str
    phone: str
    disposition: Disposition | None
    own_label: str | None
    note: str
    answered_at: datetime | None
    closed_at: datetime | None
    mean_score: float | None
    comments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentFacts:
    id: int
    at_ms: int
    text: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    user_id: UserId
    author: str
    score: int
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenFacts:
    listener: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFacts:
    """What the debtor answered about the call, and where in the recording they say why."""

    satisfaction: int | None
    comment_from_ms: int | None
    comment_until_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentName:
    id: UserId
    name: str


class RecordingRepository(Protocol):
    """Recordings that are still open are not seen."""

    def count(self, query: RecordingQuery) -> int: ...

    def page(self, query: RecordingQuery, *, limit: int, offset: int) -> Sequence[RecordingFacts]:
        """Latest first."""
        ...

    def get(self, attempt_id: AttemptId) -> RecordingFacts | None: ...

    def steps(self, attempt_id: AttemptId) -> Sequence[Mapping[str, Any]]: ...

    def agreement(self, attempt_id: AttemptId) -> AgreementFacts | None: ...

    def survey(self, attempt_id: AttemptId) -> SurveyFacts | None: ...

    def comments(self, attempt_id: AttemptId) -> Sequence[CommentFacts]:
        """In the order of the recording."""
        ...

    def reviews(self, attempt_id: AttemptId) -> Sequence[ReviewFacts]: ...

    def listens(self, attempt_id: AttemptId, *, limit: int) -> Sequence[ListenFacts]:
        """Latest first."""
        ...

    def last_listen(self, attempt_id: AttemptId, user_id: UserId) -> datetime | None: ...

    def add_listen(self, attempt_id: AttemptId, user_id: UserId, *, at: datetime) -> None: ...

    def add_comment(self, attempt_id: AttemptId, user_id: UserId, *, at_ms: int, text: str, now: datetime) -> None: ...

    def put_review(self, attempt_id: AttemptId, user_id: UserId, *, score: int, now: datetime) -> None:
        """One score per reviewer: a new one replaces the old."""
        ...

    def set_training(self, attempt_id: AttemptId, *, for_training: bool) -> None: ...

    def agents(self) -> Sequence[AgentName]:
        """Everybody who ever had a session, by name."""
        ...

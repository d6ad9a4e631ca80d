"""Recordings: finding them, listening (which is logged), and what supervisors think of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.call.disposition import Disposition
from domain.ids import AttemptId, CampaignId, UserId
from services.errors import ServiceError
from services.masking import first_name, mask_phone
from services.outcomes import talk_seconds
from services.ports.clock import Clock
from services.ports.repositories.desk import AgreementFacts
from services.ports.repositories.recordings import (
    AgentName,
    CommentFacts,
    ListenFacts,
    RecordingFacts,
    RecordingQuery,
    ReviewFacts,
    SurveyFacts,
)
from services.ports.storage import Storage, UnitOfWork

PAGE_SIZE = 50
LISTENS_SHOWN = 50
_SAME_LISTENING = timedelta(minutes=10)
_SAME_START = timedelta(seconds=10)


class NoSuchRecording(ServiceError):
    """No closed recording has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFilter:
    """Days are the operation's, both included; None asks for any."""

    first_day: date | None = None
    last_day: date | None = None
    agent_id: UserId | None = None
    campaign_id: CampaignId | None = None
    disposition: Disposition | None = None
    training: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingView:
    attempt_id: AttemptId
    started_at: datetime
    duration_ms: int | None
    state: str
    problem: str | None
    campaign_id: CampaignId
    campaign: str
    agent_id: UserId | None
    agent: str | None
    debtor_first_name: str
    phone_masked: str
    disposition: Disposition | None
    own_label: str | None
    for_training: bool
    score: float | None
    comments: int


@dataclass(frozen=True, slots=True)
class RecordingsPage:
    items: Sequence[RecordingView]
    page_size: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingDetail:
    summary: RecordingView
    size_bytes: int | None
    sha256: str | None
    note: str
    talk_seconds: float
    steps: Sequence[Mapping[str, Any]]
    agreement: AgreementFacts | None
    survey: SurveyFacts | None
    comments: Sequence[CommentFacts]
    reviews: Sequence[ReviewFacts]
    my_score: int | None
    listens: Sequence[ListenFacts]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingService:
    """Methods that take an attempt's id raise NoSuchRecording."""

    storage: Storage
    clock: Clock
    timezone: ZoneInfo

    async def page(self, wanted: RecordingFilter, *, page: int) -> RecordingsPage:
        query = self._query(wanted)
        offset = (page - 1) * PAGE_SIZE
        rows, total = await self.storage.read(
            lambda uow: (uow.recordings.page(query, limit=PAGE_SIZE, offset=offset), uow.recordings.count(query))
        )
        return RecordingsPage([_view(row) for row in rows], PAGE_SIZE, total)

    async def detail(self, attempt_id: str, *, reader_id: UserId) -> RecordingDetail:
        return await self.storage.read(lambda uow: _detail(uow, _get(uow, attempt_id), reader_id))

    async def path_of(self, attempt_id: str) -> str:
        """Where the audio lies, below the recordings folder."""
        return await self.storage.read(lambda uow: _get(uow, attempt_id).path)

    async def listen(self, attempt_id: str, *, listener_id: UserId, from_start: bool) -> str:
        """Log a listening, once for all the parts that a player asks for, and tell where the audio lies."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> str:
            facts = _get(uow, attempt_id)
            last = uow.recordings.last_listen(facts.attempt_id, listener_id)
            if is_new_listening(last, from_start=from_start, now=now):
                uow.recordings.add_listen(facts.attempt_id, listener_id, at=now)
            return facts.path

        return await self.storage.write(work)

    async def comment(self, attempt_id: str, *, author_id: UserId, at_ms: int, text: str) -> None:
        def work(uow: UnitOfWork) -> None:
            facts = _get(uow, attempt_id)
            uow.recordings.add_comment(facts.attempt_id, author_id, at_ms=at_ms, text=text, now=self.clock.now())

        await self.storage.write(work)

    async def score(self, attempt_id: str, *, author_id: UserId, score: int) -> None:
        def work(uow: UnitOfWork) -> None:
            facts = _get(uow, attempt_id)
            uow.recordings.put_review(facts.attempt_id, author_id, score=score, now=self.clock.now())

        await self.storage.write(work)

    async def mark_training(self, attempt_id: str, *, for_training: bool) -> None:
        def work(uow: UnitOfWork) -> None:
            uow.recordings.set_training(_get(uow, attempt_id).attempt_id, for_training=for_training)

        await self.storage.write(work)

    async def agents(self) -> Sequence[AgentName]:
        return await self.storage.read(lambda uow: uow.recordings.agents())

    def _query(self, wanted: RecordingFilter) -> RecordingQuery:
        first, last = wanted.first_day, wanted.last_day
        return RecordingQuery(
            since=self._midnight(first) if first else None,
            until=self._midnight(last + timedelta(days=1)) if last else None,
            agent_id=wanted.agent_id,
            campaign_id=wanted.campaign_id,
            disposition=wanted.disposition,
            training=wanted.training,
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.timezone)


def is_new_listening(last: datetime | None, *, from_start: bool, now: datetime) -> bool:
    """A player asks for one recording in many parts; the beginning asked for again is somebody listening again."""
    if last is None:
        return True
    return now - last >= (_SAME_START if from_start else _SAME_LISTENING)


def _get(uow: UnitOfWork, attempt_id: str) -> RecordingFacts:
    facts = uow.recordings.get(AttemptId(attempt_id))
    if facts is None:
        raise NoSuchRecording
    return facts


def _detail(uow: UnitOfWork, facts: RecordingFacts, reader_id: UserId) -> RecordingDetail:
    reviews = uow.recordings.reviews(facts.attempt_id)
    return RecordingDetail(
        summary=_view(facts),
        size_bytes=facts.size_bytes,
        sha256=facts.sha256,
        note=facts.note,
        talk_seconds=talk_seconds(facts.answered_at, facts.closed_at),
        steps=uow.recordings.steps(facts.attempt_id),
        agreement=uow.recordings.agreement(facts.attempt_id),
        survey=uow.recordings.survey(facts.attempt_id),
        comments=uow.recordings.comments(facts.attempt_id),
        reviews=reviews,
        my_score=next((review.score for review in reviews if review.user_id == reader_id), None),
        listens=uow.recordings.listens(facts.attempt_id, limit=LISTENS_SHOWN),
    )


def _view(facts: RecordingFacts) -> RecordingView:
    return RecordingView(
        attempt_id=facts.attempt_id,
        started_at=facts.started_at,
        duration_ms=facts.duration_ms,
        state=facts.state,
        problem=facts.problem,
        campaign_id=facts.campaign_id,
        campaign=facts.campaign,
        agent_id=facts.agent_id,
        agent=facts.agent,
        debtor_first_name=first_name(facts.debtor_name),
        phone_masked=mask_phone(facts.phone),
        disposition=facts.disposition,
        own_label=facts.own_label,
        for_training=facts.for_training,
        score=None if facts.mean_score is None else round(facts.mean_score, 1),
        comments=facts.comments,
    )

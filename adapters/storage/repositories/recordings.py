"""Implements `services.ports.repositories.recordings`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from adapters.storage.repositories.desk import IN_AGREEMENT, INSTALLMENTS, agreement_facts
from adapters.storage.repositories.dispositions import OWN_DISPOSITION
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, PhoneRow
from adapters.storage.tables.recordings import CommentRow, ListenRow, RecordingRow, ReviewRow
from adapters.storage.tables.strategy import PortfolioDispositionRow, SurveyAnswerRow
from domain.ids import AttemptId, CampaignId, UserId
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

_MEAN_SCORE = (
    select(func.avg(ReviewRow.score))
    .where(ReviewRow.attempt_id == RecordingRow.attempt_id)
    .correlate(RecordingRow)
    .scalar_subquery()
    .label("mean_score")
)
_COMMENTS = (
    select(func.count())
    .where(CommentRow.attempt_id == RecordingRow.attempt_id)
    .correlate(RecordingRow)
    .scalar_subquery()
    .label("comments")
)
_RECORDING = (
    select(
        RecordingRow.attempt_id,
        RecordingRow.state,
        RecordingRow.problem,
        RecordingRow.path,
        RecordingRow.started_at,
        RecordingRow.duration_ms,
        RecordingRow.size_bytes,
        RecordingRow.sha256,
        RecordingRow.for_training,
        AttemptRow.campaign_id,
        CampaignRow.name.label("campaign"),
        AgentSessionRow.user_id.label("agent_id"),
        UserRow.name.label("agent"),
        DebtorRow.name.label("debtor_name"),
        PhoneRow.number,
        AttemptRow.disposition,
        PortfolioDispositionRow.label.label("own_label"),
        AttemptRow.note,
        AttemptRow.answered_at,
        AttemptRow.closed_at,
        _MEAN_SCORE,
        _COMMENTS,
    )
    .join(AttemptRow, AttemptRow.id == RecordingRow.attempt_id)
    .join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
    .join(DebtorRow, DebtorRow.id == AttemptRow.debtor_id)
    .join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
    .outerjoin(AgentSessionRow, AgentSessionRow.id == AttemptRow.agent_session_id)
    .outerjoin(UserRow, UserRow.id == AgentSessionRow.user_id)
    .outerjoin(PortfolioDispositionRow, OWN_DISPOSITION)
    .where(RecordingRow.state != "open")
)


class SqlRecordings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, query: RecordingQuery) -> int:
        counted = (
            select(func.count())
            .select_from(RecordingRow)
            .join(AttemptRow, AttemptRow.id == RecordingRow.attempt_id)
            .outerjoin(AgentSessionRow, AgentSessionRow.id == AttemptRow.agent_session_id)
            .where(RecordingRow.state != "open", *_conditions(query))
        )
        return self._connection.scalar(counted) or 0

    def page(self, query: RecordingQuery, *, limit: int, offset: int) -> Sequence[RecordingFacts]:
        latest = (
            _RECORDING.where(*_conditions(query))
            .order_by(RecordingRow.started_at.desc(), RecordingRow.attempt_id.desc())
            .limit(limit)
            .offset(offset)
        )
        return [_facts(row) for row in self._connection.execute(latest)]

    def get(self, attempt_id: AttemptId) -> RecordingFacts | None:
        row = self._connection.execute(_RECORDING.where(RecordingRow.attempt_id == attempt_id)).one_or_none()
        return None if row is None else _facts(row)

    def steps(self, attempt_id: AttemptId) -> Sequence[Mapping[str, Any]]:
        steps = self._connection.scalar(select(MenuSessionRow.steps).where(MenuSessionRow.attempt_id == attempt_id))
        return steps or ()

    def agreement(self, attempt_id: AttemptId) -> AgreementFacts | None:
        row = self._connection.execute(
            select(AgreementRow.protocol, AgreementRow.total_cents, INSTALLMENTS).where(
                AgreementRow.attempt_id == attempt_id, AgreementRow.state.in_(IN_AGREEMENT)
            )
        ).one_or_none()
        return None if row is None else agreement_facts(row)

    def survey(self, attempt_id: AttemptId) -> SurveyFacts | None:
        columns = (SurveyAnswerRow.satisfaction, SurveyAnswerRow.comment_from_ms, SurveyAnswerRow.comment_until_ms)
        answered = select(*columns).where(SurveyAnswerRow.attempt_id == attempt_id)
        row = self._connection.execute(answered).one_or_none()
        if row is None:
            return None
        return SurveyFacts(
            satisfaction=row.satisfaction, comment_from_ms=row.comment_from_ms, comment_until_ms=row.comment_until_ms
        )

    def comments(self, attempt_id: AttemptId) -> Sequence[CommentFacts]:
        query = (
            select(CommentRow.id, CommentRow.at_ms, CommentRow.text, UserRow.name, CommentRow.created_at)
            .join(UserRow, UserRow.id == CommentRow.user_id)
            .where(CommentRow.attempt_id == attempt_id)
            .order_by(CommentRow.at_ms, CommentRow.id)
        )
        return [
            CommentFacts(id=row.id, at_ms=row.at_ms, text=row.text, author=row.name, created_at=row.created_at)
            for row in self._connection.execute(query)
        ]

    def reviews(self, attempt_id: AttemptId) -> Sequence[ReviewFacts]:
        query = (
            select(ReviewRow.user_id, UserRow.name, ReviewRow.score, ReviewRow.updated_at)
            .join(UserRow, UserRow.id == ReviewRow.user_id)
            .where(ReviewRow.attempt_id == attempt_id)
            .order_by(ReviewRow.updated_at)
        )
        return [
            ReviewFacts(user_id=UserId(row.user_id), author=row.name, score=row.score, updated_at=row.updated_at)
            for row in self._connection.execute(query)
        ]

    def listens(self, attempt_id: AttemptId, *, limit: int) -> Sequence[ListenFacts]:
        query = (
            select(UserRow.name, ListenRow.at)
            .join(UserRow, UserRow.id == ListenRow.user_id)
            .where(ListenRow.attempt_id == attempt_id)
            .order_by(ListenRow.id.desc())
            .limit(limit)
        )
        return [ListenFacts(listener=row.name, at=row.at) for row in self._connection.execute(query)]

    def last_listen(self, attempt_id: AttemptId, user_id: UserId) -> datetime | None:
        return self._connection.scalar(
            select(func.max(ListenRow.at)).where(ListenRow.attempt_id == attempt_id, ListenRow.user_id == user_id)
        )

    def add_listen(self, attempt_id: AttemptId, user_id: UserId, *, at: datetime) -> None:
        self._connection.execute(insert(ListenRow).values(attempt_id=attempt_id, user_id=user_id, at=at))

    def add_comment(self, attempt_id: AttemptId, user_id: UserId, *, at_ms: int, text: str, now: datetime) -> None:
        self._connection.execute(
            insert(CommentRow).values(attempt_id=attempt_id, user_id=user_id, at_ms=at_ms, text=text, created_at=now)
        )

    def put_review(self, attempt_id: AttemptId, user_id: UserId, *, score: int, now: datetime) -> None:
        values = {"score": score, "updated_at": now}
        # PostgreSQL's construct compiles on SQLite too: both spell ON CONFLICT alike.
        self._connection.execute(
            upsert(ReviewRow)
            .values(attempt_id=attempt_id, user_id=user_id, **values)
            .on_conflict_do_update(index_elements=[ReviewRow.attempt_id, ReviewRow.user_id], set_=values)
        )

    def set_training(self, attempt_id: AttemptId, *, for_training: bool) -> None:
        self._connection.execute(
            update(RecordingRow).where(RecordingRow.attempt_id == attempt_id).values(for_training=for_training)
        )

    def agents(self) -> Sequence[AgentName]:
        query = (
            select(UserRow.id, UserRow.name)
            .where(UserRow.id.in_(select(AgentSessionRow.user_id)))
            .order_by(UserRow.name, UserRow.id)
        )
        return [AgentName(id=UserId(row.id), name=row.name) for row in self._connection.execute(query)]


def _conditions(query: RecordingQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.since is not None:
        conditions.append(RecordingRow.started_at >= query.since)
    if query.until is not None:
        conditions.append(RecordingRow.started_at < query.until)
    if query.agent_id is not None:
        conditions.append(AgentSessionRow.user_id == query.agent_id)
    if query.campaign_id is not None:
        conditions.append(AttemptRow.campaign_id == query.campaign_id)
    if query.disposition is not None:
        conditions.append(AttemptRow.disposition == query.disposition)
    if query.training is not None:
        conditions.append(RecordingRow.for_training.is_(query.training))
    return conditions


def _facts(row: Any) -> RecordingFacts:
    return RecordingFacts(
        attempt_id=AttemptId(row.attempt_id),
        state=row.state,
        problem=row.problem,
        path=row.path,
        started_at=row.started_at,
        duration_ms=row.duration_ms,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        for_training=row.for_training,
        campaign_id=CampaignId(row.campaign_id),
        campaign=row.campaign,
        agent_id=None if row.agent_id is None else UserId(row.agent_id),
        agent=row.agent,
        debtor_name=row.debtor_name,
        phone=row.number,
        disposition=row.disposition,
        own_label=row.own_label,
        note=row.note,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        mean_score=None if row.mean_score is None else float(row.mean_score),
        comments=row.comments,
    )

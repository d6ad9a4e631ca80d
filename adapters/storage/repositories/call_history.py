"""Implements `services.ports.repositories.call_history`."""

from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignAgentRow
from domain.ids import CampaignId
from services.ports.repositories.call_history import CallFacts, WorkSpan

_CALLS = (
    select(
        AttemptRow.dial_mode,
        AttemptRow.originated_at,
        AttemptRow.answered_at,
        AttemptRow.person_requested_at,
        AttemptRow.bridged_at,
        AttemptRow.closed_at,
        AttemptRow.disposed_by,
        AttemptRow.disposed_at,
        AttemptRow.disposition,
        AttemptRow.answer_class,
        AttemptRow.nobody_free_at,
        MenuSessionRow.agreement_id,
        AgreementRow.total_cents,
    )
    .outerjoin(MenuSessionRow, MenuSessionRow.attempt_id == AttemptRow.id)
    .outerjoin(AgreementRow, AgreementRow.attempt_id == AttemptRow.id)
    .where(AttemptRow.originated_at.is_not(None), AttemptRow.closed_at.is_not(None))
)


class SqlCallHistory:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def calls(self, campaign_id: CampaignId, *, since: datetime, until: datetime, limit: int) -> list[CallFacts]:
        last = (
            _CALLS.where(
                AttemptRow.campaign_id == campaign_id,
                AttemptRow.originated_at >= since,
                AttemptRow.originated_at < until,
            )
            .order_by(AttemptRow.originated_at.desc(), AttemptRow.id.desc())
            .limit(limit)
        )
        rows = self._connection.execute(last).all()
        return [
            CallFacts(
                mode=row.dial_mode,
                originated_at=row.originated_at,
                answered_at=row.answered_at,
                person_requested_at=row.person_requested_at,
                bridged_at=row.bridged_at,
                closed_at=row.closed_at,
                disposed_at=None if row.disposed_by is None else row.disposed_at,
                disposition=row.disposition,
                answer_class=row.answer_class,
                nobody_free=row.nobody_free_at is not None,
                settled_alone=row.agreement_id is not None and row.bridged_at is None,
                agreed_cents=row.total_cents,
            )
            for row in reversed(rows)
        ]

    def work_spans(self, campaign_id: CampaignId, *, since: datetime, until: datetime) -> list[WorkSpan]:
        sessions = (
            select(AgentSessionRow.started_at, AgentSessionRow.ended_at)
            .where(
                AgentSessionRow.started_at < until,
                or_(AgentSessionRow.ended_at.is_(None), AgentSessionRow.ended_at > since),
                or_(
                    exists().where(
                        CampaignAgentRow.user_id == AgentSessionRow.user_id,
                        CampaignAgentRow.campaign_id == campaign_id,
                    ),
                    ~exists().where(CampaignAgentRow.user_id == AgentSessionRow.user_id),
                ),
            )
            .order_by(AgentSessionRow.started_at)
        )
        return [WorkSpan(row.started_at, row.ended_at) for row in self._connection.execute(sessions)]

"""What a whole campaign came to, in a few aggregates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import LeadRow
from adapters.storage.tables.recordings import RecordingRow
from domain.call.agent_session import AgentState
from domain.ids import CampaignId
from services.ports.repositories.call_summary import CampaignProgress, CampaignTotals

# Each latency: from which instant of an attempt to which.
_SPANS = {
    "originate_to_answer": (AttemptRow.originated_at, AttemptRow.answered_at),
    "answer_to_menu": (AttemptRow.answered_at, MenuSessionRow.started_at),
    "answer_to_bridge": (AttemptRow.answered_at, AttemptRow.bridged_at),
    "person_request_to_bridge": (AttemptRow.person_requested_at, AttemptRow.bridged_at),
}


class SqlCallSummary:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def progress(self, campaign_id: CampaignId) -> CampaignProgress:
        leads = (
            select(LeadRow.state, func.count().label("many"))
            .where(LeadRow.campaign_id == campaign_id)
            .group_by(LeadRow.state)
        )
        attempts = select(func.count()).where(AttemptRow.campaign_id == campaign_id)
        recordings = _of_campaign(select(func.count()), campaign_id).where(RecordingRow.state == "open")
        unfiled = attempts.join_from(AttemptRow, AgentSessionRow, AgentSessionRow.attempt_id == AttemptRow.id).where(
            AttemptRow.disposed_by.is_(None),
            AgentSessionRow.ended_at.is_(None),
            AgentSessionRow.state.in_((AgentState.ON_CALL, AgentState.WRAP_UP)),
        )
        return CampaignProgress(
            leads={row.state: row.many for row in self._connection.execute(leads)},
            closed_attempts=self._count(attempts.where(AttemptRow.closed_at.is_not(None))),
            open_attempts=self._count(attempts.where(AttemptRow.closed_at.is_(None))),
            open_recordings=self._count(recordings),
            unfiled_talks=self._count(unfiled),
        )

    def totals(self, campaign_id: CampaignId) -> CampaignTotals:
        of_campaign = AttemptRow.campaign_id == campaign_id
        outcomes = (
            select(AttemptRow.disposition, func.count().label("many"))
            .where(of_campaign, AttemptRow.closed_at.is_not(None))
            .group_by(AttemptRow.disposition)
        )
        instants = select(func.count(AttemptRow.answered_at), func.count(AttemptRow.bridged_at)).where(of_campaign)
        agreements = (
            select(func.count(), func.coalesce(func.sum(AgreementRow.total_cents), 0))
            .join(AttemptRow, AttemptRow.id == AgreementRow.attempt_id)
            .where(of_campaign, AgreementRow.state != "cancelled")
        )
        answered, bridged = self._connection.execute(instants).one()
        agreed, agreed_cents = self._connection.execute(agreements).one()
        recordings = _of_campaign(select(func.count()), campaign_id)
        return CampaignTotals(
            outcomes={row.disposition: row.many for row in self._connection.execute(outcomes)},
            answered=answered,
            bridged=bridged,
            agreements=agreed,
            agreed_cents=int(agreed_cents),
            recordings=self._count(recordings.where(RecordingRow.state == "verified")),
            broken_recordings=self._count(recordings.where(RecordingRow.state == "broken")),
            latencies_ms={name: self._spans(campaign_id, *ends) for name, ends in _SPANS.items()},
        )

    def _count(self, statement: Select[Any]) -> int:
        return int(self._connection.execute(statement).scalar_one())

    def _spans(self, campaign_id: CampaignId, start: Any, end: Any) -> Sequence[float]:
        statement = (
            select(start, end)
            .select_from(AttemptRow)
            .outerjoin(MenuSessionRow, MenuSessionRow.attempt_id == AttemptRow.id)
            .where(AttemptRow.campaign_id == campaign_id, start.is_not(None), end.is_not(None))
        )
        return [_milliseconds(began, ended) for began, ended in self._connection.execute(statement)]


def _of_campaign(statement: Select[Any], campaign_id: CampaignId) -> Select[Any]:
    return (
        statement.select_from(RecordingRow)
        .join(AttemptRow, AttemptRow.id == RecordingRow.attempt_id)
        .where(AttemptRow.campaign_id == campaign_id)
    )


def _milliseconds(began: datetime, ended: datetime) -> float:
    return (ended - began).total_seconds() * 1000

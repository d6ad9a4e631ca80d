"""Implements `services.ports.repositories.floor`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from adapters.storage.repositories.desk import IN_AGREEMENT
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow
from adapters.storage.tables.portfolio import CampaignRow, LeadRow
from domain.call.attempt import AttemptState
from domain.call.lead import LeadState
from domain.ids import AttemptId, CampaignId, UserId
from services.ports.repositories.floor import (
    AgentOnFloor,
    AgreementCount,
    CallOnFloor,
    CampaignOnFloor,
    LeadCount,
    OutcomeCount,
)

_LIVE = [state for state in AttemptState if state is not AttemptState.CLOSED]
_CAMPAIGNS_SHOWN = 50

_AGENTS = (
    select(
        AgentSessionRow.user_id,
        UserRow.name,
        AgentSessionRow.state,
        AgentSessionRow.pause_reason,
        AgentSessionRow.state_since,
        AgentSessionRow.attempt_id,
    )
    .join(UserRow, UserRow.id == AgentSessionRow.user_id)
    .where(AgentSessionRow.ended_at.is_(None))
    .order_by(UserRow.name, AgentSessionRow.id)
)
_CALLS = (
    select(
        AttemptRow.id,
        AttemptRow.campaign_id,
        CampaignRow.name.label("campaign"),
        AttemptRow.state,
        func.coalesce(
            AttemptRow.bridged_at,
            AttemptRow.person_requested_at,
            AttemptRow.answered_at,
            AttemptRow.originated_at,
            AttemptRow.claimed_at,
        ).label("since"),
        UserRow.name.label("agent"),
    )
    .join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
    .outerjoin(AgentSessionRow, AgentSessionRow.id == AttemptRow.agent_session_id)
    .outerjoin(UserRow, UserRow.id == AgentSessionRow.user_id)
    .where(AttemptRow.state.in_(_LIVE))
    .order_by(AttemptRow.id)
)
_CAMPAIGNS = (
    select(CampaignRow.id, CampaignRow.name, CampaignRow.status, CampaignRow.dial_mode, CampaignRow.concurrent_calls)
    .order_by(case((CampaignRow.status == "finished", 1), else_=0), CampaignRow.id.desc())
    .limit(_CAMPAIGNS_SHOWN)
)
_LEADS = select(
    LeadRow.campaign_id,
    func.count().label("total"),
    func.sum(case((LeadRow.state == LeadState.DONE, 1), else_=0)).label("done"),
).group_by(LeadRow.campaign_id)


class SqlFloor:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def agents(self) -> Sequence[AgentOnFloor]:
        return [
            AgentOnFloor(
                user_id=UserId(row.user_id),
                name=row.name,
                state=row.state,
                pause_reason=row.pause_reason,
                state_since=row.state_since,
                attempt_id=AttemptId(row.attempt_id) if row.attempt_id else None,
            )
            for row in self._connection.execute(_AGENTS)
        ]

    def calls(self) -> Sequence[CallOnFloor]:
        return [
            CallOnFloor(
                attempt_id=AttemptId(row.id),
                campaign_id=CampaignId(row.campaign_id),
                campaign=row.campaign,
                state=row.state,
                since=row.since,
                agent=row.agent,
            )
            for row in self._connection.execute(_CALLS)
        ]

    def campaigns(self) -> Sequence[CampaignOnFloor]:
        return [
            CampaignOnFloor(
                id=CampaignId(row.id),
                name=row.name,
                status=row.status,
                dial_mode=row.dial_mode,
                concurrent_calls=row.concurrent_calls,
            )
            for row in self._connection.execute(_CAMPAIGNS)
        ]

    def lead_counts(self) -> Mapping[CampaignId, LeadCount]:
        return {
            CampaignId(row.campaign_id): LeadCount(total=row.total, done=row.done)
            for row in self._connection.execute(_LEADS)
        }

    def outcome_counts(self, *, since: datetime) -> Sequence[OutcomeCount]:
        query = (
            select(
                AttemptRow.campaign_id,
                AttemptRow.disposition,
                func.count().label("attempts"),
                func.count(AttemptRow.answered_at).label("answered"),
            )
            .where(AttemptRow.closed_at >= since, AttemptRow.disposition.is_not(None))
            .group_by(AttemptRow.campaign_id, AttemptRow.disposition)
        )
        return [
            OutcomeCount(
                campaign_id=CampaignId(row.campaign_id),
                disposition=row.disposition,
                attempts=row.attempts,
                answered=row.answered,
            )
            for row in self._connection.execute(query)
        ]

    def agreement_counts(self, *, since: datetime) -> Mapping[CampaignId, AgreementCount]:
        query = (
            select(
                AttemptRow.campaign_id,
                func.count().label("agreements"),
                func.sum(AgreementRow.total_cents).label("total_cents"),
            )
            .join(AttemptRow, AttemptRow.id == AgreementRow.attempt_id)
            .where(AgreementRow.confirmed_at >= since, AgreementRow.state.in_(IN_AGREEMENT))
            .group_by(AttemptRow.campaign_id)
        )
        return {
            CampaignId(row.campaign_id): AgreementCount(agreements=row.agreements, total_cents=int(row.total_cents))
            for row in self._connection.execute(query)
        }

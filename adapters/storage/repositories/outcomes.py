"""Implements `services.ports.repositories.outcomes`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from adapters.storage.repositories.desk import IN_AGREEMENT, INSTALLMENTS, agreement_facts
from adapters.storage.repositories.dispositions import OWN_DISPOSITION
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, PhoneRow
from adapters.storage.tables.recordings import RecordingRow
from adapters.storage.tables.strategy import PortfolioDispositionRow
from domain.ids import AttemptId, CampaignId
from services.ports.repositories.outcomes import OutcomeFacts

_OUTCOME = (
    select(
        AttemptRow.id,
        AttemptRow.closed_at,
        AttemptRow.answered_at,
        AttemptRow.disposition,
        PortfolioDispositionRow.label.label("own_label"),
        AttemptRow.hangup_cause,
        CampaignRow.name.label("campaign"),
        DebtorRow.name.label("debtor_name"),
        PhoneRow.number,
        UserRow.name.label("agent"),
        RecordingRow.state.label("recording_state"),
        AgreementRow.protocol,
        AgreementRow.total_cents,
        INSTALLMENTS,
    )
    .join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
    .join(DebtorRow, DebtorRow.id == AttemptRow.debtor_id)
    .join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
    .outerjoin(AgentSessionRow, AgentSessionRow.id == AttemptRow.agent_session_id)
    .outerjoin(UserRow, UserRow.id == AgentSessionRow.user_id)
    .outerjoin(RecordingRow, RecordingRow.attempt_id == AttemptRow.id)
    .outerjoin(PortfolioDispositionRow, OWN_DISPOSITION)
    .outerjoin(AgreementRow, and_(AgreementRow.attempt_id == AttemptRow.id, AgreementRow.state.in_(IN_AGREEMENT)))
    .where(AttemptRow.closed_at.is_not(None), AttemptRow.disposition.is_not(None))
)


class SqlOutcomes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest(
        self, *, limit: int, before: tuple[datetime, AttemptId] | None, campaign_id: CampaignId | None
    ) -> Sequence[OutcomeFacts]:
        query = _OUTCOME.order_by(AttemptRow.closed_at.desc(), AttemptRow.id.desc()).limit(limit)
        if campaign_id is not None:
            query = query.where(AttemptRow.campaign_id == campaign_id)
        if before is not None:
            closed_at, attempt_id = before
            query = query.where(
                or_(
                    AttemptRow.closed_at < closed_at,
                    and_(AttemptRow.closed_at == closed_at, AttemptRow.id < attempt_id),
                )
            )
        return [_facts(row) for row in self._connection.execute(query)]

    def of(self, attempt_ids: Collection[AttemptId]) -> Sequence[OutcomeFacts]:
        query = _OUTCOME.where(AttemptRow.id.in_(attempt_ids)).order_by(AttemptRow.closed_at, AttemptRow.id)
        return [_facts(row) for row in self._connection.execute(query)]


def _facts(row: Any) -> OutcomeFacts:
    return OutcomeFacts(
        attempt_id=AttemptId(row.id),
        closed_at=row.closed_at,
        answered_at=row.answered_at,
        campaign=row.campaign,
        debtor_name=row.debtor_name,
        phone=row.number,
        disposition=row.disposition,
        own_label=row.own_label,
        hangup_cause=row.hangup_cause,
        agent=row.agent,
        agreement=agreement_facts(row),
        recorded=row.recording_state == "verified",
    )

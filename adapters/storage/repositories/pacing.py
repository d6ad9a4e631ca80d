"""Implements `services.ports.repositories.pacing`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, insert, or_, select

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.pacing import PacingDecisionRow
from domain.call.dial_mode import DialMode
from domain.call.hangup import AnswerClass
from domain.ids import CampaignId
from domain.pacing.abandonment import AbandonmentTally
from services.ports.repositories.pacing import PacingSample

_DIRECT = [mode.value for mode in DialMode if mode.direct]
_NEEDED_AGENT = or_(
    AttemptRow.person_requested_at.is_not(None),
    and_(
        AttemptRow.dial_mode.in_(_DIRECT),
        AttemptRow.answered_at.is_not(None),
        or_(AttemptRow.answer_class.is_(None), AttemptRow.answer_class != AnswerClass.MACHINE),
    ),
)
_UNSERVED = or_(AttemptRow.bridged_at.is_(None), AttemptRow.nobody_free_at.is_not(None))


class SqlPacing:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, samples: Iterable[PacingSample]) -> None:
        rows = [{"campaign_id": one.campaign_id, "at": one.at, "decision": one.decision} for one in samples]
        if rows:
            self._connection.execute(insert(PacingDecisionRow), rows)

    def forget(self, before: datetime) -> int:
        return self._connection.execute(delete(PacingDecisionRow).where(PacingDecisionRow.at < before)).rowcount

    def last(self, campaign_id: CampaignId, *, limit: int) -> Sequence[PacingSample]:
        query = (
            select(PacingDecisionRow.campaign_id, PacingDecisionRow.at, PacingDecisionRow.decision)
            .where(PacingDecisionRow.campaign_id == campaign_id)
            .order_by(PacingDecisionRow.at.desc(), PacingDecisionRow.id.desc())
            .limit(limit)
        )
        return [_sample(row) for row in self._connection.execute(query)]

    def newest(self, since: datetime) -> Sequence[PacingSample]:
        newest = select(func.max(PacingDecisionRow.id)).where(PacingDecisionRow.at >= since)
        query = select(PacingDecisionRow.campaign_id, PacingDecisionRow.at, PacingDecisionRow.decision).where(
            PacingDecisionRow.id.in_(newest.group_by(PacingDecisionRow.campaign_id))
        )
        return [_sample(row) for row in self._connection.execute(query)]

    def tally(self, campaign_id: CampaignId, *, since: datetime, until: datetime) -> AbandonmentTally:
        query = select(func.count(), func.coalesce(func.sum(case((_UNSERVED, 1), else_=0)), 0)).where(
            AttemptRow.campaign_id == campaign_id,
            AttemptRow.closed_at >= since,
            AttemptRow.closed_at < until,
            _NEEDED_AGENT,
        )
        answered, abandoned = self._connection.execute(query).one()
        return AbandonmentTally(answered=answered, abandoned=int(abandoned))


def _sample(row: Any) -> PacingSample:
    return PacingSample(campaign_id=CampaignId(row.campaign_id), at=row.at, decision=row.decision)

"""Closed attempts as lists show them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.call.disposition import Disposition
from domain.ids import AttemptId, CampaignId
from services.ports.repositories.desk import AgreementFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFacts:
    """`recorded` is whether a verified recording can be listened to; `own_label`: of a portfolio's own disposition."""

    attempt_id: AttemptId
    closed_at: datetime
    answered_at: datetime | None
    campaign: str
    debtor_name: str
    phone: str
    disposition: Disposition
    own_label: str | None
    hangup_cause: int | None
    agent: str | None
    agreement: AgreementFacts | None
    recorded: bool


class OutcomeRepository(Protocol):
    def latest(
        self, *, limit: int, before: tuple[datetime, AttemptId] | None, campaign_id: CampaignId | None
    ) -> Sequence[OutcomeFacts]:
        """Latest closed first; `before` is the last one of the page before."""
        ...

    def of(self, attempt_ids: Collection[AttemptId]) -> Sequence[OutcomeFacts]:
        """Those of the attempts that are closed, in the order in which they closed."""
        ...

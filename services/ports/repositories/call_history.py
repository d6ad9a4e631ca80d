"""What became of a campaign's calls, to learn from and to live a day again; nothing that tells who was called."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from domain.ids import CampaignId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """One closed call that was really dialled."""

    mode: str
    """The campaign's when it was dialled."""
    originated_at: datetime
    answered_at: datetime | None
    person_requested_at: datetime | None
    bridged_at: datetime | None
    closed_at: datetime
    disposed_at: datetime | None
    """By an agent."""
    disposition: Disposition | None
    answer_class: AnswerClass | None
    nobody_free: bool
    settled_alone: bool
    """An agreement was made in the menu."""
    agreed_cents: int | None
    """What the agreement of this call is worth."""


@dataclass(frozen=True, slots=True)
class WorkSpan:
    """An agent's session, whatever its pauses."""

    began_at: datetime
    ended_at: datetime | None


class CallHistoryRepository(Protocol):
    def calls(self, campaign_id: CampaignId, *, since: datetime, until: datetime, limit: int) -> list[CallFacts]:
        """In the order in which they were dialled; the last `limit` of them."""
        ...

    def work_spans(self, campaign_id: CampaignId, *, since: datetime, until: datetime) -> list[WorkSpan]:
        """Sessions that overlap the time, of agents who may work for the campaign."""
        ...

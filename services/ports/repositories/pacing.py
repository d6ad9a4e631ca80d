"""Pacing decisions as they were made, and how the promise about abandoned people stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ids import CampaignId
from domain.pacing.abandonment import AbandonmentTally
from domain.pacing.decision import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingSample:
    """`decision` is `PacingDecision.as_dict` with `placed` and `held_by` beside it."""

    campaign_id: CampaignId
    at: datetime
    decision: dict[str, Plain]


class PacingRepository(Protocol):
    def add(self, samples: Iterable[PacingSample]) -> None: ...

    def forget(self, before: datetime) -> int:
        """Delete samples older than that; how many."""
        ...

    def last(self, campaign_id: CampaignId, *, limit: int) -> Sequence[PacingSample]:
        """Newest first."""
        ...

    def newest(self, since: datetime) -> Sequence[PacingSample]:
        """The last sample of every campaign that has one since then."""
        ...

    def tally(self, campaign_id: CampaignId, *, since: datetime, until: datetime) -> AbandonmentTally:
        """Of the calls that ended in [since, until): people who needed an agent, and those for whom none came."""
        ...

"""A campaign seen from its end: how much is left, and what all of it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from domain.ids import CampaignId


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignProgress:
    """`open_attempts` are those without an outcome yet; `open_recordings` those not yet closed and checked;
    `unfiled_talks` those whose agent is still to say what came of them.
    """

    leads: Mapping[LeadState, int]
    closed_attempts: int
    open_attempts: int
    open_recordings: int
    unfiled_talks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTotals:
    """Counts of what is committed. Latencies in milliseconds, one per call that had both ends of the span."""

    outcomes: Mapping[Disposition, int]
    answered: int
    bridged: int
    agreements: int
    agreed_cents: int
    recordings: int
    broken_recordings: int
    latencies_ms: Mapping[str, Sequence[float]]


class CallSummaryRepository(Protocol):
    def progress(self, campaign_id: CampaignId) -> CampaignProgress: ...

    def totals(self, campaign_id: CampaignId) -> CampaignTotals: ...

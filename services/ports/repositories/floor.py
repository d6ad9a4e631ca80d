"""The floor: what is live now, and the day's figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.call.agent_session import AgentState, PauseReason
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.ids import AttemptId, CampaignId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOnFloor:
    user_id: UserId
    name: str
    state: AgentState
    pause_reason: PauseReason | None
    state_since: datetime
    attempt_id: AttemptId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOnFloor:
    """`since` is when the call came into its state, as near as the attempt tells."""

    attempt_id: AttemptId
    campaign_id: CampaignId
    campaign: str
    state: AttemptState
    since: datetime
    agent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOnFloor:
    id: CampaignId
    name: str
    status: str
    dial_mode: str
    concurrent_calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCount:
    total: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCount:
    campaign_id: CampaignId
    disposition: Disposition
    attempts: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCount:
    agreements: int
    total_cents: int


class FloorRepository(Protocol):
    def agents(self) -> Sequence[AgentOnFloor]:
        """Everybody with an open session, by name."""
        ...

    def calls(self) -> Sequence[CallOnFloor]:
        """Every attempt that is not closed, oldest first."""
        ...

    def campaigns(self) -> Sequence[CampaignOnFloor]:
        """Those not finished, and the latest finished ones, newest first; fifty at most."""
        ...

    def lead_counts(self) -> Mapping[CampaignId, LeadCount]: ...

    def outcome_counts(self, *, since: datetime) -> Sequence[OutcomeCount]:
        """Of attempts closed since then."""
        ...

    def agreement_counts(self, *, since: datetime) -> Mapping[CampaignId, AgreementCount]:
        """Of agreements confirmed since then and not cancelled."""
        ...

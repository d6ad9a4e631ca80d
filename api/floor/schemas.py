"""The floor as it is now; counts are of the operation's day."""

from datetime import datetime

from api.schemas import Reply
from domain.call.agent_session import AgentState, PauseReason
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition


class FloorAgent(Reply):
    user_id: int
    name: str
    state: AgentState
    pause_reason: PauseReason | None
    state_since: datetime
    attempt_id: str | None


class FloorCall(Reply):
    attempt_id: str
    state: AttemptState
    since: datetime
    campaign: str
    agent: str | None


class FloorCampaign(Reply):
    """`answered`, `agreements` and `agreed_cents` are today's; leads are the whole campaign's."""

    id: int
    name: str
    status: str
    dial_mode: str
    concurrent_calls: int
    leads_total: int
    leads_done: int
    live_calls: int
    answered: int
    agreements: int
    agreed_cents: int
    pacing: str
    """Why it dials or waits just now, in words; empty when it does neither."""


class Floor(Reply):
    agents: list[FloorAgent]
    calls: list[FloorCall]
    campaigns: list[FloorCampaign]
    counts: dict[Disposition, int]
    now: datetime

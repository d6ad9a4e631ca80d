"""Agents at work, as the dialer moves them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.call.agent_session import AgentState, PauseReason
from domain.ids import AgentLegId, AgentSessionId, AttemptId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSession:
    session_id: AgentSessionId
    user_id: UserId
    seat: str
    state: AgentState
    pause_reason: PauseReason | None
    attempt_id: AttemptId | None
    leg_id: AgentLegId | None
    state_since: datetime
    started_at: datetime
    ended_at: datetime | None
    asked_pause: PauseReason | None = None
    """To be taken when the call in hand is over."""
    rests: int = 0
    meals: int = 0
    """Breaks of the shift that were as long as the law wants."""


class AgentSessionsRepository(Protocol):
    def at_work(self) -> list[AgentSession]:
        """Sessions that have not ended."""
        ...

    def get(self, session_id: AgentSessionId) -> AgentSession | None: ...

    def save(self, session: AgentSession) -> None: ...

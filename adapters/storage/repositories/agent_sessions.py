"""Agent sessions for the dialer."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from adapters.storage.tables.calls import AgentSessionRow
from domain.ids import AgentSessionId
from services.ports.repositories.agent_sessions import AgentSession

_SELECT = select(
    AgentSessionRow.id,
    AgentSessionRow.user_id,
    AgentSessionRow.seat,
    AgentSessionRow.state,
    AgentSessionRow.pause_reason,
    AgentSessionRow.attempt_id,
    AgentSessionRow.leg_id,
    AgentSessionRow.state_since,
    AgentSessionRow.started_at,
    AgentSessionRow.ended_at,
    AgentSessionRow.asked_pause,
    AgentSessionRow.rests,
    AgentSessionRow.meals,
)
_AT_WORK = _SELECT.where(AgentSessionRow.ended_at.is_(None)).order_by(AgentSessionRow.id)
_ONE = _SELECT.where(AgentSessionRow.id == bindparam("session"))
_SAVE = update(AgentSessionRow).where(AgentSessionRow.id == bindparam("session"))


class SqlAgentSessions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def at_work(self) -> list[AgentSession]:
        return [_session(row) for row in self._connection.execute(_AT_WORK)]

    def get(self, session_id: AgentSessionId) -> AgentSession | None:
        row = self._connection.execute(_ONE, {"session": session_id}).one_or_none()
        return None if row is None else _session(row)

    def save(self, session: AgentSession) -> None:
        values = {
            "session": session.session_id,
            "state": session.state,
            "pause_reason": session.pause_reason,
            "attempt_id": session.attempt_id,
            "leg_id": session.leg_id,
            "state_since": session.state_since,
            "ended_at": session.ended_at,
            "asked_pause": session.asked_pause,
            "rests": session.rests,
            "meals": session.meals,
        }
        self._connection.execute(_SAVE, values)


def _session(row: Row[*tuple[Any, ...]]) -> AgentSession:
    return AgentSession(
        session_id=row.id,
        user_id=row.user_id,
        seat=row.seat,
        state=row.state,
        pause_reason=row.pause_reason,
        attempt_id=row.attempt_id,
        leg_id=row.leg_id,
        state_since=row.state_since,
        started_at=row.started_at,
        ended_at=row.ended_at,
        asked_pause=row.asked_pause,
        rests=row.rests,
        meals=row.meals,
    )

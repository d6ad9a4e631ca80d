"""Agents at work: saving how their session moved, and telling it."""

from datetime import datetime

from domain.call.events import AgentSessionChanged
from domain.ids import CommandId
from services.ports.repositories.agent_sessions import AgentSession
from services.ports.storage import UnitOfWork


def session_changed(session: AgentSession, at: datetime) -> AgentSessionChanged:
    return AgentSessionChanged(
        at=at,
        agent_session_id=session.session_id,
        user_id=session.user_id,
        state=session.state,
        pause_reason=session.pause_reason,
        attempt_id=session.attempt_id,
        ended=session.ended_at is not None,
    )


def save_session(uow: UnitOfWork, session: AgentSession, *, now: datetime) -> None:
    uow.agent_sessions.save(session)
    uow.record(session_changed(session, now))


def finish_command(
    uow: UnitOfWork, command_id: CommandId, session: AgentSession | None, *, error: str | None, now: datetime
) -> None:
    """The command is done and what it changed is saved, together or not at all."""
    uow.commands.finish(command_id, at=now, error=error)
    if session is not None:
        save_session(uow, session, now=now)

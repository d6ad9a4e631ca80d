"""Intents of agents, written by the api: each is carried out once."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from dialer.agent_board import AgentAtWork, AgentBoard
from dialer.agent_legs import AgentLegs
from dialer.agent_matcher import AgentMatcher
from dialer.chores import Chores
from dialer.live_calls import LiveCalls
from dialer.settings import DialerSettings
from domain.call.agent_session import AgentMove, AgentState, PauseReason
from domain.ids import AgentSessionId, CommandId, LeadId
from services.ports.repositories.agent_sessions import AgentSession
from services.ports.repositories.commands import Command
from services.ports.storage import Storage, StorageError, UnitOfWork
from services.ports.telephone import Telephone
from services.waiting import heard_within

log = structlog.get_logger(__name__)
BATCH = 100


class _CannotDo(Exception):
    """The intent makes no sense as things are; the word is stored as the command's error."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    commands: list[Command]
    sessions: dict[AgentSessionId, AgentSession]


class CommandDesk:
    def __init__(
        self,
        *,
        storage: Storage,
        telephone: Telephone,
        board: AgentBoard,
        legs: AgentLegs,
        matcher: AgentMatcher,
        calls: LiveCalls,
        settings: DialerSettings,
        chores: Chores,
    ) -> None:
        self._storage = storage
        self._telephone = telephone
        self._board = board
        self._legs = legs
        self._matcher = matcher
        self._calls = calls
        self._settings = settings
        self._chores = chores
        self._handled: set[CommandId] = set()
        self.dial_preview: Callable[[AgentAtWork, LeadId], Coroutine[Any, Any, None]] = _nobody_dials
        self._wake = asyncio.Event()
        self._handlers: dict[str, Callable[[AgentAtWork, Command], None]] = {
            "start_agent_session": self._start,
            "call_agent_leg": self._call_leg,
            "agent_ready": self._ready,
            "agent_pause": self._pause,
            "hang_up_call": self._hang_up,
            "end_agent_session": self._end,
            "dial_preview": self._dial_preview,
        }

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        while True:
            await self._round()
            await heard_within(self._wake, self._settings.poll_seconds)
            self._wake.clear()

    async def _round(self) -> None:
        try:
            found = await self._storage.read(_read_waiting)
        except StorageError:
            log.warning("commands_not_read")
            return
        # Those done and no longer found are written: they need not be remembered.
        self._handled &= {command.command_id for command in found.commands}
        for command in found.commands:
            if command.command_id not in self._handled:
                self._handled.add(command.command_id)
                self._do(command, found.sessions)

    def _do(self, command: Command, sessions: dict[AgentSessionId, AgentSession]) -> None:
        session_id = AgentSessionId(str(command.data.get("agent_session_id", "")))
        agent = self._board.get(session_id)
        if agent is None and session_id in sessions and sessions[session_id].ended_at is None:
            agent = self._board.add(sessions[session_id])
        error = self._carry_out(command, agent)
        log.info("command_done", command_id=command.command_id, kind=command.kind, error=error)
        self._board.finish(command.command_id, agent, error=error)
        self._matcher.wake()

    def _carry_out(self, command: Command, agent: AgentAtWork | None) -> str | None:
        """The word for what went wrong, or None."""
        handler = self._handlers.get(command.kind)
        if handler is None:
            return "unknown_command"
        if agent is None:
            return "no_such_session"
        try:
            handler(agent, command)
        except _CannotDo as refusal:
            return str(refusal)
        return None

    def _start(self, agent: AgentAtWork, command: Command) -> None:
        """The session is on the board by now."""

    def _call_leg(self, agent: AgentAtWork, command: Command) -> None:
        self._legs.call_anew(agent, asked_at=command.issued_at)

    def _ready(self, agent: AgentAtWork, command: Command) -> None:  # noqa: ARG002 - one shape for all
        if agent.leg_up:
            self._move(agent, AgentMove.BECOME_READY)
            return
        self._leave_wrap_up(agent)
        agent.recalls = 0
        agent.ready_until_t = asyncio.get_running_loop().time() + self._settings.agent_ring_timeout_seconds * 2
        self._legs.call(agent)
        raise _CannotDo("leg_down")

    def _pause(self, agent: AgentAtWork, command: Command) -> None:
        try:
            reason = PauseReason(str(command.data.get("reason") or PauseReason.OTHER))
        except ValueError:
            raise _CannotDo("unknown_reason") from None
        if not agent.leg_up:
            self._leave_wrap_up(agent)
            agent.ready_until_t = 0.0
            return
        if agent.state in {AgentState.RESERVED, AgentState.ON_CALL}:
            self._board.ask_pause(agent, reason)
            return
        self._move(agent, AgentMove.PAUSE, reason=reason)

    def _hang_up(self, agent: AgentAtWork, command: Command) -> None:  # noqa: ARG002
        call = None if agent.session.attempt_id is None else self._calls.get(agent.session.attempt_id)
        if agent.state is not AgentState.ON_CALL or call is None:
            raise _CannotDo("no_call")
        call.hang_up_asked_t = asyncio.get_running_loop().time()
        self._chores.do(self._telephone.hang_up(call.attempt_id), name=f"hang-up-{call.attempt_id}")

    def _end(self, agent: AgentAtWork, command: Command) -> None:  # noqa: ARG002
        leg_id = agent.session.leg_id
        self._matcher.leg_lost(agent)
        self._board.end(agent)
        if leg_id is not None:
            self._legs.hang_up(leg_id)

    def _dial_preview(self, agent: AgentAtWork, command: Command) -> None:
        lead_id = str(command.data.get("lead_id", ""))
        if agent.state is not AgentState.READY or not agent.leg_up:
            raise _CannotDo(f"not_while_{agent.state.value}")
        if not lead_id.isdecimal():
            raise _CannotDo("no_such_lead")
        self._chores.do(self.dial_preview(agent, LeadId(int(lead_id))), name=f"preview-{lead_id}")

    def _leave_wrap_up(self, agent: AgentAtWork) -> None:
        """Disposed of the call, and no softphone to take another one."""
        if agent.state is AgentState.WRAP_UP:
            self._board.move(agent, AgentMove.PAUSE)
            self._board.move(agent, AgentMove.LOSE_LEG)

    def _move(self, agent: AgentAtWork, move: AgentMove, *, reason: PauseReason | None = None) -> None:
        if not self._board.move(agent, move, reason=reason):
            raise _CannotDo(f"not_while_{agent.state.value}")


async def _nobody_dials(_agent: AgentAtWork, _lead_id: LeadId) -> None:
    """Until an engine is there."""


def _read_waiting(uow: UnitOfWork) -> _Waiting:
    commands = uow.commands.waiting(limit=BATCH)
    sessions: dict[AgentSessionId, AgentSession] = {}
    for command in commands:
        session_id = AgentSessionId(str(command.data.get("agent_session_id", "")))
        session = uow.agent_sessions.get(session_id) if session_id not in sessions else None
        if session is not None:
            sessions[session_id] = session
    return _Waiting(commands, sessions)

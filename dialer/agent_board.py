"""The agents at work, in memory; every lasting change of a session is written through the journal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from dialer.journal import Journal
from domain.call.agent_breaks import BreakPolicy, LeavingDecision, ShiftSoFar, after_pause, decide_leaving
from domain.call.agent_session import AGENT_MOVES, AgentMove, AgentState, PauseReason
from domain.ids import AgentLegId, AgentSessionId, AttemptId, CommandId
from services.agents import finish_command, save_session
from services.ports.clock import Clock
from services.ports.repositories.agent_sessions import AgentSession

log = structlog.get_logger(__name__)
_AWAY = frozenset({AgentState.PAUSED, AgentState.OFFLINE})
_JUDGED_FOR = timedelta(seconds=1)
"""Breaks come due by the minute; whether one has is asked for every agent in every decision."""


@dataclass(slots=True, eq=False)
class AgentAtWork:
    """`session.state` is the present one; a reservation is held in memory only, for it lasts milliseconds."""

    session: AgentSession
    leg_up: bool = False
    leg_up_at: datetime | None = None
    """None for a leg that was up before this dialer: then it was by `session.state_since`."""
    leg_called_t: float | None = None
    recalls: int = 0
    recall_t: float | None = None
    """When to call a lost leg again."""
    ready_until_t: float = 0.0
    """Lost while ready: called again before then, the agent is ready at once."""
    ready_order: int = 0
    judged: "tuple[AgentSession, datetime, LeavingDecision] | None" = None
    """Whether about to leave, as it was found for this session at that time."""

    @property
    def state(self) -> AgentState:
        return self.session.state

    @property
    def shift(self) -> ShiftSoFar:
        session = self.session
        return ShiftSoFar(
            began_at=session.started_at, rests=session.rests, meals=session.meals, asked=session.asked_pause
        )


class AgentBoard:
    def __init__(self, journal: Journal, clock: Clock, breaks: BreakPolicy | None = None) -> None:
        self._journal = journal
        self._clock = clock
        self._breaks = breaks or BreakPolicy()
        self._agents: dict[AgentSessionId, AgentAtWork] = {}
        self._orders = 0
        self.on_change: Callable[[AgentAtWork, AgentState], None] = lambda _agent, _before: None
        """Told with the state before; of one who is new on the board, that is OFFLINE."""

    def __iter__(self) -> Iterator[AgentAtWork]:
        return iter(tuple(self._agents.values()))

    def get(self, session_id: AgentSessionId) -> AgentAtWork | None:
        return self._agents.get(session_id)

    def of_leg(self, leg_id: str) -> AgentAtWork | None:
        return next((agent for agent in self._agents.values() if agent.session.leg_id == leg_id), None)

    def with_attempt(self, attempt_id: AttemptId) -> AgentAtWork | None:
        """The agent reserved for the attempt or talking in it."""
        busy = (AgentState.RESERVED, AgentState.ON_CALL)
        for agent in self._agents.values():
            if agent.session.attempt_id == attempt_id and agent.state in busy:
                return agent
        return None

    def longest_idle(self, may_serve: Callable[[AgentAtWork], bool]) -> AgentAtWork | None:
        ready = [
            agent
            for agent in self._agents.values()
            if agent.state is AgentState.READY and agent.leg_up and may_serve(agent)
        ]
        return min(ready, key=lambda agent: agent.ready_order, default=None)

    def add(self, session: AgentSession) -> AgentAtWork:
        agent = self._agents.get(session.session_id)
        if agent is None:
            agent = AgentAtWork(session=session)
            self._agents[session.session_id] = agent
            self._note_ready(agent)
            self.on_change(agent, AgentState.OFFLINE)
        return agent

    def move(
        self,
        agent: AgentAtWork,
        move: AgentMove,
        *,
        attempt_id: AttemptId | None = None,
        reason: PauseReason | None = None,
    ) -> bool:
        """Change the session in memory; False when its table does not hold the move. `save` makes it last.

        `attempt_id` is the call in hand after the move; a session in wrap-up keeps the one it had. Who asked for a
        pause during a call is paused where the move would make them ready.
        """
        before = agent.state
        if not AGENT_MOVES.allows(before, move):
            log.info(
                "agent_move_ignored", agent_session_id=agent.session.session_id, state=before.value, move=move.value
            )
            return False
        was = agent.session
        state, asked = AGENT_MOVES.next(before, move), was.asked_pause
        if state is AgentState.READY and asked is not None:
            state, reason = AGENT_MOVES.next(state, AgentMove.PAUSE), asked
        agent.session = replace(
            agent.session,
            state=state,
            attempt_id=agent.session.attempt_id if state is AgentState.WRAP_UP else attempt_id,
            pause_reason=reason if state is AgentState.PAUSED else None,
            state_since=self._clock.now() if state is not before else agent.session.state_since,
            asked_pause=None if state in _AWAY else asked,
        )
        if before is AgentState.PAUSED and state is not before:
            agent.session = self._with_break_counted(agent.session, was)
        if state is not before:
            self._note_ready(agent)
            self.on_change(agent, before)
        if was.asked_pause is not None and agent.session.asked_pause is None:
            # A reservation that ends is saved by nobody.
            self.save(agent)
        log.debug("agent_moved", agent_session_id=agent.session.session_id, before=before.value, move=move.value)
        return True

    def ask_pause(self, agent: AgentAtWork, reason: PauseReason) -> None:
        """Paused when the call in hand is over."""
        agent.session = replace(agent.session, asked_pause=reason)
        self.on_change(agent, agent.state)

    def leaving(self, agent: AgentAtWork) -> LeavingDecision:
        """Whether the agent is about to leave the floor."""
        now = self._clock.now()
        if agent.judged is not None:
            session, at, decision = agent.judged
            if session is agent.session and timedelta() <= now - at < _JUDGED_FOR:
                return decision
        decision = decide_leaving(agent.shift, self._breaks, now=now)
        agent.judged = (agent.session, now, decision)
        return decision

    def set_leg(self, agent: AgentAtWork, leg_id: AgentLegId | None) -> None:
        agent.session = replace(agent.session, leg_id=leg_id)

    def end(self, agent: AgentAtWork) -> None:
        """Off the board, whatever it was doing."""
        now: datetime = self._clock.now()
        before = agent.state
        agent.session = replace(
            agent.session, state=AgentState.OFFLINE, pause_reason=None, leg_id=None, state_since=now, ended_at=now
        )
        agent.leg_up = False
        self._agents.pop(agent.session.session_id, None)
        self.on_change(agent, before)

    def save(self, agent: AgentAtWork) -> None:
        session, now = agent.session, self._clock.now()
        self._journal.put(lambda uow: save_session(uow, session, now=now), what="save_session", key=session.session_id)

    def finish(self, command_id: CommandId, agent: AgentAtWork | None, *, error: str | None) -> None:
        """The command is done; what it changed is written with that."""
        session, now = None if agent is None else agent.session, self._clock.now()
        self._journal.put(
            lambda uow: finish_command(uow, command_id, session, error=error, now=now),
            what="finish_command",
            key=command_id if session is None else session.session_id,
        )

    def _with_break_counted(self, session: AgentSession, paused: AgentSession) -> AgentSession:
        """`paused` is the session as it was in the pause that has just ended."""
        before = ShiftSoFar(began_at=paused.started_at, rests=paused.rests, meals=paused.meals)
        lasted = session.state_since - paused.state_since
        after = after_pause(before, self._breaks, reason=paused.pause_reason, lasted=lasted)
        return replace(session, rests=after.rests, meals=after.meals)

    def _note_ready(self, agent: AgentAtWork) -> None:
        if agent.state is AgentState.READY:
            self._orders += 1
            agent.ready_order = self._orders

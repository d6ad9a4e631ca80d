"""The nailed-up legs of the agents: called, answered, lost, called again."""

import asyncio
from datetime import datetime

import structlog

from dialer.agent_board import AgentAtWork, AgentBoard
from dialer.agent_matcher import AgentMatcher
from dialer.chores import Chores
from dialer.gate import Gate
from dialer.settings import DialerSettings
from domain.call.agent_session import AgentMove, AgentState
from domain.ids import AgentLegId
from services.ports.clock import Clock, IdSource
from services.ports.telephone import (
    LegAnswered,
    LegEvent,
    LegFailed,
    LegHungUp,
    Telephone,
    TelephoneError,
    TelephoneUncertain,
)

log = structlog.get_logger(__name__)
LEG_PREFIX = "agent-"
RECALL_AFTER_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""A lost leg is called again so often; after that the agent's own desk asks for it."""
READY_AGAIN_SECONDS = 120.0


def is_agent_leg(leg_id: str) -> bool:
    return leg_id.startswith(LEG_PREFIX)


class AgentLegs:
    def __init__(
        self,
        *,
        telephone: Telephone,
        board: AgentBoard,
        matcher: AgentMatcher,
        settings: DialerSettings,
        clock: Clock,
        ids: IdSource,
        gate: Gate,
        chores: Chores,
    ) -> None:
        self._telephone = telephone
        self._board = board
        self._matcher = matcher
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._gate = gate
        self._chores = chores

    def call(self, agent: AgentAtWork) -> None:
        """Call the softphone, unless it is up or being called. Saving the session is the caller's."""
        if agent.leg_up or agent.leg_called_t is not None:
            return
        leg_id = AgentLegId(LEG_PREFIX + self._ids.new_id())
        self._board.set_leg(agent, leg_id)
        agent.leg_called_t = asyncio.get_running_loop().time()
        agent.recall_t = None
        self._chores.do(self._call(agent, leg_id), name=f"call-{leg_id}")

    def call_anew(self, agent: AgentAtWork, *, asked_at: datetime) -> None:
        """Call the softphone for somebody who at `asked_at` had no leg there.

        A leg that was up by then is one that the softphone has lost without a word to the switch; it gives way. One
        that came up since is what was asked for.
        """
        agent.recalls = 0
        if agent.leg_up and (agent.leg_up_at or agent.session.state_since) < asked_at:
            if agent.session.leg_id is not None:
                self.hang_up(agent.session.leg_id)
            self.lost(agent)
        self.call(agent)

    def hang_up(self, leg_id: str) -> None:
        self._chores.do(self._telephone.hang_up(AgentLegId(leg_id)), name=f"hang-up-{leg_id}")

    def handle(self, event: LegEvent) -> None:
        agent = self._board.of_leg(event.leg_id)
        if agent is None:
            # A leg of a session that has ended, or one that was given up meanwhile.
            if isinstance(event, LegAnswered):
                self.hang_up(event.leg_id)
            return
        if isinstance(event, LegAnswered):
            self.up(agent)
        elif isinstance(event, LegHungUp | LegFailed):
            self.lost(agent)

    def up(self, agent: AgentAtWork) -> None:
        if agent.leg_up:
            return
        agent.leg_up, agent.leg_called_t, agent.recall_t, agent.recalls = True, None, None, 0
        agent.leg_up_at = self._clock.now()
        if agent.state is AgentState.OFFLINE:
            again = asyncio.get_running_loop().time() < agent.ready_until_t
            self._board.move(agent, AgentMove.BECOME_READY if again else AgentMove.PAUSE)
            agent.ready_until_t = 0.0
            self._board.save(agent)
        self._matcher.wake()

    def lost(self, agent: AgentAtWork) -> None:
        """The leg hung up, failed, or is not there."""
        was_up = agent.leg_up
        t = asyncio.get_running_loop().time()
        if agent.state in {AgentState.READY, AgentState.RESERVED}:
            agent.ready_until_t = t + READY_AGAIN_SECONDS
        agent.leg_up, agent.leg_called_t = False, None
        self._board.set_leg(agent, None)
        if was_up or agent.state is not AgentState.OFFLINE:
            self._matcher.leg_lost(agent)
            self._board.move(agent, AgentMove.LOSE_LEG)
        self._board.save(agent)
        if agent.recalls < len(RECALL_AFTER_SECONDS):
            agent.recall_t = t + RECALL_AFTER_SECONDS[agent.recalls]
            agent.recalls += 1
        self._matcher.wake()

    async def run(self) -> None:
        """Call lost legs again, and give up calls to softphones of which nothing came."""
        while True:
            t = asyncio.get_running_loop().time()
            patience = self._settings.agent_ring_timeout_seconds + self._settings.uncertain_seconds
            for agent in self._board:
                if agent.leg_called_t is not None and t - agent.leg_called_t > patience:
                    if agent.session.leg_id is not None:
                        self.hang_up(agent.session.leg_id)
                    self.lost(agent)
                elif agent.recall_t is not None and agent.recall_t <= t and self._gate.is_open:
                    self.call(agent)
                    self._board.save(agent)
            await asyncio.sleep(self._settings.poll_seconds)

    async def _call(self, agent: AgentAtWork, leg_id: AgentLegId) -> None:
        try:
            await self._telephone.call_agent(
                leg_id, seat=agent.session.seat, ring_timeout_seconds=self._settings.agent_ring_timeout_seconds
            )
        except TelephoneUncertain:
            return
        except TelephoneError as error:
            log.warning("agent_not_called", agent_session_id=agent.session.session_id, error=type(error).__name__)
            if agent.session.leg_id == leg_id and not agent.leg_up:
                self.lost(agent)

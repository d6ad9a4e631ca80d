"""Joins debtors who asked for a person with the agent who has been ready the longest."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

import structlog

from dialer.agent_board import AgentAtWork, AgentBoard
from dialer.call_tracker import CallTracker
from dialer.chores import Chores
from dialer.crew_counts import AT_WORK
from dialer.crews import Crews
from dialer.gate import Gate
from dialer.live_calls import LiveCall
from dialer.settings import DialerSettings
from domain.call.agent_session import AgentMove, AgentState
from domain.call.attempt import AttemptState
from domain.ids import AgentLegId, AttemptId, CampaignId
from services.closing import ClosedAttempt
from services.ports.telephone import Telephone, TelephoneError, TelephoneUncertain
from services.waiting import heard_within

log = structlog.get_logger(__name__)
NOBODY_FREE = "nobody_free"
MAX_BRIDGE_TRIES = 2


@dataclass(slots=True, eq=False)
class _Waiting:
    call: LiveCall
    until_t: float
    tries: int = 0
    agent: AgentAtWork | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class AgentMatcher:
    """Hears of calls from the tracker; hears of agents through `wake`."""

    def __init__(
        self,
        *,
        telephone: Telephone,
        board: AgentBoard,
        tracker: CallTracker,
        settings: DialerSettings,
        gate: Gate,
        chores: Chores,
        crews: Crews,
    ) -> None:
        self._telephone = telephone
        self._board = board
        self._tracker = tracker
        self._settings = settings
        self._gate = gate
        self._chores = chores
        self._crews = crews
        self._waiting: dict[AttemptId, _Waiting] = {}
        self._wake = asyncio.Event()

    @property
    def queue(self) -> list[LiveCall]:
        """Those who wait and have no agent yet, longest first."""
        waits = AttemptState.WAITING_AGENT
        return [one.call for one in self._waiting.values() if one.agent is None and one.call.state is waits]

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        while True:
            self._return_late_ones()
            self._match()
            await heard_within(self._wake, self._next_look())
            self._wake.clear()

    def person_requested(self, call: LiveCall) -> None:
        self._waiting[call.attempt_id] = _Waiting(call, asyncio.get_running_loop().time() + self._patience(call))
        self._match()
        # Whoever waits is looked at again when the wait is over, to the moment.
        self.wake()

    def bridged(self, call: LiveCall, agent_leg_id: AgentLegId) -> None:
        waiting = self._waiting.pop(call.attempt_id, None)
        agent = self._board.of_leg(agent_leg_id)
        if waiting is not None:
            waiting.settled.set()
            if waiting.agent is not None and waiting.agent is not agent:
                self._release(waiting.agent)
        if agent is None:
            log.warning("bridged_to_unknown_agent", attempt_id=call.attempt_id)
            return
        if agent.state is AgentState.READY:
            self._board.move(agent, AgentMove.RESERVE)
        if self._board.move(agent, AgentMove.TAKE_CALL, attempt_id=call.attempt_id):
            self._board.save(agent)
        self._tracker.with_agent(call, agent.session.session_id, agent.session.user_id)

    def gone(self, call: LiveCall) -> None:
        waiting = self._waiting.pop(call.attempt_id, None)
        if waiting is not None:
            waiting.settled.set()
        agent = self._board.with_attempt(call.attempt_id)
        if agent is None:
            return
        if agent.state is AgentState.RESERVED:
            self._release(agent)
        else:
            # The closing work writes it, together with the outcome.
            self._board.move(agent, AgentMove.END_CALL)

    def closed(self, call: LiveCall, outcome: ClosedAttempt) -> None:
        pass

    def stray(self, leg_id: str) -> None:
        pass

    def leg_lost(self, agent: AgentAtWork) -> None:
        """The agent's softphone is gone: free whoever was with them."""
        attempt_id = agent.session.attempt_id if agent.state in {AgentState.RESERVED, AgentState.ON_CALL} else None
        if attempt_id is None:
            return
        waiting = self._waiting.get(attempt_id)
        if waiting is not None and waiting.agent is agent:
            waiting.agent = None
            waiting.settled.set()
        elif agent.state is AgentState.ON_CALL:
            self._chores.do(self._telephone.hang_up(attempt_id), name=f"hang-up-{attempt_id}")

    def _patience(self, call: LiveCall) -> float:
        """Seconds; in the menu, and asking again, nobody stands silent any more and all wait as long as is usual."""
        if call.max_wait_seconds is None or call.returned_at is not None:
            return self._settings.person_wait_seconds
        if call.dial_mode.direct and not any(self._may_come(call.campaign_id, agent) for agent in self._board):
            return 0.0
        return call.max_wait_seconds

    def _may_come(self, campaign_id: CampaignId, agent: AgentAtWork) -> bool:
        return agent.leg_up and agent.state in AT_WORK and self._may_serve(campaign_id, agent)

    def _match(self) -> None:
        # Until the legs were compared an agent who is free on paper may be talking: a bridge would tear them apart.
        if not self._gate.is_open:
            return
        for waiting in list(self._waiting.values()):
            if waiting.agent is not None or waiting.call.state is not AttemptState.WAITING_AGENT:
                continue
            kept = self._board.with_attempt(waiting.call.attempt_id)
            agent = kept or self._board.longest_idle(partial(self._may_serve, waiting.call.campaign_id))
            if agent is None or agent.session.leg_id is None:
                continue
            if kept is None and not self._board.move(agent, AgentMove.RESERVE, attempt_id=waiting.call.attempt_id):
                return
            waiting.agent = agent
            waiting.settled = asyncio.Event()
            self._chores.do(
                self._bridge(waiting, agent, agent.session.leg_id), name=f"bridge-{waiting.call.attempt_id}"
            )

    def _may_serve(self, campaign_id: CampaignId, agent: AgentAtWork) -> bool:
        return self._crews.serves(agent.session.user_id, campaign_id)

    def _next_look(self) -> float:
        """Seconds until the next wait is over, or until nothing has been heard for too long."""
        t = asyncio.get_running_loop().time()
        ends = [waiting.until_t - t for waiting in self._waiting.values() if waiting.agent is None]
        return max(0.0, min([self._settings.poll_seconds, *ends]))

    async def _bridge(self, waiting: _Waiting, agent: AgentAtWork, leg_id: AgentLegId) -> None:
        waiting.tries += 1
        settled = waiting.settled
        try:
            await self._telephone.bridge(waiting.call.attempt_id, leg_id)
        except TelephoneUncertain:
            pass
        except TelephoneError as error:
            log.warning("bridge_failed", attempt_id=waiting.call.attempt_id, error=type(error).__name__)
            self._unmatch(waiting, agent)
            return
        while not settled.is_set():
            await heard_within(settled, self._settings.bridge_settle_seconds)
            if not settled.is_set():
                await self._look_at_bridge(waiting, agent, leg_id)

    async def _look_at_bridge(self, waiting: _Waiting, agent: AgentAtWork, leg_id: AgentLegId) -> None:
        """No event told of the bridge in time; the switch knows."""
        try:
            legs = {leg.leg_id: leg for leg in await self._telephone.list_legs()}
        except TelephoneError:
            return
        if waiting.settled.is_set():
            return
        debtor = legs.get(waiting.call.attempt_id)
        if debtor is not None and debtor.bridged_with == leg_id:
            self._tracker.confirm_bridged(waiting.call, leg_id)
            waiting.settled.set()
        else:
            self._unmatch(waiting, agent)

    def _unmatch(self, waiting: _Waiting, agent: AgentAtWork) -> None:
        if waiting.agent is agent:
            waiting.agent = None
            self._release(agent)
            if waiting.tries >= MAX_BRIDGE_TRIES:
                self._return(waiting)
        waiting.settled.set()
        self.wake()

    def _release(self, agent: AgentAtWork) -> None:
        if agent.state is AgentState.RESERVED:
            self._board.move(agent, AgentMove.RELEASE)
            self.wake()

    def _return_late_ones(self) -> None:
        t = asyncio.get_running_loop().time()
        for waiting in list(self._waiting.values()):
            if waiting.agent is None and waiting.call.state is not AttemptState.WAITING_AGENT:
                # Left the queue by a key.
                del self._waiting[waiting.call.attempt_id]
                continue
            if waiting.agent is None and t >= waiting.until_t:
                self._return(waiting)

    def _return(self, waiting: _Waiting) -> None:
        if self._waiting.pop(waiting.call.attempt_id, None) is None:
            return
        log.info("nobody_free", attempt_id=waiting.call.attempt_id)
        self._tracker.returned_to_menu(waiting.call)
        self._chores.do(
            self._telephone.return_to_menu(waiting.call.attempt_id, reason=NOBODY_FREE),
            name=f"return-{waiting.call.attempt_id}",
        )

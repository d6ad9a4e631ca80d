"""Compares what the dialer believes with what the switch and the truth say, after every interruption."""

import asyncio
from collections.abc import Iterable, Mapping

import structlog

from dialer.agent_board import AgentBoard
from dialer.agent_legs import AgentLegs, is_agent_leg
from dialer.agent_matcher import AgentMatcher
from dialer.call_tracker import CallTracker
from dialer.chores import Chores
from dialer.gate import Gate
from dialer.live_calls import LiveCall, LiveCalls, Sending
from dialer.settings import DialerSettings
from domain.call.agent_session import AgentMove, AgentState
from domain.call.attempt import AttemptState
from domain.call.inbound import is_inbound
from domain.ids import AgentLegId, AttemptId
from services.claiming import free_stranded_leads
from services.ports.clock import Clock
from services.ports.repositories.agent_sessions import AgentSession
from services.ports.repositories.attempts import OpenAttempt
from services.ports.storage import Storage, StorageError, UnitOfWork
from services.ports.telephone import LiveLeg, Telephone, TelephoneError

log = structlog.get_logger(__name__)
STRANDED_EVERY_SWEEPS = 3
PRE_ANSWER_MARGIN_SECONDS = 15.0
HANG_UP_MARGIN_SECONDS = 5.0
LOOK_AT_ALL_SECONDS = 60.0
"""How often the legs are listed though nothing seems wrong: an end that was never told, or an order to hang up that
was lost, shows nowhere else."""
QUIET_SECONDS = 20.0
"""At such a look, calls that were heard of since are left alone: their leg may be younger than the list."""


class Reconciler:
    def __init__(  # noqa: PLR0913 - every part it acts on, by name
        self,
        *,
        storage: Storage,
        telephone: Telephone,
        clock: Clock,
        settings: DialerSettings,
        calls: LiveCalls,
        tracker: CallTracker,
        board: AgentBoard,
        legs: AgentLegs,
        matcher: AgentMatcher,
        gate: Gate,
        chores: Chores,
    ) -> None:
        self._storage = storage
        self._telephone = telephone
        self._clock = clock
        self._settings = settings
        self._calls = calls
        self._tracker = tracker
        self._board = board
        self._legs = legs
        self._matcher = matcher
        self._gate = gate
        self._chores = chores
        self._connections = 0

    async def recall(self) -> None:
        """Take up what a dialer of this name left: open attempts, agents, leads in claim. Waits for the database."""
        attempts, sessions = await self._until_read()
        t = asyncio.get_running_loop().time()
        for session in sessions:
            agent = self._board.add(session)
            agent.leg_up = session.leg_id is not None and session.state is not AgentState.OFFLINE
            if session.leg_id is not None and not agent.leg_up:
                agent.leg_called_t = t
        for attempt in attempts:
            call = self._tracker.adopt(attempt, t=t)
            if attempt.originated_at is None:
                self._tracker.close_undialed(call)
            elif call.state is AttemptState.WAITING_AGENT:
                self._matcher.person_requested(call)
        self._end_calls_of_the_past()

    def connected(self) -> None:
        """A connection to the switch is up: compare before any call is placed."""
        self._gate.close()
        self._connections += 1
        self._chores.do(self._reconcile(self._connections), name="reconcile")

    def disconnected(self) -> None:
        self._gate.close()
        self._connections += 1

    def stray(self, leg_id: str) -> None:
        if is_inbound(leg_id):
            self._chores.do(self._take_in(AttemptId(leg_id)), name=f"take-in-{leg_id}")
            return
        log.warning("stray_leg_hung_up", leg_id=leg_id)
        leg = AgentLegId(leg_id) if is_agent_leg(leg_id) else AttemptId(leg_id)
        self._chores.do(self._telephone.hang_up(leg), name=f"hang-up-{leg_id}")

    async def sweep(self) -> None:
        """Now and then: calls of which too long nothing came, legs of nobody, and leads that a dead dialer holds."""
        rounds, looked_t = 0, asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(self._settings.sweep_seconds)
            rounds += 1
            if rounds % STRANDED_EVERY_SWEEPS == 0:
                await self._free_stranded()
            t = asyncio.get_running_loop().time()
            look_at_all = t - looked_t >= LOOK_AT_ALL_SECONDS
            suspects = [call for call in self._calls if self._is_suspect(call) or (look_at_all and _is_quiet(call, t))]
            if (suspects or look_at_all) and self._gate.is_open:
                await self._look_for(suspects)
                looked_t = t

    async def _take_in(self, attempt_id: AttemptId) -> None:
        """Somebody calls us: the ivr took the call down. A channel of which nothing was taken down is not ours."""
        try:
            attempt = await self._storage.read(lambda uow: uow.attempts.open_one(attempt_id, self._settings.name))
        except StorageError:
            # The next event of the call, or the next look at the legs, tries again.
            return
        if attempt is not None and self._calls.get(attempt_id) is None:
            call = self._tracker.adopt(attempt, t=asyncio.get_running_loop().time())
            call.sending = Sending.SENT
            log.info("inbound_call_taken_in", attempt_id=attempt_id)
            if call.state is AttemptState.WAITING_AGENT:
                self._matcher.person_requested(call)

    async def _until_read(self) -> tuple[list[OpenAttempt], list[AgentSession]]:
        name, now = self._settings.name, self._clock.now()

        def read(uow: UnitOfWork) -> tuple[list[OpenAttempt], list[AgentSession]]:
            freed = free_stranded_leads(uow, dialer=name, now=now, limit=100_000)
            log.info("leads_freed", count=freed)
            return uow.attempts.open_of(name), uow.agent_sessions.at_work()

        while True:
            try:
                return await self._storage.write(read)
            except StorageError:
                log.warning("storage_awaited")
                await asyncio.sleep(self._settings.poll_seconds)

    def _end_calls_of_the_past(self) -> None:
        """Agents whose call was closed while no dialer looked."""
        for agent in self._board:
            attempt_id = agent.session.attempt_id
            if agent.state is AgentState.ON_CALL and (attempt_id is None or self._calls.get(attempt_id) is None):
                self._board.move(agent, AgentMove.END_CALL)
                self._board.save(agent)

    async def _reconcile(self, connection: int) -> None:
        while connection == self._connections:
            ordered = [call for call in self._calls if call.sending is not Sending.PENDING]
            agents = [(agent, agent.session.leg_id, agent.leg_up) for agent in self._board]
            try:
                legs = {leg.leg_id: leg for leg in await self._telephone.list_legs()}
            except TelephoneError as error:
                log.warning("legs_not_listed", error=type(error).__name__)
                await asyncio.sleep(self._settings.poll_seconds)
                continue
            if connection != self._connections:
                return
            for agent, leg_id, was_up in agents:
                if leg_id is None or agent.session.leg_id != leg_id:
                    continue
                leg = legs.get(leg_id)
                if leg is not None and leg.answered:
                    self._legs.up(agent)
                elif leg is None and (was_up or agent.leg_called_t is not None):
                    self._legs.lost(agent)
            self._hang_up_unknown(legs)
            missing = self._compare(ordered, legs)
            self._gate.open()
            log.info("reconciled", legs=len(legs), calls=len(ordered), missing=len(missing))
            await self._close_missing(missing)
            return

    def _hang_up_unknown(self, legs: Mapping[AttemptId | AgentLegId, LiveLeg]) -> None:
        for leg_id in legs:
            known = self._board.of_leg(leg_id) if is_agent_leg(leg_id) else self._calls.get(leg_id)
            if known is None:
                self.stray(leg_id)

    def _compare(
        self, calls: Iterable[LiveCall], legs: Mapping[AttemptId | AgentLegId, LiveLeg]
    ) -> list[tuple[LiveCall, float]]:
        """Calls whose leg is not up, with when each was last heard of; the others are alive and seen now."""
        t = asyncio.get_running_loop().time()
        missing: list[tuple[LiveCall, float]] = []
        bridged: list[LiveCall] = []
        for call in calls:
            leg = legs.get(call.attempt_id)
            if call.gone:
                continue
            if leg is None:
                missing.append((call, call.seen_t))
                continue
            call.seen_t = t
            call.sending = Sending.SENT
            if leg.answered:
                self._tracker.confirm_answered(call)
            if leg.bridged and call.bridged_at is None:
                bridged.append(call)
        self._pair(bridged, legs)
        return missing

    def _pair(self, calls: list[LiveCall], legs: Mapping[AttemptId | AgentLegId, LiveLeg]) -> None:
        """Bridges of which no event was heard; a debtor who talks with nobody at work is let go."""
        for call in calls:
            other = legs[call.attempt_id].bridged_with
            agent = None if other is None else self._board.of_leg(other)
            if agent is not None and agent.session.leg_id is not None:
                self._tracker.confirm_bridged(call, agent.session.leg_id)
            else:
                self.stray(call.attempt_id)

    async def _close_missing(self, missing: list[tuple[LiveCall, float]]) -> None:
        if not missing:
            return
        await asyncio.sleep(self._settings.missing_grace_seconds)
        for call, seen_t in missing:
            if not call.gone and call.seen_t == seen_t:
                log.warning("attempt_lost", attempt_id=call.attempt_id, state=call.state.value)
                self._tracker.close(call, lost=True)

    def _is_suspect(self, call: LiveCall) -> bool:
        t = asyncio.get_running_loop().time()
        if call.sending is Sending.PENDING:
            return False
        if call.hang_up_asked_t is not None and t - call.hang_up_asked_t > HANG_UP_MARGIN_SECONDS:
            return True
        silent = t - call.seen_t
        if call.sending is Sending.UNCERTAIN and call.state is AttemptState.ORIGINATING:
            return silent > self._settings.uncertain_seconds
        if call.before_answer:
            return t - call.begun_t > self._settings.longest_ring_seconds + PRE_ANSWER_MARGIN_SECONDS
        return silent > self._settings.silent_call_seconds

    async def _look_for(self, suspects: list[LiveCall]) -> None:
        agents = [(agent, agent.session.leg_id) for agent in self._board if agent.leg_up]
        try:
            legs = {leg.leg_id: leg for leg in await self._telephone.list_legs()}
        except TelephoneError:
            return
        for agent, leg_id in agents:
            if agent.leg_up and leg_id is not None and agent.session.leg_id == leg_id and leg_id not in legs:
                self._legs.lost(agent)
        self._hang_up_unknown(legs)
        ringing_too_long = [call for call in suspects if call.before_answer and call.attempt_id in legs]
        missing = self._compare(suspects, legs)
        t = asyncio.get_running_loop().time()
        for call in ringing_too_long:
            ring = t - call.begun_t
            if call.before_answer and ring > self._settings.longest_ring_seconds + PRE_ANSWER_MARGIN_SECONDS:
                self.stray(call.attempt_id)
        await self._close_missing(missing)

    async def _free_stranded(self) -> None:
        now = self._clock.now()
        try:
            freed = await self._storage.write(lambda uow: free_stranded_leads(uow, dialer=None, now=now))
        except StorageError:
            return
        if freed:
            log.warning("stranded_leads_freed", count=freed)


def _is_quiet(call: LiveCall, t: float) -> bool:
    return call.sending is not Sending.PENDING and t - call.seen_t > QUIET_SECONDS

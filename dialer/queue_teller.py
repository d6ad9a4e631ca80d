"""Tells those who wait for a person where they stand and about how long it will take; learns how long calls last."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from dialer.agent_board import AgentAtWork, AgentBoard
from dialer.chores import Chores
from dialer.live_calls import LiveCall
from domain.call.agent_session import AgentState
from domain.call.waiting import AgentNow, HandlingTimes, QueuePlace, estimate_wait, spoken_minutes
from domain.ids import AgentSessionId, AttemptId
from services.ports.clock import Clock
from services.ports.telephone import Telephone

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.5
Seen = tuple[AgentState, datetime]


class QueueTeller:
    """`queue` gives those who wait without an agent, in order; `may_serve` says whether an agent is for a call."""

    def __init__(
        self,
        *,
        telephone: Telephone,
        board: AgentBoard,
        clock: Clock,
        chores: Chores,
        queue: Callable[[], Sequence[LiveCall]],
        may_serve: Callable[[AgentAtWork, LiveCall], bool] = lambda _agent, _call: True,
    ) -> None:
        self._telephone = telephone
        self._board = board
        self._clock = clock
        self._chores = chores
        self._queue = queue
        self._may_serve = may_serve
        self._told: dict[AttemptId, QueuePlace] = {}
        self._seen: dict[AgentSessionId, Seen] = {}
        self.times = HandlingTimes()

    async def run(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(TICK_SECONDS)

    def look(self) -> None:
        """Learn from what agents did since the last look, and tell whoever's place or wait has changed."""
        self._learn()
        waiting = self._queue()
        for call in waiting:
            place = self._place_of(call, waiting)
            if self._told.get(call.attempt_id) != place:
                self._told[call.attempt_id] = place
                self._chores.do(
                    self._telephone.tell_place(call.attempt_id, place), name=f"tell-place-{call.attempt_id}"
                )
        gone = self._told.keys() - {call.attempt_id for call in waiting}
        for attempt_id in gone:
            del self._told[attempt_id]

    def _place_of(self, call: LiveCall, waiting: Sequence[LiveCall]) -> QueuePlace:
        """Told in whole minutes, so that it changes seldom."""
        now = self._clock.now()
        crew = [agent for agent in self._board if agent.leg_up and self._may_serve(agent, call)]
        if not crew:
            return QueuePlace(position=0, wait_seconds=None)
        ahead = waiting[: waiting.index(call)]
        position = 1 + sum(1 for other in ahead if any(self._may_serve(agent, other) for agent in crew))
        agents = [AgentNow(state=one.state, since_seconds=_seconds(one.session.state_since, now)) for one in crew]
        seconds = estimate_wait(position, agents, self.times)
        minutes = None if seconds is None else spoken_minutes(round(seconds))
        return QueuePlace(position=position, wait_seconds=None if minutes is None else minutes * 60)

    def _learn(self) -> None:
        present: dict[AgentSessionId, Seen] = {}
        for agent in self._board:
            session = agent.session
            present[session.session_id] = (session.state, session.state_since)
            before = self._seen.get(session.session_id)
            if before is not None and before[0] is not session.state:
                self._learn_from(before, session.state_since)
        self._seen = present

    def _learn_from(self, before: Seen, until: datetime) -> None:
        state, since = before
        if state is AgentState.ON_CALL:
            self.times = self.times.learn_talk(_seconds(since, until))
        elif state is AgentState.WRAP_UP:
            self.times = self.times.learn_wrap(_seconds(since, until))


def _seconds(since: datetime, until: datetime) -> float:
    return max(0.0, (until - since).total_seconds())

"""What may be wrong for a while and must not stay so: legs without owners, calls and agents without legs.

Only seconds in which nothing was being broken count; chance alone (a lost event, an order without an answer) is part of
what the dialer has to heal in them.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from adapters.storage.tables.calls import AgentSessionRow, AttemptRow
from domain.call.agent_session import AgentState

if TYPE_CHECKING:
    from tests.simulation.world import World

LOOK_SECONDS = 20.0
WITH_LEG = (AgentState.READY, AgentState.ON_CALL, AgentState.PAUSED)
PATIENCE = {
    "the leg is gone and the attempt is still open": 280.0,
    "the leg is up and nobody owns it": 220.0,
    "the agent is on a call that was closed": 60.0,
    "the agent's leg is gone and the session goes on": 280.0,
}
WAITED_SECONDS = 5.0
TIMES_PASSED_OVER = 4

Problem = tuple[str, str]


class Patience:
    def __init__(self, world: "World") -> None:
        self._world = world
        self._good_seconds = 0.0
        self._since: dict[Problem, float] = {}
        self._passed_over: Counter[tuple[str, Any]] = Counter()

    def look(self) -> None:
        """To be called every LOOK_SECONDS."""
        world = self._world
        if world.disturbed():
            return
        self._good_seconds += LOOK_SECONDS
        open_attempts = {row.id: row for row in world.rows(select(AttemptRow).where(AttemptRow.closed_at.is_(None)))}
        sessions = world.rows(select(AgentSessionRow).where(AgentSessionRow.ended_at.is_(None)))
        problems = self._problems(open_attempts, sessions)
        self._since = {problem: self._since.get(problem, self._good_seconds) for problem in problems}
        for (what, whose), since in self._since.items():
            lasted = self._good_seconds - since
            assert lasted <= PATIENCE[what], f"{whose}: {what}, for {lasted:.0f} s"
        self._see_who_is_passed_over(sessions)

    def _problems(self, open_attempts: dict[str, Any], sessions: list[Any]) -> list[Problem]:
        legs = self._world.switch.legs
        owned = {row.leg_id for row in sessions} | open_attempts.keys()
        gone, unowned, on_closed_call, agent_gone = PATIENCE
        return [
            *((gone, id_) for id_ in open_attempts if id_ not in legs),
            *((unowned, leg) for leg in legs if leg not in owned),
            *(
                (on_closed_call, row.id)
                for row in sessions
                if row.state is AgentState.ON_CALL and row.attempt_id not in open_attempts
            ),
            *((agent_gone, row.id) for row in sessions if row.state in WITH_LEG and row.leg_id not in legs),
        ]

    def _see_who_is_passed_over(self, sessions: list[Any]) -> None:
        """A debtor waits for a person, and a free one sits there: once may be chance."""
        world = self._world
        now = world.loop.time()
        waiting = any(now - leg.waiting_since > WAITED_SECONDS for leg in world.switch.legs.values() if leg.waiting)
        free: Counter[tuple[str, Any]] = Counter()
        for row in sessions:
            leg = world.switch.legs.get(row.leg_id or "")
            idle_since = (world.clock.now() - row.state_since).total_seconds()
            if row.state is AgentState.READY and leg is not None and leg.answered and idle_since > WAITED_SECONDS:
                key = (row.id, row.state_since)
                free[key] = self._passed_over[key] + waiting
                assert free[key] < TIMES_PASSED_OVER, f"{row.id}: free, and debtors who ask for a person wait"
        self._passed_over = free

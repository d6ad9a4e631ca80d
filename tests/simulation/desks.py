"""Agents at their screens: what the api writes for them."""

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, CommandRow
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition

if TYPE_CHECKING:
    from tests.simulation.world import World


class Desk:
    def __init__(self, world: "World", user: int) -> None:
        self._world = world
        self._user = user
        self._session: str | None = None
        self._called_t = 0.0
        self.at_work = True
        self.left = False

    async def run(self) -> None:
        rng = self._world.rng
        while self.at_work or self._session is not None:
            await asyncio.sleep(rng.uniform(8.0, 30.0))
            if self._session is None:
                self._log_in()
                continue
            row = self._world.rows(select(AgentSessionRow).where(AgentSessionRow.id == self._session))[0]
            if row.ended_at is not None:
                self._session = None
            else:
                self._look(row)
        self.left = True

    def _look(self, row: Any) -> None:
        rng = self._world.rng
        if row.state in (AgentState.READY, AgentState.ON_CALL) and rng.random() < 0.01:
            # The page was loaded again: the softphone has no leg, whatever the switch believes.
            self._command("call_agent_leg")
        elif row.state is AgentState.WRAP_UP:
            self._dispose(row)
        else:
            self._work(row)

    def _work(self, row: Any) -> None:
        rng = self._world.rng
        if row.state is AgentState.OFFLINE and self._world.loop.time() - self._called_t > 60.0:
            self._called_t = self._world.loop.time()
            self._command("call_agent_leg")
        elif not self.at_work and row.state is not AgentState.ON_CALL:
            self._command("end_agent_session")
        elif row.state is AgentState.PAUSED:
            self._command("agent_ready")
        elif row.state is AgentState.ON_CALL and rng.random() < 0.05:
            self._command("hang_up_call")
        elif row.state is AgentState.READY and rng.random() < 0.05:
            self._command("agent_pause", reason="rest")
        elif rng.random() < 0.005:
            self._command("end_agent_session")

    def _dispose(self, row: Any) -> None:
        self._world.change(
            update(AttemptRow)
            .where(AttemptRow.id == row.attempt_id)
            .values(disposition=Disposition.PROMESSA, disposed_by=self._user, disposed_at=self._world.clock.now())
        )
        self._command("agent_ready" if self._world.rng.random() < 0.8 else "agent_pause")

    def _log_in(self) -> None:
        now = self._world.clock.now()
        self._session = self._world.ids.new_id()
        self._called_t = self._world.loop.time()
        self._world.change(
            insert(AgentSessionRow).values(
                id=self._session, user_id=self._user, seat=f"seat{self._user:02d}", state=AgentState.OFFLINE,
                state_since=now, started_at=now,
            )
        )  # fmt: skip
        self._command("start_agent_session")
        self._command("call_agent_leg")

    def _command(self, kind: str, **data: str) -> None:
        self._world.change(
            insert(CommandRow).values(
                id=self._world.ids.new_id(), kind=kind, data={"agent_session_id": self._session, **data},
                issued_by=self._user, issued_at=self._world.clock.now(),
            )
        )  # fmt: skip
        self._world.bus.wake()

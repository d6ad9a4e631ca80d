"""The whole dialer on virtual time, with a perfect line and a database in memory."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from adapters.recordings.archive import FileRecordingArchive
from adapters.storage.database import Database
from adapters.storage.tables import Base
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, CommandRow
from dialer.process import Dialer
from dialer.settings import DialerSettings, TrunkSettings
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.ids import AttemptId
from services.ports.telephone import LegEnteredMenu, LegRequestedPerson
from tests.support.bus import FakeBus
from tests.support.dialing import TUESDAY_TEN, insert_list
from tests.support.fake_telephone import Debtor, FakeTelephone, Leg, Switch
from tests.support.virtual_time import CountingIds, InlineExecutor, VirtualClock, VirtualTimeLoop, run_virtual

SETTINGS = DialerSettings(name="d1", trunk=TrunkSettings(name="t", channels=10, calls_per_second=10))


class House:
    def __init__(self, loop: VirtualTimeLoop, debtor: Debtor, debtors: int) -> None:
        self.loop = loop
        self.clock = VirtualClock(loop, TUESDAY_TEN)
        self.ids = CountingIds()
        self.database = Database("sqlite:///:memory:", ids=self.ids, inline=True)
        with self.database.engines.write.begin() as connection:
            Base.metadata.create_all(connection)
            insert_list(connection, debtors=debtors, max_attempts=1)
        self.switch = Switch(self.clock, random.Random(1), debtor)
        self.telephone = FakeTelephone(self.switch)

    def start(self, **changed: Any) -> "asyncio.Task[None]":
        self.dialer = Dialer(
            storage=changed.get("storage", self.database),
            telephone=self.telephone,
            bus=FakeBus(),
            clock=self.clock,
            ids=self.ids,
            settings=SETTINGS,
            archive=FileRecordingArchive(Path("nowhere")),
            file_threads=InlineExecutor(),
            menu_is_up=changed.get("menu_is_up", lambda: True),
        )
        task = self.loop.create_task(self.dialer.run())
        self.telephone.connect()
        return task

    async def agent(self, user: int) -> str:
        session = self.ids.new_id()
        await self.change(
            insert(UserRow).values(
                id=user, username=f"u{user}", name="u", role="agent", password_hash="x", created_at=self.clock.now()
            )
        )
        await self.change(
            insert(AgentSessionRow).values(
                id=session,
                user_id=user,
                seat=f"seat{user}",
                state=AgentState.OFFLINE,
                state_since=self.clock.now(),
                started_at=self.clock.now(),
            )
        )
        for kind in ("start_agent_session", "call_agent_leg"):
            await self.command(kind, session)
        await asyncio.sleep(3)
        await self.command("agent_ready", session)
        await asyncio.sleep(2)
        return session

    async def command(self, kind: str, session: str) -> None:
        await self.change(
            insert(CommandRow).values(
                id=self.ids.new_id(), kind=kind, data={"agent_session_id": session}, issued_at=self.clock.now()
            )
        )

    async def change(self, statement: Any) -> None:
        await self.database.write(lambda uow: uow.connection.execute(statement))

    async def rows(self, statement: Any) -> list[Any]:
        return await self.database.read(lambda uow: list(uow.connection.execute(statement)))

    async def agent_state(self, session: str) -> AgentState:
        return (await self.rows(select(AgentSessionRow.state).where(AgentSessionRow.id == session)))[0][0]

    async def dispositions(self) -> list[Disposition]:
        return [row.disposition for row in await self.rows(select(AttemptRow).order_by(AttemptRow.id))]


def in_a_house(
    scenario: Callable[[House], Awaitable[None]], *, debtor: Callable[..., Awaitable[None]], debtors: int = 1
) -> None:
    async def main(loop: VirtualTimeLoop) -> None:
        house = House(loop, debtor, debtors)
        await scenario(house)
        house.database.close()

    run_virtual(main)


async def busy(switch: Switch, leg: Leg) -> None:
    await asyncio.sleep(1)
    switch.end(leg.leg_id, cause=17)


async def asks_for_a_person(switch: Switch, leg: Leg) -> None:
    switch.answer(leg)
    switch.tell(LegEnteredMenu(at=switch.clock.now(), leg_id=AttemptId(leg.leg_id)))
    leg.waiting = True
    switch.tell(LegRequestedPerson(at=switch.clock.now(), leg_id=AttemptId(leg.leg_id)))
    await asyncio.sleep(30)
    switch.end(leg.leg_id)

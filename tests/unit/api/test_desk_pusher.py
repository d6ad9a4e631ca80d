"""Agents' desks are read when they change, many of them at once, and sent to the screens that show something else."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Any, cast

from api.live.client import LiveClient
from api.live.pushers import DeskPusher
from domain.access import Role
from domain.call.agent_session import AgentState
from domain.ids import AgentSessionId, UserId
from services.auth import Visitor
from services.desk import DeskService
from services.desk_view import DeskView, SessionView
from tests.support.dialing import TUESDAY_TEN
from tests.support.virtual_time import VirtualTimeLoop, run_virtual

REST = 0.02


class Desks:
    """Stands for the service: what was read, and what there is to read."""

    def __init__(self) -> None:
        self.read: list[set[UserId]] = []
        self.states: dict[UserId, AgentState] = {}

    async def desks_of(self, user_ids: Collection[UserId]) -> dict[UserId, DeskView]:
        self.read.append(set(user_ids))
        return {user_id: self._desk(user_id) for user_id in user_ids}

    def _desk(self, user_id: UserId) -> DeskView:
        session = SessionView(
            id=AgentSessionId(f"S{user_id}"),
            state=self.states.get(user_id, AgentState.READY),
            pause_reason=None,
            state_since=TUESDAY_TEN,
            seat="seat01",
            leg_up=True,
            asked_pause=None,
        )
        return DeskView(session=session, call=None, now=TUESDAY_TEN + timedelta(seconds=len(self.read)))


def screen(user_id: int) -> LiveClient:
    return LiveClient(
        Visitor(user_id=UserId(user_id), username="ana", name="Ana", role=Role.AGENT, session_key="k", csrf_token="t")
    )


def pushing(scenario: Callable[[DeskPusher, Desks], Awaitable[None]]) -> None:
    async def main(loop: VirtualTimeLoop) -> None:
        desks = Desks()
        pusher = DeskPusher([], cast("DeskService", desks), rest_seconds=REST)
        running = loop.create_task(pusher.run())
        await scenario(pusher, desks)
        running.cancel()

    run_virtual(main)


async def shown(client: LiveClient) -> Any:
    async with asyncio.timeout(1):
        return (await client.take())[0]


def test_a_change_is_read_at_once_and_what_follows_within_the_rest_in_one_go() -> None:
    async def scenario(pusher: DeskPusher, desks: Desks) -> None:
        for user_id in (1, 2, 3):
            pusher.greet(screen(user_id))
        await asyncio.sleep(1)
        desks.read.clear()
        pusher.mark(UserId(1))
        await asyncio.sleep(REST / 4)
        assert desks.read == [{1}]
        for user_id in (1, 2, 2, 3):
            pusher.mark(UserId(user_id))
        await asyncio.sleep(REST)
        assert desks.read == [{1}, {1, 2, 3}]

    pushing(scenario)


def test_an_agent_without_a_screen_is_not_read() -> None:
    async def scenario(pusher: DeskPusher, desks: Desks) -> None:
        gone = screen(2)
        pusher.greet(gone)
        await asyncio.sleep(1)
        pusher.forget(gone)
        desks.read.clear()
        pusher.mark(UserId(1))
        pusher.mark(UserId(2))
        pusher.refresh()
        await asyncio.sleep(1)
        assert desks.read == []

    pushing(scenario)


def test_only_screens_that_show_something_else_get_the_desk() -> None:
    async def scenario(pusher: DeskPusher, desks: Desks) -> None:
        one, another = screen(1), screen(1)
        pusher.greet(one)
        assert b'"state":"ready"' in await shown(one)
        pusher.greet(another)
        assert b'"state":"ready"' in await shown(another)
        desks.states[UserId(1)] = AgentState.WRAP_UP
        pusher.mark(UserId(1))
        for client in (one, another):
            assert b'"state":"wrap_up"' in await shown(client)
        pusher.mark(UserId(1))
        await asyncio.sleep(1)
        one.push_snapshot("heartbeat", b"beat")
        assert await shown(one) == b"beat", "nothing had changed"

    pushing(scenario)

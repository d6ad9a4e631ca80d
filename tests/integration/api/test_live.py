"""The live stream: snapshots first, then news, each kind only to those who may see it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from api.live.client import MAX_WAITING
from api.live.pace import HubPace
from domain.access import Role
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.call.events import ImportProgressed, RecordingClosed
from domain.ids import ImportId
from tests.support import call_rows
from tests.support.aio import eventually, run
from tests.support.api import Session, World, running_api


class Screen:
    """Reads one stream as a browser's EventSource would."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._text = ""

    async def next(self) -> tuple[str, Any]:
        while True:
            while "\n\n" not in self._text:
                self._text += (await anext(self._chunks)).decode()
            block, self._text = self._text.split("\n\n", 1)
            lines = dict(line.split(": ", 1) for line in block.splitlines())
            if "event" in lines:
                return lines["event"], json.loads(lines["data"])

    async def wait_for(self, kind: str, *, when: Any = lambda _data: True) -> Any:
        async with asyncio.timeout(30):
            while True:
                event, data = await self.next()
                if event == kind and when(data):
                    return data

    async def kinds_until(self, wanted: set[str]) -> set[str]:
        """Every kind that came by the time that all the wanted ones had."""
        seen: set[str] = set()
        async with asyncio.timeout(30):
            while not wanted <= seen:
                seen.add((await self.next())[0])
        return seen

    async def kinds_for(self, *, seconds: float) -> set[str]:
        seen = set()
        try:
            async with asyncio.timeout(seconds):
                while True:
                    seen.add((await self.next())[0])
        except TimeoutError:
            return seen


@asynccontextmanager
async def _screen(world: World, session: Session) -> AsyncIterator[Screen]:
    stream = world.context.hub.stream(session.visitor)
    try:
        yield Screen(stream)
    finally:
        await stream.aclose()


async def _campaign_with_outcomes(world: World, count: int) -> call_rows.Campaign:
    campaign = await call_rows.add_campaign(world)
    debtor = await call_rows.add_debtor(world, campaign)
    for _ in range(count):
        world.clock.advance(seconds=1)
        await call_rows.add_closed_attempt(world, campaign, debtor)
    return campaign


def test_each_role_first_gets_a_snapshot_of_what_it_may_see(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            await _campaign_with_outcomes(world, 1)
            expected = {
                Role.AGENT: {"desk", "outcome", "heartbeat"},
                Role.SUPERVISOR: {"floor", "outcome", "heartbeat"},
                Role.MANAGER: {"floor", "outcome", "heartbeat"},
            }
            for role, kinds in expected.items():
                async with _screen(world, await world.logged_in(role)) as screen:
                    assert await screen.kinds_until(kinds) == kinds
                    assert await screen.kinds_for(seconds=0.1) <= kinds

    run(main())


def test_a_new_screen_gets_the_latest_outcomes_oldest_first(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            await _campaign_with_outcomes(world, 3)
            async with _screen(world, await world.logged_in(Role.AGENT)) as screen:
                times = [(await screen.wait_for("outcome"))["at"] for _ in range(3)]
                assert times == sorted(times)

    run(main())


def test_a_bridged_call_pops_up_on_its_agents_desk(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            agent = await world.logged_in(Role.AGENT)
            await agent.browser.post("/api/desk/session")
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            attempt_id = await call_rows.add_attempt(world, campaign, debtor)
            async with _screen(world, agent) as screen:
                assert (await screen.wait_for("desk"))["call"] is None
                await call_rows.bridge(world, agent.visitor.user_id, attempt_id, campaign)
                desk = await screen.wait_for("desk")
                assert desk["session"]["state"] == "on_call"
                assert desk["call"]["attempt_id"] == attempt_id
                await call_rows.close_attempt(world, attempt_id, campaign)
                assert (await screen.wait_for("desk"))["call"]["ended_at"] is not None

    run(main())


def test_an_outcome_reaches_every_screen_and_changes_when_it_is_corrected(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            attempt_id = await call_rows.add_attempt(world, campaign, debtor)
            agent, supervisor = await world.logged_in(Role.AGENT), await world.logged_in(Role.SUPERVISOR)
            async with _screen(world, agent) as desk, _screen(world, supervisor) as floor:
                await asyncio.gather(desk.wait_for("desk"), floor.wait_for("floor"))
                await call_rows.close_attempt(world, attempt_id, campaign, disposition=Disposition.MUDO)
                for screen in (desk, floor):
                    outcome = await screen.wait_for("outcome")
                    assert (outcome["disposition"], outcome["label"]) == ("MUDO", "Mudo")
                    assert outcome["recording"] is False
                await call_rows.add_recording(world, attempt_id)
                closed = RecordingClosed(at=world.clock.now(), attempt_id=attempt_id, verified=True)
                await world.database.write(lambda uow: uow.record(closed))
                assert (await desk.wait_for("outcome"))["recording"] is True

    run(main())


def test_the_floor_follows_agents_calls_and_the_days_figures(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            attempt_id = await call_rows.add_attempt(world, campaign, debtor)
            agent = await world.logged_in(Role.AGENT, name="Bia Lima")
            await agent.browser.post("/api/desk/session")
            async with _screen(world, await world.logged_in(Role.SUPERVISOR)) as screen:
                await screen.wait_for("floor", when=lambda floor: floor["calls"][0]["state"] == "in_ivr")
                await call_rows.bridge(world, agent.visitor.user_id, attempt_id, campaign)
                floor = await screen.wait_for("floor", when=lambda floor: floor["calls"][0]["agent"] == "Bia Lima")
                assert floor["agents"][0]["state"] == "on_call"
                assert floor["campaigns"][0]["live_calls"] == 1
                await call_rows.close_attempt(world, attempt_id, campaign)
                floor = await screen.wait_for("floor", when=lambda floor: floor["counts"])
                assert floor["counts"] == {"TRANSBORDO": 1}
                assert floor["calls"] == []
                assert floor["campaigns"][0]["answered"] == 1

    run(main())


def test_the_same_desk_is_not_sent_twice(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            agent = await world.logged_in(Role.AGENT)
            async with _screen(world, agent) as screen:
                await screen.wait_for("desk")
                world.context.hub.desk_changed(agent.visitor.user_id)
                assert "desk" not in await screen.kinds_for(seconds=0.2)

    run(main())


def test_without_the_broker_the_truth_is_polled(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            agent = await world.logged_in(Role.AGENT)
            await agent.browser.post("/api/desk/session")
            async with _screen(world, agent) as screen:
                await screen.wait_for("desk")
                world.bus.down = True
                await call_rows.move_session(world, agent.visitor.user_id, AgentState.PAUSED)
                assert (await screen.wait_for("desk"))["session"]["state"] == "paused"

    run(main())


def test_a_screen_that_does_not_read_is_told_to_come_back(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            running_api(tmp_path, lifespan=True) as world,
            _screen(world, await world.logged_in(Role.AGENT)) as screen,
        ):
            await screen.wait_for("desk")
            [client] = world.context.hub._clients
            client.push_events([b"event: outcome\ndata: {}\n\n"] * (MAX_WAITING + 1))
            assert await screen.wait_for("reconnect") == {}

    run(main())


def test_logging_out_ends_the_streams_of_the_session_and_of_no_other(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            agent = await world.logged_in(Role.AGENT)
            elsewhere = await world.session_of(agent.visitor.user_id, Role.AGENT)
            async with _screen(world, agent) as screen, _screen(world, elsewhere) as other:
                await asyncio.gather(screen.wait_for("desk"), other.wait_for("desk"))
                await agent.browser.post("/api/auth/logout")
                await screen.wait_for("reconnect")
                assert world.context.hub.screens == 2
                assert "reconnect" not in await other.kinds_for(seconds=0.2)

    run(main())


def test_a_session_that_has_expired_ends_its_streams(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            running_api(tmp_path, lifespan=True, pace=HubPace(sessions_check=0.02)) as world,
            _screen(world, await world.logged_in(Role.AGENT)) as screen,
        ):
            await screen.wait_for("desk")
            world.clock.advance(hours=3)
            await screen.wait_for("reconnect")

    run(main())


def test_closing_the_hub_ends_every_stream(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            running_api(tmp_path, lifespan=True) as world,
            _screen(world, await world.logged_in(Role.AGENT)) as screen,
        ):
            await screen.wait_for("desk")
            world.context.hub.close()
            await screen.wait_for("reconnect")

    run(main())


def test_nothing_is_read_while_nobody_listens(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            attempt_id = await call_rows.add_attempt(world, campaign, debtor)
            reads = 0
            read = world.database.read

            async def counted(work: Any) -> Any:
                nonlocal reads
                reads += 1
                return await read(work)

            world.database.read = counted  # type: ignore[method-assign]
            await call_rows.close_attempt(world, attempt_id, campaign)
            progressed = ImportProgressed(at=world.clock.now(), import_id=ImportId("X"), rows_read=1, finished=False)
            await world.database.write(lambda uow: uow.record(progressed))
            await eventually(lambda: world.context.hub.last_news_at is not None)
            await asyncio.sleep(0.1)
            assert reads == 0

    run(main())

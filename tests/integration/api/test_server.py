"""Through a real server: the stream as bytes on a socket, and SIP passed on to a switch."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from api.cookies import COOKIE
from domain.access import Role
from tests.support import call_rows
from tests.support.aio import eventually, run
from tests.support.api import Session, running_api
from tests.support.http_server import serving

SIP = [Subprotocol("sip")]


@asynccontextmanager
async def _switch() -> AsyncIterator[tuple[str, list[ServerConnection]]]:
    """Answers every SIP message with itself in capitals, as text or as bytes."""
    calls: list[ServerConnection] = []

    async def answer(connection: ServerConnection) -> None:
        calls.append(connection)
        async for message in connection:
            await connection.send(message.upper())

    async with serve(answer, "127.0.0.1", 0, subprotocols=SIP) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}/ws", calls


def _softphone(address: str, session: Session | None, *, origin: str | None = None) -> "connect":
    headers = {"Cookie": f"{COOKIE}={session.token}"} if session else {}
    return connect(
        f"ws://{address}/api/softphone",
        subprotocols=SIP,
        origin=Origin(origin or f"http://{address}"),
        additional_headers=headers,
        proxy=None,
    )


def test_a_bridged_call_is_on_the_wire_with_its_event_name(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world, serving(world.app) as address:
            agent = await world.logged_in(Role.AGENT)
            await agent.browser.post("/api/desk/session")
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            attempt_id = await call_rows.add_attempt(world, campaign, debtor)
            async with (
                httpx.AsyncClient(cookies={COOKIE: agent.token}) as client,
                client.stream("GET", f"http://{address}/api/live") as response,
                aclosing(response.aiter_lines()) as lines,
            ):
                assert response.headers["content-type"].startswith("text/event-stream")
                assert await anext(lines) == "retry: 1000"
                await _line(lines, "event: desk")
                await call_rows.bridge(world, agent.visitor.user_id, attempt_id, campaign)
                await _line(lines, "event: desk")
                data = (await anext(lines)).removeprefix("data: ")
                assert json.loads(data)["call"]["attempt_id"] == attempt_id
            await eventually(lambda: world.context.hub.screens == 0)

    run(main())


def test_sip_passes_both_ways_as_text_and_as_bytes(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            _switch() as (url, _),
            running_api(tmp_path, asterisk_ws_url=url) as world,
            serving(world.app) as address,
            _softphone(address, await world.logged_in(Role.AGENT)) as phone,
        ):
            assert phone.subprotocol == "sip"
            await phone.send("register")
            assert await phone.recv() == "REGISTER"
            await phone.send(b"bye")
            assert await phone.recv() == b"BYE"

    run(main())


def test_when_either_side_hangs_up_so_does_the_other(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            _switch() as (url, calls),
            running_api(tmp_path, asterisk_ws_url=url) as world,
            serving(world.app) as address,
        ):
            agent = await world.logged_in(Role.AGENT)
            async with _softphone(address, agent) as phone:
                await phone.send("x")
                await phone.recv()
            await asyncio.wait_for(calls[0].wait_closed(), 30)
            async with _softphone(address, agent) as phone:
                await phone.send("x")
                await phone.recv()
                await calls[1].close()
                await _closed(phone, 1001)

    run(main())


def test_logging_out_takes_the_softphone_off_the_switch(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            _switch() as (url, calls),
            running_api(tmp_path, asterisk_ws_url=url) as world,
            serving(world.app) as address,
        ):
            agent = await world.logged_in(Role.AGENT)
            async with _softphone(address, agent) as phone:
                await phone.send("x")
                await phone.recv()
                await agent.browser.post("/api/auth/logout")
                await _closed(phone, 1001)
            await asyncio.wait_for(calls[0].wait_closed(), 30)

    run(main())


def test_a_switch_that_cannot_be_reached_says_try_again_later(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            running_api(tmp_path) as world,
            serving(world.app) as address,
            _softphone(address, await world.logged_in(Role.AGENT)) as phone,
        ):
            await _closed(phone, 1013)

    run(main())


@pytest.mark.parametrize("who", ["nobody", "supervisor", "agent from another site"])
def test_a_softphone_is_for_agents_on_our_own_pages(tmp_path: Path, who: str) -> None:
    async def main() -> None:
        async with (
            _switch() as (url, calls),
            running_api(tmp_path, asterisk_ws_url=url) as world,
            serving(world.app) as address,
        ):
            role = Role.SUPERVISOR if who == "supervisor" else Role.AGENT
            session = None if who == "nobody" else await world.logged_in(role)
            origin = "http://evil.test" if "another" in who else None
            with pytest.raises(InvalidStatus) as refusal:
                async with _softphone(address, session, origin=origin):
                    pass
            assert refusal.value.response.status_code == 403
            assert calls == []

    run(main())


async def _line(lines: AsyncIterator[str], wanted: str) -> None:
    async for line in lines:
        if line == wanted:
            return


async def _closed(phone: ClientConnection, code: int) -> None:
    with pytest.raises(ConnectionClosed):
        await asyncio.wait_for(phone.recv(), 30)
    assert phone.close_code == code

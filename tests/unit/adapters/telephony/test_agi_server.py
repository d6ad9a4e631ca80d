"""The FastAGI server: whatever a channel does, the others and the loop go on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.telephony.agi_protocol import AgiError
from adapters.telephony.agi_server import AgiHandler, AgiLimits, FastAgiServer
from adapters.telephony.agi_session import AgiCommandFailed, AgiHungUp, AgiSession, AgiTimeout
from tests.support.aio import eventually, run
from tests.support.fake_channel import ENVIRONMENT, fake_channel

WHOLE = ENVIRONMENT + b"200 result=0\n" + b"HANGUP\n" + b"511 Command Not Permitted on a dead channel\n"


def test_a_session_knows_its_channel_and_talks_to_it():
    seen: list[Any] = []

    async def handler(session: AgiSession) -> None:
        seen.extend([session.path, session.argument(1), session.argument(2), session.environment["agi_uniqueid"]])
        seen.append((await session.execute("GET VARIABLE", "X")).data)

    async def main():
        async with server(handler) as port, fake_channel(port) as channel:
            assert await channel.answer('200 result=1 (a "b")') == 'GET VARIABLE "X"'
            assert await channel.closed()

    run(main())
    assert seen == ["menu", "answered", "", "A1", 'a "b"']


def test_connecting_and_closing_does_not_freeze_the_loop():
    async def main():
        async with server(nothing) as port:
            for _ in range(50):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
            async with fake_channel(port) as channel:
                assert await channel.closed()

    run(main(), deadline_seconds=30)


@pytest.mark.parametrize("cut", range(len(WHOLE) + 1))
def test_a_hang_up_at_any_byte_ends_the_handler_as_a_hang_up(cut: int):
    ends: list[str] = []

    async def handler(session: AgiSession) -> None:
        try:
            await session.execute("STREAM FILE", "x", "")
            await session.execute("STREAM FILE", "x", "")
            ends.append("played")
        except AgiHungUp:
            ends.append("hung up")
            raise

    async def main():
        async with FastAgiServer(handler, host="127.0.0.1", port=0) as agi:
            async with fake_channel(agi.port, environment=WHOLE[:cut][: len(ENVIRONMENT)]) as channel:
                if cut > len(ENVIRONMENT):
                    await channel.next_command()
                    channel.write(WHOLE[len(ENVIRONMENT) : cut])
            await eventually(lambda: agi.session_count == 0)

    run(main())
    assert ends == ([] if cut < len(ENVIRONMENT) else ["hung up"])


def test_the_session_stays_open_after_the_hang_up_until_the_handler_is_done():
    async def main():
        done = asyncio.Event()

        async def handler(session: AgiSession) -> None:
            await session.execute("STREAM FILE", "x", "")
            with pytest.raises(AgiHungUp):
                await session.execute("STREAM FILE", "x", "")
            await done.wait()

        async with server(handler) as port, fake_channel(port) as channel:
            await channel.next_command()
            channel.write(b"200 result=-1 endpos=8000\nHANGUP\n")
            closing = asyncio.create_task(channel.closed())
            await asyncio.sleep(0.05)
            assert not closing.done()
            done.set()
            assert await closing

    run(main())


def test_after_the_hang_up_nothing_more_is_said_to_the_channel():
    async def main():
        hung_up = asyncio.Event()

        async def handler(session: AgiSession) -> None:
            await eventually(lambda: session.hung_up)
            with pytest.raises(AgiHungUp):
                await session.execute("STREAM FILE", "x", "")
            hung_up.set()

        async with server(handler) as port, fake_channel(port) as channel:
            channel.say("HANGUP")
            assert await channel.closed()
            assert hung_up.is_set()

    run(main())


def test_a_usage_error_leaves_the_replies_in_step():
    async def main():
        results: list[str] = []

        async def handler(session: AgiSession) -> None:
            for _ in range(2):
                try:
                    results.append((await session.execute("STREAM FILE", "x")).result)
                except AgiCommandFailed:
                    results.append("refused")

        async with server(handler) as port, fake_channel(port) as channel:
            await channel.answer("520-Invalid command syntax.\nUsage: STREAM FILE\n520 End of proper usage.")
            await channel.answer("200 result=7")
            assert await channel.closed()
        assert results == ["refused", "7"]

    run(main())


def test_a_command_without_reply_ends_the_session_in_its_time():
    async def main():
        errors: list[AgiError] = []

        async def handler(session: AgiSession) -> None:
            try:
                await session.execute("STREAM FILE", "x", timeout_seconds=0.05)
            except AgiTimeout as error:
                errors.append(error)
            with pytest.raises(AgiHungUp):
                await session.execute("STREAM FILE", "x")

        async with FastAgiServer(handler, host="127.0.0.1", port=0) as agi, fake_channel(agi.port) as channel:
            await channel.next_command()
            await eventually(lambda: errors and agi.session_count == 0)

    run(main())


def test_a_cancelled_command_cannot_leave_its_reply_to_the_next_one():
    async def main():
        async def handler(session: AgiSession) -> None:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(session.execute("STREAM FILE", "x"), 0.05)
            with pytest.raises(AgiHungUp):
                await session.execute("GET VARIABLE", "X")

        async with FastAgiServer(handler, host="127.0.0.1", port=0) as agi, fake_channel(agi.port) as channel:
            await channel.next_command()
            await eventually(lambda: agi.session_count == 0)
            assert len(channel.commands) == 1

    run(main())


def test_a_peer_that_says_nothing_is_cut_off():
    async def main():
        limits = AgiLimits(environment_seconds=0.05)
        async with (
            FastAgiServer(nothing, host="127.0.0.1", port=0, limits=limits) as agi,
            fake_channel(agi.port, environment=b"agi_network: yes\n") as channel,
        ):
            assert await channel.closed()

    run(main())


def test_a_failing_handler_ends_its_own_session_only():
    async def main():
        async def handler(session: AgiSession) -> None:
            await session.execute("GET VARIABLE", "X")
            raise KeyError("menu")

        async with server(handler) as port, fake_channel(port) as first, fake_channel(port) as second:
            await first.answer("200 result=0")
            assert await first.closed()
            await second.answer("200 result=0")
            assert await second.closed()

    run(main())


def test_sessions_beyond_the_limit_are_refused():
    async def main():
        limits = AgiLimits(max_sessions=1)
        async with FastAgiServer(until_hang_up, host="127.0.0.1", port=0, limits=limits) as agi:
            first = await open_channel(agi.port)
            await eventually(lambda: agi.session_count == 1)
            reader, writer = await asyncio.open_connection("127.0.0.1", agi.port)
            assert await said_before_the_end(reader) == b""
            writer.close()
            first.close()

    run(main())


def test_a_stop_waits_for_running_sessions_and_takes_no_new_ones():
    async def main():
        leave = asyncio.Event()
        ended: list[str] = []

        async def handler(session: AgiSession) -> None:
            await leave.wait()
            ended.append("by itself")

        async def stopping(agi: FastAgiServer) -> None:
            async with agi:
                channels.append(await open_channel(agi.port))
                await eventually(lambda: agi.session_count == 1)
                port.append(agi.port)

        channels: list[asyncio.StreamWriter] = []
        port: list[int] = []
        task = asyncio.create_task(stopping(FastAgiServer(handler, host="127.0.0.1", port=0)))
        await eventually(lambda: port)
        await asyncio.sleep(0.02)
        with pytest.raises(OSError, match=r"refused|Connect call failed"):
            await open_channel(port[0])
        leave.set()
        await task
        assert ended == ["by itself"]
        channels[0].close()

    run(main())


def test_a_stop_cancels_what_does_not_end_in_time():
    async def main():
        limits = AgiLimits(drain_seconds=0.05)
        async with FastAgiServer(until_hang_up, host="127.0.0.1", port=0, limits=limits) as agi:
            writer = await open_channel(agi.port)
            await eventually(lambda: agi.session_count == 1)
        writer.close()

    run(main(), deadline_seconds=30)


def test_the_callers_own_error_comes_through_as_it_is():
    async def main():
        async with FastAgiServer(until_hang_up, host="127.0.0.1", port=0) as agi, fake_channel(agi.port):
            await eventually(lambda: agi.session_count == 1)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        run(main(), deadline_seconds=30)


async def nothing(_session: AgiSession) -> None:
    return


async def until_hang_up(session: AgiSession) -> None:
    await eventually(lambda: session.hung_up, within_seconds=60)


async def said_before_the_end(reader: asyncio.StreamReader) -> bytes:
    """All that came until the peer closed, or cut, the connection."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def open_channel(port: int) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(ENVIRONMENT)
    return writer


@asynccontextmanager
async def server(handler: AgiHandler) -> AsyncIterator[int]:
    async with FastAgiServer(handler, host="127.0.0.1", port=0) as agi:
        yield agi.port

import asyncio

from adapters.telephony.agi_server import FastAgiServer
from adapters.telephony.menu_watch import MenuWatch
from runtime.ports import free_tcp_port
from tests.support.aio import eventually, run


async def _handler(_session: object) -> None:
    raise AssertionError("a knock is no call")


def test_a_menu_is_found_missed_when_it_dies_and_found_again() -> None:
    async def scenario() -> None:
        port = free_tcp_port()
        watch = MenuWatch("127.0.0.1", port, every_seconds=0.01)
        watching = asyncio.create_task(watch.run())
        assert not watch.is_up()
        for _ in range(2):
            async with FastAgiServer(_handler, host="127.0.0.1", port=port):
                await eventually(watch.is_up)
            await eventually(lambda: not watch.is_up())
        watching.cancel()
        await asyncio.wait([watching])

    run(scenario())

"""What bare panoramisk 1.4 does wrong. When one of these fails, a release mended it and a guard may go.

The same situations with the guards are in tests/unit/adapters/telephony/test_ami_client.py.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from panoramisk import Manager
from panoramisk.actions import Action

from tests.support.aio import eventually, run
from tests.support.fake_ami import FakeAmi, encode, fake_ami

ORIGINATE = {"Action": "Originate", "Channel": "PJSIP/1@t", "Async": "true"}


def test_an_originate_without_answer_is_dialled_twice():
    async def main():
        async with bare_panoramisk() as (ami, manager, _events):
            ami.answers["Originate"] = lambda _action: None
            manager.send_action(dict(ORIGINATE))
            await eventually(lambda: ami.named("Originate"))
            ami.drop()
            await eventually(lambda: len(ami.named("Originate")) == 2)

    run(main())


def test_an_action_without_answer_waits_for_ever():
    async def main():
        async with bare_panoramisk() as (ami, manager, _events):
            ami.answers["Redirect"] = lambda _action: None
            answer = manager.send_action({"Action": "Redirect"})
            ami.drop()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.shield(answer), 0.2)

    run(main())


def test_a_failing_callback_closes_the_connection():
    async def main():
        async with bare_panoramisk() as (ami, manager, _events):

            def fails(_manager: Any, _event: Any) -> None:
                raise KeyError

            asyncio.get_running_loop().set_exception_handler(lambda *_: None)
            manager.register_event("Hangup", fails)
            ami.emit("Hangup", Uniqueid="A")
            await eventually(lambda: ami.connections == 2)

    run(main())


def test_a_line_break_in_a_value_is_a_second_action():
    async def main():
        async with bare_panoramisk() as (ami, manager, _events):
            manager.send_action({"Action": "Setvar", "Value": "x\r\n\r\nAction: Originate\r\nApplication: System"})
            await eventually(lambda: ami.named("Originate"))

    run(main())


def test_a_letter_cut_between_two_segments_is_lost():
    async def main():
        async with bare_panoramisk() as (ami, manager, events):
            data = encode({"Event": "UserEvent", "Name": "Conceição"})
            middle = data.index("ç".encode()) + 1
            ami.write(data[:middle])
            await eventually(lambda: manager.protocol.queue and manager.protocol.queue[-1])
            ami.write(data[middle:])
            await eventually(lambda: events)
            assert events[0]["Name"] == "Conceião"

    run(main())


def test_an_empty_last_header_is_lost():
    async def main():
        async with bare_panoramisk() as (ami, _manager, events):
            ami.write(b"Event: VarSet\r\nVariable: X\r\nValue: \r\n\r\n")
            await eventually(lambda: events)
            assert "Value" not in events[0]

    run(main())


def test_a_refused_list_waits_for_ever():
    async def main():
        answer = Action({"Action": "CoreShowChannels"}, as_list=True)
        async with bare_panoramisk() as (ami, manager, _events):
            ami.answers["CoreShowChannels"] = lambda _action: [{"Response": "Error", "Message": "Permission denied"}]
            manager.send_action(answer, as_list=True)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.shield(answer.future), 0.2)

    run(main())


@asynccontextmanager
async def bare_panoramisk() -> AsyncIterator[tuple[FakeAmi, Manager, list[Any]]]:
    async with fake_ami() as ami:
        manager = Manager(
            loop=asyncio.get_running_loop(),
            host="127.0.0.1",
            port=ami.port,
            username="concilia",
            secret="secret",
            reconnect_timeout=0,
        )
        events: list[Any] = []
        manager.register_event("[UV]*", lambda _manager, event: events.append(event))
        manager.connect()
        await eventually(lambda: manager.authenticated)
        try:
            yield ami, manager, events
        finally:
            # Its close() cancels neither its timers nor its next reconnection.
            manager.loop = _NoLater(manager.loop)
            manager.close()
            manager.connection_lost(None)


class _NoLater:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def call_later(self, *_args: Any) -> None:
        return

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

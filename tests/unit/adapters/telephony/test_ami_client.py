"""The guards around panoramisk, each against the situation that broke the bare library (docs/decisions/0003)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.telephony.ami_client import AmiClient, AmiConnected, AmiDisconnected, AmiSettings
from adapters.telephony.ami_errors import AmiInjection, AmiNotConnected, AmiRejected, AmiUnanswered
from tests.support.aio import eventually, run
from tests.support.fake_ami import FakeAmi, channel_list, encode, fake_ami

SHORT = 0.4


def test_an_unanswered_originate_is_never_sent_again_after_a_reconnection():
    async def main():
        async with connected() as (ami, client):
            ami.answers["Originate"] = lambda _action: None
            sending = asyncio.create_task(client.send("Originate", {"Channel": "PJSIP/1@t", "Async": "true"}))
            await eventually(lambda: ami.named("Originate"))
            ami.drop()
            with pytest.raises(AmiUnanswered):
                await sending
            await eventually(lambda: ami.logins == 2 and client.connected)
            await client.send("Ping")
            assert len(ami.named("Originate")) == 1

    run(main())


def test_an_originate_while_disconnected_fails_and_is_not_kept_for_later():
    async def main():
        async with connected() as (ami, client):
            ami.mute = True
            ami.drop()
            await eventually(lambda: not client.connected)
            with pytest.raises(AmiNotConnected):
                await client.send("Originate", {"Channel": "PJSIP/1@t", "Async": "true"})
            ami.mute = False
            await eventually(lambda: client.connected)
            await client.send("Ping")
            assert ami.named("Originate") == []

    run(main())


def test_an_action_without_answer_ends_in_its_time_and_leaves_nothing_in_the_table():
    async def main():
        async with connected(action_timeout_seconds=SHORT) as (ami, client):
            ami.answers["Redirect"] = lambda _action: None
            with pytest.raises(AmiUnanswered, match="no answer to Redirect"):
                await client.send("Redirect", {"Channel": "x"})
            assert client._connection._protocol.responses == {}
            assert client._connection._waiting == set()

    run(main())


def test_a_late_answer_is_not_taken_for_the_next_actions():
    async def main():
        async with connected(action_timeout_seconds=SHORT) as (ami, client):
            ami.answers["Redirect"] = lambda _action: None
            with pytest.raises(AmiUnanswered):
                await client.send("Redirect", {"Channel": "x"}, action_id="first")
            ami.write(encode({"Response": "Error", "Message": "late", "ActionID": "first"}))
            assert (await client.send("Hangup", {"Channel": "x"}))[0]["Message"] == "Channel Hungup"

    run(main())


def test_a_refused_list_action_fails_at_once():
    async def main():
        async with connected(action_timeout_seconds=60) as (ami, client):
            ami.answers["CoreShowChannels"] = lambda _action: [{"Response": "Error", "Message": "Permission denied"}]
            with pytest.raises(AmiRejected, match="Permission denied"):
                await asyncio.wait_for(client.send("CoreShowChannels", collect="CoreShowChannelsComplete"), 14)

    run(main())


def test_a_lists_events_come_with_its_answer_and_not_among_the_others():
    async def main():
        async with connected() as (ami, client):
            ami.answers["CoreShowChannels"] = lambda _action: channel_list([{"Uniqueid": "A"}, {"Uniqueid": "B"}])
            _, *channels = await client.send("CoreShowChannels", collect="CoreShowChannelsComplete")
            assert [channel["Uniqueid"] for channel in channels] == ["A", "B"]
            ami.emit("Hangup", Uniqueid="A")
            assert (await client.next_item())["Event"] == "Hangup"

    run(main())


@pytest.mark.parametrize("bad", ["x\r\nAction: Originate", "x\ny", "x\ry", "x\0"])
def test_a_line_break_or_nul_in_a_value_is_refused_before_anything_is_sent(bad: str):
    async def main():
        async with connected() as (ami, client):
            sent = len(ami.actions)
            for headers in ({"Channel": bad}, {"Variable": ["A=1", bad]}, {bad: "x"}):
                with pytest.raises(AmiInjection):
                    await client.send("Setvar", headers)
            with pytest.raises(AmiInjection):
                await client.send("Hangup", {}, action_id=bad)
            await client.send("Ping")
            assert len(ami.actions) == sent

    run(main())


@pytest.mark.parametrize("cut", range(1, 6))
def test_letters_cut_between_two_segments_are_whole(cut: int):
    async def main():
        async with connected() as (ami, client):
            data = encode({"Event": "UserEvent", "Name": "Conceição"})
            middle = data.index("ç".encode()) - 2 + cut
            protocol = client._connection._protocol
            ami.write(data[:middle])
            await eventually(lambda: protocol._text)
            ami.write(data[middle:])
            assert await client.next_item() == {"Event": "UserEvent", "Name": "Conceição"}

    run(main())


def test_an_empty_last_header_is_kept():
    async def main():
        async with connected() as (ami, client):
            ami.write(b"Event: VarSet\r\nVariable: X\r\nValue: \r\n\r\nEvent: VarSet\r\nValue:\r\n\r\n")
            assert (await client.next_item())["Value"] == ""
            assert (await client.next_item())["Value"] == ""

    run(main())


def test_garbage_neither_ends_the_connection_nor_hides_the_next_event():
    async def main():
        async with connected() as (ami, client):
            ami.write(b"nonsense\r\n\r\n: \r\n\r\n\xff\xfe\r\n\r\n\r\n\r\nEvent: \r\n\r\n")
            ami.emit("Hangup", Uniqueid="A")
            seen = [await client.next_item(), await client.next_item()]
            assert seen[-1] == {"Event": "Hangup", "Uniqueid": "A"}
            assert client.connected
            assert ami.connections == 1

    run(main())


def test_a_message_without_end_is_cut_off():
    async def main():
        async with connected() as (ami, client):
            ami.write(b"X" * (1 << 21))
            assert isinstance(await client.next_item(), AmiDisconnected)

    run(main())


def test_a_burst_beyond_the_queue_costs_no_tasks_and_ends_in_a_fresh_start():
    async def main():
        async with connected(max_queued_events=100) as (ami, client):
            tasks = len(asyncio.all_tasks())
            ami.write(encode({"Event": "Hangup", "Uniqueid": "A"}) * 5_000)
            await eventually(lambda: ami.connections == 2 and client.connected)
            assert len(asyncio.all_tasks()) <= tasks + 2
            items = [await client.next_item() for _ in range(102)]
            assert isinstance(items[100], AmiDisconnected)
            assert isinstance(items[101], AmiConnected)

    run(main())


def test_a_half_open_link_is_noticed_by_the_unanswered_ping():
    async def main():
        async with connected(ping_interval_seconds=SHORT, action_timeout_seconds=SHORT) as (ami, client):
            await eventually(lambda: ami.pings > 0)
            ami.mute = True
            assert isinstance(await client.next_item(), AmiDisconnected)
            ami.mute = False
            assert isinstance(await client.next_item(), AmiConnected)

    run(main())


def test_a_refused_login_is_told_and_tried_again_later():
    async def main():
        async with fake_ami(secret="other") as ami, TaskOf(ami) as client:
            await eventually(lambda: ami.logins >= 2)
            assert client.last_error == "Authentication failed"
            assert not client.connected
            assert ami.pings == 0

    run(main())


def test_nothing_is_sent_to_an_asterisk_that_is_not_fully_booted():
    async def main():
        async with fake_ami(boots=False) as ami, TaskOf(ami) as client:
            await eventually(lambda: ami.logins == 1)
            with pytest.raises(AmiNotConnected):
                await client.send("Originate", {"Channel": "PJSIP/1@t"})
            ami.emit("Hangup", Uniqueid="early")
            ami.emit("FullyBooted")
            assert isinstance(await client.next_item(), AmiConnected)
            assert (await client.next_item())["Uniqueid"] == "early"

    run(main())


def test_after_the_end_nothing_reconnects():
    async def main():
        async with fake_ami() as ami:
            async with TaskOf(ami) as client:
                await eventually(lambda: client.connected)
            assert ami.connections == 1
            await asyncio.sleep(SHORT)
            assert ami.connections == 1

    run(main())


def test_each_failed_try_waits_longer_up_to_the_limit(monkeypatch: pytest.MonkeyPatch):
    waits: list[float] = []

    async def main():
        settings = AmiSettings(host="127.0.0.1", port=1, username="u", secret="s", first_delay_seconds=1)
        client = AmiClient(settings, uniform=lambda: 0.5)
        real_sleep = asyncio.sleep

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 6:
                raise asyncio.CancelledError
            await real_sleep(0)

        monkeypatch.setattr(asyncio, "sleep", sleep)
        with pytest.raises(asyncio.CancelledError):
            await client.run()
        monkeypatch.undo()

    run(main())
    assert waits == [0.75, 1.5, 3.0, 6.0, 7.5, 7.5]


class TaskOf:
    """A client of `ami` whose `run` lives as long as the block."""

    def __init__(self, ami: FakeAmi, **limits: Any) -> None:
        settings = AmiSettings(
            host="127.0.0.1",
            port=ami.port,
            username="concilia",
            secret="secret",
            **{"first_delay_seconds": 0.01, **limits},
        )
        self._client = AmiClient(settings, uniform=lambda: 0.0)

    async def __aenter__(self) -> AmiClient:
        self._task = asyncio.create_task(self._client.run(), name="ami")
        return self._client

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@asynccontextmanager
async def connected(**limits: Any) -> AsyncIterator[tuple[FakeAmi, AmiClient]]:
    """Both ends, logged in; the AmiConnected item is already taken."""
    async with fake_ami() as ami, TaskOf(ami, **limits) as client:
        assert isinstance(await client.next_item(), AmiConnected)
        yield ami, client

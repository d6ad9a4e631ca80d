"""The bus against a real Mosquitto."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiomqtt
import pytest

from domain.ids import EventId
from services.ports.bus import BusUnavailable, News
from tests.support.bus import running_bus
from tests.support.mosquitto import Mosquitto

pytestmark = pytest.mark.broker
NOW = datetime(2026, 11, 24, 13, 0, 0, 123456, tzinfo=UTC)


def news(number: int, topic: str = "attempt/closed/1") -> News:
    return News(
        event_id=EventId(f"e{number}"), type="AttemptClosed", version=1, topic=topic, at=NOW, data={"number": number}
    )


async def take(stream: AsyncIterator[News | None]) -> News | None:
    async with asyncio.timeout(30):
        return await anext(stream)


def test_news_arrive_as_they_were_sent(broker: Mosquitto) -> None:
    async def scenario() -> None:
        async with running_bus(broker.port, client_id="a") as sender, running_bus(broker.port, client_id="b") as other:
            stream = other.subscribe("attempt/closed/+")
            assert await take(stream) is None
            await sender.publish(news(1))
            assert await take(stream) == news(1)

    asyncio.run(scenario())


def test_a_subscriber_gets_its_own_topics_only_and_each_event_once(broker: Mosquitto) -> None:
    async def scenario() -> None:
        async with running_bus(broker.port, client_id="a") as bus:
            narrow, wide = bus.subscribe("attempt/closed/#"), bus.subscribe("attempt/#", "attempt/closed/#")
            assert await take(narrow) is None
            assert await take(wide) is None
            await bus.publish(news(1, "attempt/answered/1"))
            await bus.publish(news(2))
            await bus.publish(news(2))
            await bus.publish(news(3))
            assert [await take(narrow), await take(narrow)] == [news(2), news(3)]
            assert [await take(wide) for _ in range(3)] == [news(1, "attempt/answered/1"), news(2), news(3)]

    asyncio.run(scenario())


def test_a_producer_is_refused_at_once_while_the_broker_is_down(broker: Mosquitto) -> None:
    broker.close()

    async def scenario() -> float:
        async with running_bus(broker.port, client_id="a", connected=False) as bus:
            began = time.monotonic()
            with pytest.raises(BusUnavailable):
                await bus.publish(news(1))
            return time.monotonic() - began

    # The answer of a broker is waited for five seconds.
    assert asyncio.run(scenario()) < 2.5


def test_after_the_broker_is_back_subscribers_hear_none_and_then_news(broker: Mosquitto) -> None:
    async def scenario() -> None:
        async with running_bus(broker.port, client_id="a") as bus:
            stream = bus.subscribe("#")
            assert await take(stream) is None
            await asyncio.to_thread(broker.kill)
            await asyncio.to_thread(broker.start)
            assert await take(stream) is None
            await bus.publish(news(1))
            assert await take(stream) == news(1)

    asyncio.run(scenario())


def test_a_publication_under_way_fails_when_the_broker_dies(broker: Mosquitto) -> None:
    async def scenario() -> None:
        async with running_bus(broker.port, client_id="a") as bus:
            await asyncio.to_thread(broker.kill)
            began = time.monotonic()
            with pytest.raises(BusUnavailable):
                await bus.publish(news(1))
            # The answer of a broker is waited for five seconds.
            assert time.monotonic() - began < 4

    asyncio.run(scenario())


def test_a_bus_started_before_its_broker_connects_when_it_comes(broker: Mosquitto) -> None:
    broker.close()

    async def scenario() -> None:
        async with running_bus(broker.port, client_id="a", connected=False) as bus:
            stream = bus.subscribe("#")
            first = asyncio.create_task(take(stream))
            await asyncio.sleep(0.2)
            await asyncio.to_thread(broker.start)
            assert await first is None
            assert bus.connected

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff", b"[]", b'{"event_id":"1"}',
     b'{"event_id":"1","type":"A","version":1,"at":"2026-11-24T13:00:00","data":{}}',
     b'{"event_id":"1","type":"A","version":1,"at":"2026-11-24T13:00:00+00:00","data":[]}'],
)  # fmt: skip
def test_foreign_messages_under_our_topic_are_passed_over(broker: Mosquitto, payload: bytes) -> None:
    async def scenario() -> None:
        async with running_bus(broker.port, client_id="a") as bus:
            stream = bus.subscribe("#")
            assert await take(stream) is None
            async with aiomqtt.Client("127.0.0.1", broker.port) as stranger:
                await stranger.publish("concilia/attempt/closed/1", payload, qos=1)
            await bus.publish(news(1))
            assert await take(stream) == news(1)

    asyncio.run(scenario())


def test_a_consumer_that_is_far_behind_is_told_to_read_the_truth(
    broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.messaging.mqtt_bus._QUEUED_NEWS", 3)

    async def scenario() -> None:
        async with running_bus(broker.port, client_id="a") as bus:
            stream, marker = bus.subscribe("attempt/#"), bus.subscribe("end")
            assert await take(stream) is None
            assert await take(marker) is None
            for number in range(4):
                await bus.publish(news(number))
            await bus.publish(news(9, "end"))
            assert await take(marker) == news(9, "end")
            assert await take(stream) is None

    asyncio.run(scenario())

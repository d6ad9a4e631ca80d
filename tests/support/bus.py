"""Buses for tests: a connected MQTT one, and one in memory that can be made to fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from adapters.messaging.mqtt_bus import BrokerAddress, MqttBus
from services.ports.bus import BusUnavailable, News


@asynccontextmanager
async def running_bus(port: int, *, client_id: str, connected: bool = True) -> AsyncIterator[MqttBus]:
    bus = MqttBus(BrokerAddress(host="127.0.0.1", port=port, client_id=client_id))
    running = asyncio.create_task(bus.run(), name=f"bus-{client_id}")
    try:
        if connected:
            async with asyncio.timeout(30):
                await bus.wait_connected()
        yield bus
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


class FakeBus:
    """Implements `services.ports.bus.Bus`; `down` makes it refuse."""

    def __init__(self) -> None:
        self.published: list[News] = []
        self.down = False
        self._queues: list[asyncio.Queue[News | None]] = []

    @property
    def connected(self) -> bool:
        return not self.down

    async def publish(self, news: News) -> None:
        if self.down:
            raise BusUnavailable("the test took the broker away")
        self.published.append(news)
        self.deliver(news)

    def deliver(self, news: News) -> None:
        """Hand it to the subscribers, unless the broker is away: then it is lost."""
        if self.down:
            return
        for queue in self._queues:
            queue.put_nowait(news)

    async def subscribe(self, *_topics: str) -> AsyncIterator[News | None]:
        queue: asyncio.Queue[News | None] = asyncio.Queue()
        queue.put_nowait(None)
        self._queues.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._queues.remove(queue)

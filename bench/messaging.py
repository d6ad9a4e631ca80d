"""From commit to subscriber through a real broker: `python bench/messaging.py HOST PORT` prints one line of JSON.

`paced`: one event per work, a hundred works a second, as in calls; the latency is from the commit to the listener.
`burst`: as many as it can. The listener runs in the same process, so its processor time is counted too.
"""

import asyncio
import json
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from adapters.messaging.mqtt_bus import BrokerAddress, MqttBus
from adapters.messaging.outbox_relay import OutboxRelay
from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from domain.call.events import CampaignChanged
from domain.ids import CampaignId
from runtime.clock import SystemClock, UlidSource

PACED, PER_SECOND = 500, 100
BURST, CALLERS = 5_000, 32


class Meter:
    """Notes when each event was committed and when it was heard."""

    def __init__(self, database: Database, listener: MqttBus) -> None:
        self._database = database
        self._listener = listener
        self.committed: dict[int, float] = {}
        self.heard: dict[int, float] = {}

    async def listen(self, ready: asyncio.Event) -> None:
        async for news in self._listener.subscribe("campaign/changed/+"):
            if news is None:
                ready.set()
            else:
                self.heard.setdefault(news.data["campaign_id"], time.perf_counter())

    async def tell(self, number: int) -> None:
        event = CampaignChanged(at=datetime.now(UTC), campaign_id=CampaignId(number))
        await self._database.write(lambda uow: uow.record(event))
        self.committed[number] = time.perf_counter()

    async def wait_for(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.heard) < count:  # noqa: ASYNC110 - polling costs less than an event per message
                await asyncio.sleep(0.01)

    def latencies_ms(self) -> list[float]:
        return sorted((self.heard[number] - at) * 1000 for number, at in self.committed.items())


async def paced(meter: Meter) -> dict[str, float]:
    processor = time.process_time()
    for number in range(PACED):
        await meter.tell(number)
        await asyncio.sleep(1 / PER_SECOND)
    await meter.wait_for(PACED)
    latencies = meter.latencies_ms()
    return {
        "p50_ms": round(latencies[PACED // 2], 2),
        "p99_ms": round(latencies[PACED * 99 // 100], 2),
        "cpu_us_per_event": round((time.process_time() - processor) / PACED * 1e6),
    }


async def burst(meter: Meter) -> dict[str, float]:
    async def caller(first: int) -> None:
        for number in range(first, PACED + BURST, CALLERS):
            await meter.tell(number)

    processor, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(caller(PACED + offset) for offset in range(CALLERS)))
    await meter.wait_for(PACED + BURST)
    return {
        "per_second": round(BURST / (time.perf_counter() - began)),
        "cpu_us_per_event": round((time.process_time() - processor) / BURST * 1e6),
    }


async def measure(database: Database, host: str, port: int) -> dict[str, dict[str, float]]:
    sender, listener = (
        MqttBus(BrokerAddress(host=host, port=port, client_id=f"bench-{name}")) for name in ("sender", "listener")
    )
    relay = OutboxRelay(database, sender, SystemClock())
    database.after_news = relay.wake
    meter, ready = Meter(database, listener), asyncio.Event()
    async with asyncio.timeout(120):
        running = [
            asyncio.create_task(work) for work in (sender.run(), listener.run(), relay.run(), meter.listen(ready))
        ]
        await ready.wait()
        await sender.wait_connected()
        found = {"paced": await paced(meter), "burst": await burst(meter)}
        for task in running:
            task.cancel()
        for task in running:
            with suppress(asyncio.CancelledError):
                await task
    return found


def main() -> None:
    host, port = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        url = f"sqlite:///{folder}/bench.sqlite"
        upgrade(url)
        database = Database(url, ids=UlidSource())
        try:
            results = asyncio.run(measure(database, host, port))
        finally:
            database.close()
    print(json.dumps({"bench": "messaging", **results}))


if __name__ == "__main__":
    main()

"""Looks at what the process depends on."""

import asyncio
import time

from api.context import ApiContext
from api.health.schemas import BrokerHealth, DatabaseHealth, Health, LiveHealth
from services.ports.storage import StorageError

_DATABASE_SECONDS = 3.0


async def check_health(context: ApiContext) -> Health:
    database = await _check_database(context)
    now = context.deps.clock.now()
    last = context.hub.last_news_at
    broker = BrokerHealth(
        ok=context.deps.bus.connected,
        last_news_seconds=round((now - last).total_seconds(), 1) if last else None,
    )
    return Health(
        status="ok" if database.ok and broker.ok else "degraded",
        database=database,
        broker=broker,
        live=LiveHealth(screens=context.hub.screens),
        now=now,
    )


async def _check_database(context: ApiContext) -> DatabaseHealth:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(_DATABASE_SECONDS):
            await context.deps.storage.read(lambda uow: uow.users.by_username(""))
    except (StorageError, TimeoutError):
        return DatabaseHealth(ok=False, latency_ms=None)
    return DatabaseHealth(ok=True, latency_ms=round((time.perf_counter() - began) * 1000, 1))

"""What every process stands on: clock, ids, database, bus and outbox relay, and an orderly end on SIGTERM or Ctrl-C."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import structlog

from adapters.messaging.mqtt_bus import BrokerAddress, MqttBus
from adapters.messaging.outbox_relay import OutboxRelay
from adapters.storage.database import Database
from adapters.storage.migrate import is_current
from runtime.clock import SystemClock, UlidSource
from runtime.heartbeat import beat, beat_file
from runtime.settings import Settings
from services.evidence.sealing import Sealer

ProcessName = Literal["dialer", "ivr", "api"]
log = structlog.get_logger(__name__)


class ProcessError(Exception):
    """The process cannot start; the message says what to mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """`instance` names this very process among all of its kind; `stop` is set when it is told to end."""

    settings: Settings
    process: ProcessName
    instance: str
    clock: SystemClock
    ids: UlidSource
    database: Database
    bus: MqttBus
    stop: asyncio.Event


class PartEnded(Exception):
    """A part that should run until told to end has ended by itself."""


Serve = Callable[[Foundation], Awaitable[None]]
"""Runs the process's own parts until `foundation.stop` is set."""


async def run_process(process: ProcessName, settings: Settings, serve: Serve) -> None:
    """Run until told to end; whatever part of it fails takes the whole process down, to be started afresh."""
    settings.require("secret_key", "mqtt_host", "mqtt_password")
    async with _founded(process, settings) as foundation:
        await serve(foundation)
    log.info("process_ended")


@asynccontextmanager
async def beside(**parts: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run these while the block runs; one that fails or ends by itself takes the block down."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_unending(name, part), name=name) for name, part in parts.items()]
        yield
        for task in tasks:
            task.cancel()


def heartbeat(foundation: Foundation) -> Coroutine[Any, Any, None]:
    return beat(beat_file(foundation.settings.home, foundation.process))


def sealer(foundation: Foundation) -> Coroutine[Any, Any, None]:
    """Puts evidence under seal, wherever it was written."""
    return Sealer(foundation.database, foundation.clock, zone=foundation.settings.zone).run()


@asynccontextmanager
async def _founded(process: ProcessName, settings: Settings) -> AsyncIterator[Foundation]:
    clock, ids = SystemClock(settings.clock_offset), UlidSource()
    if not await asyncio.to_thread(is_current, settings.database):
        raise ProcessError("o banco de dados não está na versão deste programa: rode `concilia migrate`")
    instance = f"{process}-{socket.gethostname()}-{os.getpid()}"
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    database = Database(settings.database, ids=ids)
    try:
        bus = MqttBus(_broker(settings, instance))
        relay = OutboxRelay(database, bus, clock)
        database.after_news = relay.wake
        async with beside(bus=bus.run(), outbox_relay=relay.run()):
            yield Foundation(
                settings=settings, process=process, instance=instance, clock=clock, ids=ids,
                database=database, bus=bus, stop=stop,
            )  # fmt: skip
    finally:
        await asyncio.to_thread(database.close)


def _broker(settings: Settings, instance: str) -> BrokerAddress:
    return BrokerAddress(
        host=settings.mqtt_host,
        port=settings.mqtt_port,
        client_id=instance,
        root_topic=settings.mqtt_root_topic,
        username=settings.mqtt_username or None,
        password=settings.mqtt_password.get_secret_value() or None,
    )


async def _unending(name: str, part: Coroutine[Any, Any, None]) -> None:
    await part
    raise PartEnded(name)

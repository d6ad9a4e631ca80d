"""Everything of one machine as children of the supervisor, and the order in which it comes up."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from runtime.asterisk_instance import AsteriskError, AsteriskInstance
from runtime.children import Child
from runtime.heartbeat import beat_file, beats
from runtime.mosquitto import find_mosquitto, lay_out_mosquitto
from runtime.settings import Settings, process_environment, system_environment
from runtime.switch import product_asterisk

# Ended from the highest to the lowest: who speaks ends before who is spoken to.
STAGE_BROKER, STAGE_ASTERISK, STAGE_CARRIER, STAGE_PROCESS, STAGE_ROBOT = range(5)


def broker_child(settings: Settings) -> Child:
    configuration = lay_out_mosquitto(
        settings.home / "mosquitto",
        host=settings.mqtt_host,
        port=settings.mqtt_port,
        username=settings.mqtt_username,
        password=settings.mqtt_password.get_secret_value(),
    )
    return Child(
        name="mosquitto",
        argv=(find_mosquitto(), "-c", str(configuration)),
        environment=system_environment(),
        ready=accepts(settings.mqtt_host, settings.mqtt_port),
        stage=STAGE_BROKER,
    )


async def asterisk_child(instance: AsteriskInstance, *, name: str = "asterisk", stage: int = STAGE_ASTERISK) -> Child:
    """Raises AsteriskError."""
    program = await instance.prepare()

    async def ready() -> bool:
        try:
            await instance.cli("core waitfullybooted")
        except AsteriskError:
            return False
        return True

    return Child(
        name=name,
        argv=instance.command(program),
        environment={**system_environment(), **program.environment},
        ready=ready,
        stage=stage,
    )


async def product_asterisk_child(settings: Settings) -> Child:
    return await asterisk_child(product_asterisk(settings))


def process_child(name: str, settings: Settings, *, ready: Callable[[], Awaitable[bool]] | None = None) -> Child:
    """`concilia run <name>` with exactly these settings."""
    return Child(
        name=name,
        # -P: what lies in the folder that the command was called from must not stand in for our modules.
        argv=(sys.executable, "-P", "-m", "runtime.cli", "run", name),
        environment=process_environment(settings),
        ready=ready or _beats(settings.home, name),
        stage=STAGE_PROCESS,
    )


def process_children(settings: Settings) -> list[Child]:
    return [
        process_child("ivr", settings),
        process_child("dialer", settings),
        process_child("api", settings, ready=answers(_local(settings.http_host), settings.http_port, "/api/health")),
    ]


def accepts(host: str, port: int) -> Callable[[], Awaitable[bool]]:
    """Whether something listens there."""

    async def look() -> bool:
        try:
            async with asyncio.timeout(1):
                _reader, writer = await asyncio.open_connection(host, port)
        except (OSError, TimeoutError):
            return False
        writer.close()
        return True

    return look


def answers(host: str, port: int, path: str) -> Callable[[], Awaitable[bool]]:
    """Whether an HTTP GET there is answered without a server error."""

    async def look() -> bool:
        try:
            async with asyncio.timeout(2):
                reader, writer = await asyncio.open_connection(host, port)
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                status = (await reader.readline()).split()
                writer.close()
        except (OSError, TimeoutError):
            return False
        return len(status) > 1 and int(status[1]) < 500

    return look


def _beats(home: Path, name: str) -> Callable[[], Awaitable[bool]]:
    path = beat_file(home, name)
    path.unlink(missing_ok=True)

    async def look() -> bool:
        return beats(path)

    return look


def _local(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host

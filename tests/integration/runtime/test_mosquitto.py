"""The broker that `concilia up` starts lets in who knows the password, and nobody else."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import aiomqtt
import pytest

from runtime.mosquitto import find_mosquitto, lay_out_mosquitto
from runtime.ports import free_tcp_port
from tests.support.processes import accepts_connections, stop, wait_until

pytestmark = pytest.mark.broker
PASSWORD = "só nós sabemos"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_tcp_port()
    folder: Path = tmp_path_factory.mktemp("broker")
    configuration = lay_out_mosquitto(folder, host="127.0.0.1", port=port, username="concilia", password=PASSWORD)
    process = subprocess.Popen([find_mosquitto(), "-c", str(configuration)], stderr=subprocess.DEVNULL)
    wait_until(lambda: accepts_connections(port), what="mosquitto")
    yield port
    stop(process)


def connect(port: int, username: str | None, password: str | None) -> None:
    async def scenario() -> None:
        async with aiomqtt.Client("127.0.0.1", port, username=username, password=password, timeout=30) as client:
            await client.publish("concilia/x", b"1", qos=1)

    asyncio.run(scenario())


def test_our_own_user_is_let_in(port: int) -> None:
    connect(port, "concilia", PASSWORD)


@pytest.mark.parametrize(("username", "password"), [(None, None), ("concilia", "guessed"), ("other", PASSWORD)])
def test_anybody_else_is_refused(port: int, username: str | None, password: str | None) -> None:
    with pytest.raises(aiomqtt.MqttError):
        connect(port, username, password)

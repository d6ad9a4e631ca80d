"""`concilia up` for real: Mosquitto, Asterisk and the three processes, healed one by one and ended without a trace."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runtime.ports import free_tcp_port, free_udp_port

pytestmark = [pytest.mark.asterisk, pytest.mark.broker, pytest.mark.timeout(400)]
PARTS = ("mosquitto", "asterisk", "dialer", "ivr", "api")


class House:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.http_port = free_tcp_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCILIA_")}
        self.environment = kept | {
            "CONCILIA_HOME": str(home),
            "CONCILIA_HTTP_PORT": str(self.http_port),
            "CONCILIA_MQTT_PORT": str(free_tcp_port()),
            "CONCILIA_AMI_PORT": str(free_tcp_port()),
            "CONCILIA_FASTAGI_PORT": str(free_tcp_port()),
            "CONCILIA_ASTERISK_HTTP_PORT": str(free_tcp_port()),
            "CONCILIA_ASTERISK_SIP_PORT": str(free_udp_port()),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        said = self.home.with_name("said")
        with said.open("w") as output:
            self.process = subprocess.Popen(
                self.command(), env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        until(lambda: "de pé" in said.read_text() or self.ended())
        assert not self.ended(), said.read_text()

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def run(self) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(), env=self.environment, capture_output=True, text=True, timeout=180, check=False
        )

    def command(self) -> list[str]:
        return [sys.executable, "-P", "-m", "runtime.cli", "up"]

    def parts(self) -> dict[str, int]:
        """The children by what they are; read from the kernel, not from what the house says of itself."""
        assert self.process is not None
        return {part: pid for pid in children_of(self.process.pid) if (part := part_of(pid)) is not None}

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/api/health", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def end(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=120)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("standing") / "house")
    house.start()
    yield house
    if not house.ended():
        house.end(signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def part_of(pid: int) -> str | None:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return None
    if "run" in words:
        return words[words.index("run") + 1]
    return next((part for part in PARTS if any(word.endswith(f"/{part}") for word in words)), None)


def of_home(home: Path) -> list[int]:
    """Every process of the machine that was told of this state folder, whoever its parent is now."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            if str(home).encode() in told:
                found.append(int(folder.name))
    return found


def until(condition: Callable[[], bool], *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_part_is_up_and_the_api_answers(house: House) -> None:
    until(lambda: set(house.parts()) == set(PARTS) and house.answers())


@pytest.mark.parametrize("part", PARTS)
def test_a_part_killed_by_force_is_up_again(house: House, part: str) -> None:
    killed = house.parts()[part]
    os.kill(killed, signal.SIGKILL)
    until(lambda: house.parts().get(part, killed) != killed)
    until(lambda: set(house.parts()) == set(PARTS) and house.answers())


def test_a_second_house_in_the_same_state_folder_is_refused_in_one_line(house: House) -> None:
    other = House(house.home).run()
    assert other.returncode == 1
    assert other.stderr.strip().splitlines() == [f"concilia: já há uma Concilia de pé com o estado em {house.home}"]


def test_a_taken_port_is_named_in_one_line_with_the_setting_that_moves_it(tmp_path: Path) -> None:
    other = House(tmp_path / "other")
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        other.environment["CONCILIA_HTTP_PORT"] = str(port)
        ended = other.run()
    assert ended.returncode == 1
    assert f"a porta {port} está em uso" in ended.stderr
    assert "CONCILIA_HTTP_PORT" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_is_ended_it_leaves_nothing_running(tmp_path: Path, number: signal.Signals) -> None:
    house = House(tmp_path / "house")
    house.start()
    assert len(of_home(house.home)) >= len(PARTS)
    code = house.end(number)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    until(lambda: of_home(house.home) == [], seconds=30)

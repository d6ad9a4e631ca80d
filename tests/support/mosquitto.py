"""A Mosquitto on a free port, with no memory of former runs, that a test may kill and start again."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.ports import free_tcp_port
from tests.support.processes import accepts_connections, stop, wait_until


class Mosquitto:
    def __init__(self, folder: Path) -> None:
        self.port = free_tcp_port()
        self._settings = folder / "mosquitto.conf"
        self._settings.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
            "set_tcp_nodelay true\nmax_queued_messages 100000\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self._process = subprocess.Popen(
            [program, "-c", str(self._settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: accepts_connections(self.port), what="Mosquitto")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        if self._process is not None:
            stop(self._process)
            self._process = None


@contextmanager
def running_mosquitto() -> Iterator[Mosquitto]:
    with tempfile.TemporaryDirectory(prefix="concilia-mqtt-") as folder:
        # Mosquitto leaves root for an account of its own, which must be able to read its settings.
        Path(folder).chmod(0o755)
        broker = Mosquitto(Path(folder))
        try:
            broker.start()
            yield broker
        finally:
            broker.close()

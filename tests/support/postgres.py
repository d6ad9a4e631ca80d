"""A throwaway PostgreSQL from the installed programs, in a folder in memory, on a free port."""

import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from runtime.ports import free_tcp_port
from tests.support.processes import as_user, give_to, stop, wait_until

# It refuses to run as root, and its own account is the one that surely may read its programs.
_USER = "postgres"


class Postgres:
    """`stop` and `start` again at will; the data stays until the context ends."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_tcp_port()
        self._run("initdb", "-D", str(self._data), "-U", "concilia", "-A", "trust", "-E", "UTF8", "--locale=C")

    def start(self) -> None:
        command = [
            _program("postgres"), "-D", str(self._data), "-p", str(self.port), "-k", str(self._folder),
            "-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=64MB", "-c", "max_connections=60",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            as_user(command, _USER), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder
        )
        wait_until(self._ready, what="PostgreSQL")

    def stop(self) -> None:
        if self._process is not None:
            # SIGTERM waits for clients to leave; a crash does not ask them.
            self._run("pg_ctl", "-D", str(self._data), "stop", "-m", "immediate")
            stop(self._process)
            self._process = None

    def new_database(self, *, like: str = "template1") -> str:
        """The url of a new database: empty, or a copy of that at the url `like`, to which nobody may be connected."""
        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like.rpartition("/")[2]}"'.encode())
        return f"postgresql+psycopg://concilia@127.0.0.1:{self.port}/{name}"

    def _dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=concilia dbname={database} connect_timeout=2"

    def _ready(self) -> bool:
        try:
            psycopg.connect(self._dsn("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        command = as_user([_program(program), *arguments], _USER)
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    shared_memory = Path("/dev/shm")  # noqa: S108 - nothing here outlives the test
    folder = Path(tempfile.mkdtemp(prefix="concilia-pg-", dir=shared_memory if shared_memory.is_dir() else None))
    give_to(folder, _USER)
    server = Postgres(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _program(name: str) -> str:
    found = shutil.which(name)
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    if found is None and not versions:
        raise FileNotFoundError(f"PostgreSQL's {name} is not installed")
    return str(versions[0]) if versions else str(found)

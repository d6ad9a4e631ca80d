"""Engines for the two databases, and the pragmas, transaction rules and time limits that make them behave."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

BUSY_TIMEOUT_SECONDS = 5.0
_BUSY_PAUSES_SECONDS = (0.0005, 0.001, 0.002, 0.003, 0.005)
_POSTGRES_ARGUMENTS: dict[str, Any] = {
    "connect_timeout": 5,
    # A peer that vanished without a word is noticed within seconds, not when TCP gives up after a quarter of an hour.
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "options": "-c statement_timeout=60000 -c lock_timeout=15000 -c timezone=UTC",
}


@dataclass(frozen=True, slots=True)
class Engines:
    """`write` begins transactions that may write; those of `read` see one snapshot and cannot write."""

    write: Engine
    read: Engine

    def dispose(self) -> None:
        self.write.dispose()
        self.read.dispose()


def create_engines(url: str, *, readers: int) -> Engines:
    """Engines for `sqlite:///…` or `postgresql+psycopg://…`, with a connection for each of `readers` threads."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _memory_engines(parsed) if _in_memory(parsed) else _sqlite_engines(parsed, readers)
    write = create_engine(parsed, pool_size=1, max_overflow=4, pool_timeout=10, connect_args=_POSTGRES_ARGUMENTS)
    read = create_engine(
        parsed,
        pool_size=readers,
        max_overflow=0,
        pool_timeout=10,
        connect_args=_POSTGRES_ARGUMENTS,
        # Read committed would take a new snapshot for each statement.
        execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    )
    return Engines(write, read)


def _in_memory(url: URL) -> bool:
    return url.database in (None, "", ":memory:")


def _sqlite_engines(url: URL, readers: int) -> Engines:
    arguments = {"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
    write = create_engine(url, pool_size=1, max_overflow=4, pool_timeout=10, connect_args=arguments)
    event.listen(write, "connect", _prepare_writer)
    event.listen(write, "begin", _begin_immediate)
    read = create_engine(url, pool_size=readers, max_overflow=0, pool_timeout=10, connect_args=arguments)
    event.listen(read, "connect", _prepare_reader)
    event.listen(read, "begin", _begin_deferred)
    return Engines(write, read)


def _memory_engines(url: URL) -> Engines:
    """A database in memory lives in one connection, which both kinds of transaction share: inline mode only."""
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_writer)
    event.listen(engine, "begin", _begin_deferred)
    return Engines(engine, engine)


def _prepare_writer(connection: Any, _record: Any) -> None:
    _run_pragmas(
        connection,
        f"busy_timeout={int(BUSY_TIMEOUT_SECONDS * 1000)}",
        "journal_mode=WAL",
        # FULL: an outcome that was reported committed survives a power cut, not only a crash.
        "synchronous=FULL",
        "foreign_keys=ON",
        # From here on only BEGIN IMMEDIATE can meet a lock, and it waits by its own, fairer rule.
        "busy_timeout=0",
    )


def _prepare_reader(connection: Any, _record: Any) -> None:
    _run_pragmas(connection, "query_only=ON")


def _run_pragmas(connection: Any, *pragmas: str) -> None:
    # The driver's own implicit BEGIN is deferred and late; ours is sent by the begin listener.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in pragmas:
        # The change to WAL does not wait for other processes by itself.
        _wait_while_busy(partial(cursor.execute, f"PRAGMA {pragma}"))
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock at BEGIN: a deferred transaction that upgrades later fails at once, whatever the timeout.

    SQLite's own wait backs off to 100 ms between looks, so a busy process starves the others for seconds; short
    pauses let waiting processes take turns.
    """
    driver: Any = connection.connection.driver_connection
    _wait_while_busy(lambda: driver.execute("BEGIN IMMEDIATE"))


def _wait_while_busy(action: Callable[[], object]) -> None:
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    tries = 0
    while True:
        try:
            action()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise OperationalError("waiting for the lock", None, error) from error
            time.sleep(_BUSY_PAUSES_SECONDS[min(tries, len(_BUSY_PAUSES_SECONDS) - 1)])
            tries += 1
        else:
            return


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN DEFERRED")

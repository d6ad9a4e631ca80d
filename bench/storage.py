"""Throughput and processor time of the storage: `python bench/storage.py [URL]` prints one line of JSON.

Without a URL it measures a SQLite file in the current folder's file system. `works_1` writes one row per work,
`works_10` runs ten statements; `tasks` callers wait for their works at the same time.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from adapters.storage.tables.news import HandledEventRow
from runtime.clock import UlidSource

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SECONDS = 2.0
_TABLE: Any = HandledEventRow.__table__
_INSERT = insert(_TABLE)
_SELECT = select(_TABLE.c.at).where(_TABLE.c.consumer == "bench", _TABLE.c.event_id == bindparam("key"))
_UPDATE = update(_TABLE).where(_TABLE.c.consumer == "bench", _TABLE.c.event_id == bindparam("key")).values(at=NOW)


def one_row(key: str) -> Callable[[Any], None]:
    def work(uow: Any) -> None:
        uow.connection.execute(_INSERT, {"consumer": "bench", "event_id": key, "at": NOW})

    return work


def ten_statements(key: str) -> Callable[[Any], None]:
    def work(uow: Any) -> None:
        connection = uow.connection
        connection.execute(_INSERT, {"consumer": "bench", "event_id": key, "at": NOW})
        for _ in range(5):
            connection.execute(_SELECT, {"key": key}).scalar()
        for _ in range(4):
            connection.execute(_UPDATE, {"key": key})

    return work


def one_read(_key: str) -> Callable[[Any], None]:
    def work(uow: Any) -> None:
        uow.connection.execute(_SELECT, {"key": "none"}).scalar()

    return work


async def measure(
    call: Callable[[Callable[[Any], None]], Any], work: Callable[[str], Callable[[Any], None]], *, tasks: int
) -> dict[str, float]:
    ids = UlidSource()
    ends = time.perf_counter() + SECONDS
    latencies: list[float] = []

    async def caller() -> None:
        while (began := time.perf_counter()) < ends:
            await call(work(ids.new_id()))
            latencies.append(time.perf_counter() - began)

    processor, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(tasks)))
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    latencies.sort()
    return {
        "per_second": round(len(latencies) / seconds),
        "cpu_us": round(processor / len(latencies) * 1e6),
        "p50_ms": round(latencies[len(latencies) // 2] * 1000, 2),
        "p99_ms": round(latencies[int(len(latencies) * 0.99)] * 1000, 2),
    }


async def measure_all(database: Database) -> dict[str, dict[str, float]]:
    await measure(database.write, ten_statements, tasks=1)
    found: dict[str, dict[str, float]] = {}
    for tasks in (1, 8, 32):
        found[f"works_1_tasks_{tasks}"] = await measure(database.write, one_row, tasks=tasks)
        found[f"works_10_tasks_{tasks}"] = await measure(database.write, ten_statements, tasks=tasks)
    for tasks in (1, 8):
        found[f"reads_tasks_{tasks}"] = await measure(database.read, one_read, tasks=tasks)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.sqlite"
        if interval := os.environ.get("SWITCH_INTERVAL"):
            sys.setswitchinterval(float(interval))
        upgrade(url)
        database = Database(url, ids=UlidSource())
        try:
            results = asyncio.run(measure_all(database))
        finally:
            database.close()
    print(json.dumps({"bench": "storage", "database": url.partition(":")[0], **results}))


if __name__ == "__main__":
    main()

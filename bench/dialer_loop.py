"""CPU of the dialer per call: the real dialer and storage (SQLite on disk) against a switch in memory, in real time.

Prints JSON. Calls last half a second, so that they come as fast as the dialer can place them under the trunk's caps.
"""

import argparse
import asyncio
import json
import logging
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, insert, select

from adapters.recordings.archive import FileRecordingArchive
from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow, PortfolioRow
from dialer.process import Dialer
from dialer.settings import DialerSettings, TrunkSettings
from domain.call.lead import LeadState
from domain.ids import AttemptId
from runtime.clock import SystemClock, UlidSource
from services.ports.telephone import LegEnteredMenu
from tests.support.bus import FakeBus
from tests.support.fake_telephone import FakeTelephone, Leg, Switch

TUESDAY_TEN = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--calls", type=int, default=2000)
    options.add_argument("--calls-per-second", type=float, default=100.0)
    options.add_argument("--answered", type=float, default=1.0, help="share of calls that answer")
    chosen = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(_run(Path(folder), chosen)), indent=1))


async def _run(folder: Path, chosen: argparse.Namespace) -> dict[str, float]:
    url = f"sqlite:///{folder / 'bench.sqlite'}"
    upgrade(url)
    database = Database(url, ids=UlidSource())
    clock = SystemClock(TUESDAY_TEN - datetime.now(UTC))
    await database.write(lambda uow: _populate(uow.connection, chosen.calls, clock.now()))
    switch = Switch(clock, random.Random(1), lambda switch, leg: _debtor(switch, leg, chosen.answered, clock))  # noqa: S311
    telephone = FakeTelephone(switch)
    trunk = TrunkSettings(name="bench", channels=1000, calls_per_second=chosen.calls_per_second)
    dialer = Dialer(
        storage=database,
        telephone=telephone,
        bus=FakeBus(),
        clock=clock,
        ids=UlidSource(),
        settings=DialerSettings(name="bench", trunk=trunk),
        archive=FileRecordingArchive(folder),
        file_threads=ThreadPoolExecutor(2),
    )
    began, cpu = time.monotonic(), time.process_time()
    task = asyncio.create_task(dialer.run())
    telephone.connect()
    while await database.read(_closed) < chosen.calls:  # noqa: ASYNC110 - the truth is what counts
        await asyncio.sleep(0.25)
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    task.cancel()
    await asyncio.wait([task])
    database.close()
    return {
        "calls": chosen.calls,
        "seconds": round(seconds, 2),
        "calls_per_second": round(chosen.calls / seconds, 1),
        "cpu_ms_per_call": round(cpu * 1000 / chosen.calls, 3),
    }


def _closed(uow: Any) -> int:
    return int(uow.connection.scalar(select(func.count()).where(AttemptRow.closed_at.is_not(None))))


async def _debtor(switch: Switch, leg: Leg, answered: float, clock: SystemClock) -> None:
    await asyncio.sleep(0.1)
    switch.ring(leg)
    if switch.rng.random() < answered:
        switch.answer(leg)
        switch.tell(LegEnteredMenu(at=clock.now(), leg_id=AttemptId(leg.leg_id)))
        await asyncio.sleep(0.4)
        switch.end(leg.leg_id)
    else:
        switch.end(leg.leg_id, cause=17)


def _populate(connection: Any, count: int, now: datetime) -> None:
    connection.execute(
        insert(PortfolioRow).values(id=1, name="bench", creditor_name="c", company_name="c", created_at=now)
    )
    connection.execute(
        insert(CampaignRow).values(
            id=1, name="bench", portfolio_id=1, status="running", concurrent_calls=500, max_attempts=1, created_at=now
        )
    )
    numbers = range(1, count + 1)
    due = date(2026, 1, 1)
    connection.execute(
        insert(DebtorRow),
        [{"id": n, "document": f"{n:011d}", "name": "d", "uf": "SP", "updated_at": now} for n in numbers],
    )
    connection.execute(insert(PhoneRow), [{"debtor_id": n, "number": f"+55119{n:08d}"} for n in numbers])
    debts = [
        {
            "portfolio_id": 1,
            "debtor_id": n,
            "contract": str(n),
            "principal_cents": 1,
            "due_date": due,
            "updated_at": now,
        }
        for n in numbers
    ]
    connection.execute(insert(DebtRow), debts)
    connection.execute(insert(LeadRow), [{"campaign_id": 1, "debtor_id": n, "state": LeadState.NEW} for n in numbers])


if __name__ == "__main__":
    main()

"""The house and a carrier for a bench: the same parts as `concilia demo`, on free ports, with a big made-up list."""

import asyncio
import os
import platform
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from adapters.storage.database import Database
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow, PortfolioRow
from asterisk_conf.render import render_conf
from asterisk_conf.settings import SeatSettings
from bench.import_rows import cpf
from domain.access import Role
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from runtime.asterisk_instance import AsteriskInstance
from runtime.clock import SystemClock, UlidSource
from runtime.demo.plan import DemoPlan, carrier_ports, demo_settings
from runtime.house import House, house
from runtime.logging import configure_logging
from runtime.ports import free_udp_port
from runtime.settings import Settings, load_settings
from runtime.sounds import sound_builder
from runtime.stack import STAGE_CARRIER, asterisk_child
from runtime.switch import asterisk_root, asterisk_settings, seats
from services.campaigns import CampaignService
from services.users import add_user
from simulator.carrier import Carrier, CarrierSettings, RobotSeat
from simulator.numbers import load_number

PORTFOLIO = "Bancada"
FIRST_NAMES = ("Ana", "Carlos", "Iara", "Lucas")
PASSWORD = "bancada-de-medida"  # noqa: S105 - of users that live as long as the bench
_PARTS = ("dialer", "ivr", "api")
_AREAS = ("11", "12", "13", "14", "15", "16", "17", "18", "19")


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePlan:
    """`code` says who answers (simulator/numbers.py); with `trunk_port` the trunk leads there, past the carrier.

    The seats after the first `browser_seats` are plain SIP phones, which the carrier's Asterisk picks up.
    """

    folder: Path
    people: int
    code: int
    concurrent: int = 10
    seats: int = 4
    browser_seats: int = 0
    robots: bool = False
    """All seats are robots' phones, though there is no browser among them."""
    trunk_port: int | None = None
    database_url: str = ""
    numbers: tuple[str, ...] = ()
    """Of the people, one each, in the order of the list; empty: load numbers of `code`."""


class Stage:
    """A house with its ground laid: broker, Asterisk, database with the list. The three processes come and go."""

    def __init__(self, standing: House, database: Database) -> None:
        self._house = standing
        self._database = database
        self.settings: Settings = standing.settings

    async def open(self) -> None:
        await self._house.open()

    async def shut(self) -> None:
        """End dialer, ivr and api, and nothing else."""
        await self._house.supervisor.stop(*_PARTS)

    def pids(self) -> dict[str, int]:
        """Of the product's processes, and of the simulated carrier's switch when there is one."""
        names = {"dialer": "dialer", "ivr": "ivr", "api": "api", "asterisk": "asterisk", "broker": "mosquitto"}
        names["carrier"] = "carrier"
        found: dict[str, int] = {}
        for part, child in names.items():
            try:
                pid = self._house.supervisor.pid_of(child)
            except KeyError:
                continue
            if pid is not None:
                found[part] = pid
        return found

    def restarts(self) -> int:
        return len(_deaths)

    async def set_concurrent(self, count: int) -> None:
        await self._database.write(
            lambda uow: uow.connection.execute(update(CampaignRow).values(concurrent_calls=count))  # type: ignore[attr-defined]
        )
        await self.set_running(running=True)

    async def set_running(self, *, running: bool) -> None:
        """Through the service, so that the dialer hears of it."""
        service = CampaignService(storage=self._database, clock=SystemClock(self.settings.clock_offset))
        await service.set_status(CAMPAIGN, "running" if running else "paused")

    async def read(self, work: Any) -> Any:
        return await self._database.read(work)

    async def counts(self) -> "Counts":
        return await self._database.read(_counts)

    async def drained(self, *, within_seconds: float = 60) -> bool:
        async with asyncio.timeout(within_seconds):
            while (await self.counts()).open:  # noqa: ASYNC110 - the truth is what counts
                await asyncio.sleep(0.2)
        return True


@dataclass(frozen=True, slots=True)
class Counts:
    placed: int
    closed: int
    open: int
    answered: int
    failed: int
    """Closed as a technical failure: the house's own fault."""


CAMPAIGN: Any = 1
_deaths: list[str] = []


@asynccontextmanager
async def stage(plan: StagePlan) -> AsyncIterator[Stage]:
    configure_logging(process="bench", style="json", level="error")
    _deaths.clear()
    base = load_settings(home=plan.folder / "home", log_level=os.environ.get("BENCH_LOG_LEVEL", "info"))
    async with house(base, _tell, arrange=lambda settings: _arrange(settings, plan)) as standing:
        await standing.lay_ground()
        settings = standing.settings
        phones = _seats(settings, plan)
        await standing.supervisor.start(await asterisk_child(_asterisk(settings, phones)))
        if plan.trunk_port is None or plan.browser_seats < plan.seats:
            await _start_carrier(standing, plan, phones)
        database = Database(settings.database, ids=UlidSource())
        try:
            now = SystemClock(settings.clock_offset).now()
            await database.write(lambda uow: populate(uow.connection, plan, now))  # type: ignore[attr-defined]
            await asyncio.to_thread(sound_builder(settings).prepare_names, list(FIRST_NAMES), organisations=[PORTFOLIO])
            yield Stage(standing, database)
        finally:
            await asyncio.to_thread(database.close)


async def add_people(at: Stage, names: Sequence[str], role: Role) -> None:
    """Users who may log in with PASSWORD."""
    clock = SystemClock(at.settings.clock_offset)
    database = Database(at.settings.database, ids=UlidSource())
    try:
        for name in names:
            await add_user(database, clock, username=name, name=name.title(), role=role, password=PASSWORD)
    finally:
        await asyncio.to_thread(database.close)


def populate(connection: Any, plan: StagePlan, now: datetime) -> None:
    """People with one number and one debt each, a paused campaign over all of them that never tries twice."""
    numbers = range(1, plan.people + 1)
    portfolio = {"id": 1, "name": PORTFOLIO, "creditor_name": PORTFOLIO, "company_name": PORTFOLIO, "created_at": now}
    connection.execute(insert(PortfolioRow), [portfolio])
    campaign = {
        "id": CAMPAIGN,
        "name": PORTFOLIO,
        "portfolio_id": 1,
        "status": "paused",
        "concurrent_calls": plan.concurrent,
        "max_attempts": 1,
        "created_at": now,
    }
    connection.execute(insert(CampaignRow), [campaign])
    connection.execute(insert(DebtorRow), [_debtor(number, now) for number in numbers])
    connection.execute(
        insert(PhoneRow),
        [
            {"id": n, "debtor_id": n, "number": plan.numbers[n - 1] if plan.numbers else _number(plan.code, n)}
            for n in numbers
        ],
    )
    connection.execute(insert(DebtRow), [_debt(number, now) for number in numbers])
    connection.execute(
        insert(LeadRow), [{"campaign_id": CAMPAIGN, "debtor_id": n, "state": LeadState.NEW} for n in numbers]
    )


def conditions() -> dict[str, object]:
    """What a figure depends on and does not tell by itself."""
    described = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in described if "model name" in line]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "processor": models[0] if models else platform.machine(),
        "load_at_start": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "kernel": platform.release(),
    }


def _number(code: int, serial: int) -> str:
    return load_number(code, serial % 10_000, ddd=_AREAS[serial // 10_000])


def _debtor(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "document": cpf(number),
        "name": f"{FIRST_NAMES[number % len(FIRST_NAMES)]} da Silva",
        "birth_date": date(1980, 1, 1),
        "uf": "SP",
        "updated_at": now,
    }


def _debt(number: int, now: datetime) -> dict[str, Any]:
    return {
        "portfolio_id": 1,
        "debtor_id": number,
        "contract": f"C{number}",
        "principal_cents": 10_000 + number * 7 % 90_000,
        "due_date": date(2026, 1, 1 + number % 28),
        "updated_at": now,
    }


def _arrange(settings: Settings, plan: StagePlan) -> Settings:
    demo = demo_settings(settings, DemoPlan(concurrent=plan.concurrent, headless=True), now=datetime.now(UTC))
    changes: dict[str, object] = {
        "trunk_channels": 2000,
        "trunk_calls_per_second": 100.0,
        "seats": plan.seats,
        # Ours is started here, for its seats are of two kinds.
        "asterisk_managed": False,
        "database_url": plan.database_url,
        "log_level": settings.log_level,
    }
    if plan.trunk_port is not None:
        changes["trunk_port"] = plan.trunk_port
    return demo.model_copy(update=changes)


def _seats(settings: Settings, plan: StagePlan) -> tuple[SeatSettings, ...]:
    return tuple(replace(seat, webrtc=number < plan.browser_seats) for number, seat in enumerate(seats(settings)))


def _asterisk(settings: Settings, phones: tuple[SeatSettings, ...]) -> AsteriskInstance:
    return AsteriskInstance(
        state_dir=settings.home / "asterisk",
        files=render_conf(replace(asterisk_settings(settings), seats=phones)),
        root=asterisk_root(settings),
    )


async def _start_carrier(standing: House, plan: StagePlan, phones: tuple[SeatSettings, ...]) -> None:
    """Its switch alone: numbers whose digits say who answers need no debtor behind them."""
    settings = standing.settings
    ports = carrier_ports(settings)
    robots = phones[plan.browser_seats :] if plan.browser_seats or plan.robots else ()
    carrier = CarrierSettings(
        home=settings.home / "carrier-home",
        sip_port=ports.sip if plan.trunk_port is None else free_udp_port(),
        rtp_start=ports.rtp_start,
        rtp_end=ports.rtp_end,
        agi_port=ports.agi,
        robot_seats=tuple(RobotSeat(name=seat.name, secret=seat.secret) for seat in robots),
        registrar=f"127.0.0.1:{settings.asterisk_sip_port}",
    )
    switch = await Carrier(carrier).prepare()
    instance = AsteriskInstance(state_dir=settings.home / "carrier", files=switch.files, root=asterisk_root(settings))
    await standing.supervisor.start(await asterisk_child(instance, name="carrier", stage=STAGE_CARRIER))


def _counts(uow: Any) -> Counts:
    table = AttemptRow
    query = select(
        func.count(),
        func.count(table.closed_at),
        func.count(table.answered_at),
        func.count().filter(table.disposition == Disposition.FALHA_TECNICA),
    )
    placed, closed, answered, failed = uow.connection.execute(query).one()
    return Counts(placed, closed, placed - closed, answered, failed)


def answer_to_menu_ms(uow: Any, *, since: datetime, until: datetime) -> list[float]:
    """From the answer as the dialer heard it to the menu's first step, for calls answered in between."""
    rows = uow.connection.execute(
        select(AttemptRow.answered_at, MenuSessionRow.started_at)
        .join(MenuSessionRow, MenuSessionRow.attempt_id == AttemptRow.id)
        .where(AttemptRow.answered_at.between(since, until), AttemptRow.state == AttemptState.CLOSED)
    )
    return [(started - answered).total_seconds() * 1000 for answered, started in rows]


def _tell(text: str) -> None:
    if "caiu" in text:
        _deaths.append(text)

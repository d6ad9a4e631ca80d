"""The whole product on free ports, kept by its real supervisor: Mosquitto, Asterisk, carrier, debtors, the processes.

It runs in a thread with an event loop of its own, so that plain tests and the browser's synchronous driver can use it.
"""

import asyncio
import json
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, Select, create_engine, select

from adapters.storage.database import Database
from adapters.storage.tables.calls import AgentSessionRow
from domain.call.agent_session import AgentState
from domain.ids import CampaignId
from runtime.clock import UlidSource
from runtime.demo.carrier import carrier_children, carrier_settings
from runtime.demo.plan import DemoPlan, carrier_ports, demo_settings
from runtime.demo.robots import robots_child
from runtime.demo.seed import Seeded, seed, start_campaign
from runtime.house import House, house
from runtime.settings import Settings, load_settings
from runtime.stack import broker_child, process_children
from services.call_summary import is_worked, read_progress
from simulator.people import Person, line_entry, write_entries
from simulator.personas import Caller, Persona
from simulator.population import PopulationPlan, SamplePortfolio, write_sample_portfolio

UP_SECONDS = 240.0
_EARS = "ears"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPlan:
    """Debtors are hurried; those with a persona of `listeners` hear every prompt to its end."""

    personas: Mapping[Persona, int]
    listeners: frozenset[Persona] = frozenset()
    callers: Mapping[Persona, tuple[Caller, ...]] = field(default_factory=dict)
    """The calls that those with a persona make to us, once they were called."""
    concurrent: int = 30
    robots: int = 0
    talk_seconds: tuple[float, float] = (5.0, 15.0)
    seat_kind: str = "sip"
    database_url: str = ""
    seed: int = 1
    settings: Mapping[str, object] = field(default_factory=dict)

    def demo(self) -> DemoPlan:
        return DemoPlan(
            debtors=sum(self.personas.values()),
            seed=self.seed,
            concurrent=self.concurrent,
            robot_agents=self.robots,
            talk_seconds=self.talk_seconds,
            headless=True,
            fast=True,
        )


class Product:
    """A standing product; the campaign waits for `start_campaign`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, standing: House, seeded: Seeded, people: SamplePortfolio
    ) -> None:
        self._loop = loop
        self._standing = standing
        self.seeded = seeded
        self.people: tuple[Person, ...] = people.people
        self.book = people.book
        self._engine = read_engine(self.settings.database)

    @property
    def settings(self) -> Settings:
        return self._standing.settings

    @property
    def home(self) -> Path:
        return self.settings.home

    @property
    def url(self) -> str:
        return self.settings.web_url

    def password(self, username: str) -> str:
        return next(login.password for login in self.seeded.logins if login.username == username)

    def start_campaign(self) -> None:
        """Return once it runs; every robot is at its desk by then, for debtors ask for a person within seconds."""
        ready = select(AgentSessionRow.id).where(AgentSessionRow.state == AgentState.READY)
        until(lambda: len(self.rows(ready)) >= len(self.seeded.robots), what="robots at their desks", seconds=120)
        self._do(start_campaign(self.settings, self.seeded.campaign_id))

    def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """What the database says now."""
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def until_worked(self, *, seconds: float = 400.0) -> None:
        """Return once nobody is left to dial and nothing is in flight."""
        worked = self._do(_worked_within(self.settings, self.seeded.campaign_id, seconds), seconds=seconds + 30)
        assert worked is True, f"the list was not worked in {seconds} s: {worked}"

    def pid(self, part: str) -> int | None:
        return self._standing.supervisor.pid_of(part)

    def kill(self, part: str) -> None:
        """As a crash would; returns once the supervisor has put another in its place."""
        killed = self.pid(part)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        until(lambda: self.pid(part) not in {None, killed}, what=f"another {part}", seconds=60)

    def stop_part(self, part: str) -> None:
        """End a part for good."""
        self._do(self._standing.supervisor.stop(part))

    def start_broker(self) -> None:
        self._do(self._standing.supervisor.start(broker_child(self.settings)))

    def start_api(self) -> None:
        (api,) = (child for child in process_children(self.settings) if child.name == "api")
        self._do(self._standing.supervisor.start(api))

    def carrier_log(self) -> list[dict[str, Any]]:
        """What the carrier's debtors saw and did, in order."""
        path = self.home / "cache" / "carrier" / "debtors.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def heard_by(self, ref: str) -> Path:
        """The debtor's own recording of the call to this line, made at the carrier."""
        return self.home / _EARS / f"{ref}.raw"

    def invites(self) -> list[str]:
        """The lines (`p0001.1`) that the carrier was asked for, once for each time."""
        return [row["ref"] for row in self.carrier_log() if row["step"] == "called"]

    def person_with(self, persona: Persona) -> Person:
        return next(person for person in self.people if person.personas[0] is persona)

    def _do(self, work: Any, *, seconds: float = 120.0) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def close(self) -> None:
        self._engine.dispose()


def read_engine(url: str) -> Engine:
    engine: Engine = create_engine(url)
    return engine


@contextmanager
def running_product(folder: Path, plan: ProductPlan) -> Iterator[Product]:
    """Everything up and seeded, the campaign not yet started; nothing of it outlives the block."""
    up: queue.Queue[Product | BaseException] = queue.Queue()
    end: list[Callable[[], None]] = []
    thread = threading.Thread(target=lambda: asyncio.run(_stand(folder, plan, up, end)), name="product")
    thread.start()
    product: Product | None = None
    try:
        came = up.get(timeout=UP_SECONDS)
        if isinstance(came, BaseException):
            raise came
        product = came
        yield product
    finally:
        if product is not None:
            product.close()
        for stop in end:
            stop()
        thread.join(120)
        assert not thread.is_alive(), "the product did not end"


def until(condition: Callable[[], object], *, what: str, seconds: float = 60.0) -> None:
    """Return as soon as the condition holds; fails, naming what was waited for, when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


async def _stand(
    folder: Path, plan: ProductPlan, up: "queue.Queue[Product | BaseException]", end: list[Callable[[], None]]
) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    end.append(lambda: loop.call_soon_threadsafe(ended.set))
    try:
        async with asyncio.TaskGroup() as group:
            standing = group.create_task(_stand_until(folder, plan, up, ended), name="standing")
            await ended.wait()
            if not standing.done():
                await asyncio.wait({standing}, timeout=1)
                standing.cancel()
    except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
        up.put(error)


async def _stand_until(
    folder: Path, plan: ProductPlan, up: "queue.Queue[Product | BaseException]", ended: asyncio.Event
) -> None:
    base = load_settings(home=folder)
    async with house(base, lambda _words: None, arrange=lambda settings: _arrange(settings, plan)) as standing:
        people = await asyncio.to_thread(_write_people, standing.settings, plan)
        seeded = await _raise(standing, plan, people)
        up.put(Product(asyncio.get_running_loop(), standing, seeded, people))
        await ended.wait()


def _arrange(settings: Settings, plan: ProductPlan) -> Settings:
    free = demo_settings(settings, plan.demo(), now=datetime.now(UTC))
    chosen = {"seat_kind": plan.seat_kind, "database_url": plan.database_url, **plan.settings}
    return free.model_copy(update=chosen)


def _write_people(settings: Settings, plan: ProductPlan) -> SamplePortfolio:
    today = (datetime.now(UTC) + settings.clock_offset).astimezone(settings.zone).date()
    population = PopulationPlan(
        debtors=sum(plan.personas.values()), seed=plan.seed, today=today, forced=plan.personas, single_phone=True
    )
    sample = write_sample_portfolio(settings.home / "people", population)
    entries = {
        person.phones[0].lstrip("+"): replace(
            line_entry(person, 0),
            patience="listens" if person.personas[0] in plan.listeners else None,
            calls_back=plan.callers.get(person.personas[0], ()),
        )
        for person in sample.people
    }
    write_entries(sample.book, entries)
    return sample


async def _raise(standing: House, plan: ProductPlan, people: SamplePortfolio) -> Seeded:
    settings, demo = standing.settings, plan.demo()
    carrier = carrier_settings(settings, demo, carrier_ports(settings), people.book)
    carrier = replace(carrier, recordings=settings.home / _EARS)
    children = await carrier_children(settings, carrier, demo, speaker=settings.home / "run" / "debtors.json")
    async with asyncio.TaskGroup() as group:
        group.create_task(standing.lay_ground(), name="lay-ground")
        group.create_task(standing.supervisor.start_all(children), name="carrier")
    async with asyncio.TaskGroup() as group:
        seeding = group.create_task(seed(settings, demo, people, again=False), name="seed")
        group.create_task(standing.open(), name="open")
    seeded = seeding.result()
    if seeded.robots:
        await standing.supervisor.start(robots_child(settings, demo, seeded.robots))
    return seeded


async def _worked_within(settings: Settings, campaign_id: CampaignId, seconds: float) -> Any:
    database = Database(settings.database, ids=UlidSource())
    try:
        async with asyncio.timeout(seconds):
            # The database tells nobody by itself.
            while not is_worked(progress := await read_progress(database, campaign_id)):  # noqa: ASYNC110
                await asyncio.sleep(0.25)
    except TimeoutError:
        return progress
    finally:
        await asyncio.to_thread(database.close)
    return True

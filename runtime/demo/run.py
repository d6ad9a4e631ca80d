"""The demo from its first line on the terminal to its last."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from runtime.demo.carrier import carrier_children, carrier_settings
from runtime.demo.plan import DemoPlan, carrier_ports, demo_settings, empty_demo_home
from runtime.demo.robots import robots_child
from runtime.demo.seed import Seeded, seed, start_campaign, write_people
from runtime.demo.worklist import work_the_list
from runtime.house import House, HouseError, house, plain_errors
from runtime.logging import configure_logging
from runtime.settings import Settings
from services.importing.errors import ImportRefused
from simulator.errors import SimulatorError
from simulator.population import SamplePortfolio

Tell = Callable[[str], None]


async def run_demo(base: Settings, plan: DemoPlan, json_file: Path | None, tell: Tell) -> None:
    """Until cancelled, or when headless until the list is worked. Raises HouseError."""
    configure_logging(process="supervisor", style="json", level="error")
    began = monotonic()
    at = base.model_copy(update={"home": (base.home / "demo").resolve()})
    async with house(at, tell, arrange=lambda settings: _arrange(settings, plan)) as standing:
        seeded = await _raise(standing, plan)
        await start_campaign(standing.settings, seeded.campaign_id)
        _introduce(standing.settings, plan, seeded, tell, seconds=monotonic() - began)
        try:
            if plan.headless:
                await work_the_list(standing.settings, seeded.campaign_id, plan, json_file, tell)
            else:
                await asyncio.Event().wait()
        finally:
            tell("encerrando")


def _arrange(settings: Settings, plan: DemoPlan) -> Settings:
    if not plan.keep:
        empty_demo_home(settings.home)
    return demo_settings(settings, plan, now=datetime.now(UTC))


async def _raise(standing: House, plan: DemoPlan) -> Seeded:
    """Everything up and everybody in place; what does not need one another comes up at once."""
    settings = standing.settings
    again = plan.keep and (settings.home / "concilia.db").exists()
    people = await asyncio.to_thread(write_people, settings, plan)
    refused: Exception | None = None
    try:
        with plain_errors():
            async with asyncio.TaskGroup() as group:
                group.create_task(standing.lay_ground(), name="lay-ground")
                group.create_task(_start_carrier(standing, plan, people), name="start-carrier")
            async with asyncio.TaskGroup() as group:
                seeding = group.create_task(seed(settings, plan, people, again=again), name="seed")
                group.create_task(standing.open(), name="open")
            seeded = seeding.result()
            if seeded.robots:
                await standing.supervisor.start(robots_child(settings, plan, seeded.robots))
    except* (SimulatorError, ImportRefused) as failures:
        refused = failures.exceptions[0]
    if refused is not None:
        raise HouseError(str(refused)) from refused
    return seeded


async def _start_carrier(standing: House, plan: DemoPlan, people: SamplePortfolio) -> None:
    settings = standing.settings
    carrier = carrier_settings(settings, plan, carrier_ports(settings), people.book)
    children = await carrier_children(settings, carrier, plan, speaker=settings.home / "run" / "debtors.json")
    await standing.supervisor.start_all(children)


def _introduce(settings: Settings, plan: DemoPlan, seeded: Seeded, tell: Tell, *, seconds: float) -> None:
    day = datetime.now(UTC) + settings.clock_offset
    tell(f"de pé em {seconds:.0f} s; no calendário da demonstração é {day.astimezone(settings.zone):%d/%m/%Y %H:%M}")
    tell(f"{seeded.people} devedores fictícios, campanha «{seeded.campaign_name}» em andamento, operadora simulada")
    if plan.headless:
        tell(f"{plan.robot_agents} agentes robôs; logs em {settings.home / 'logs'}")
        return
    tell(f"telas: {settings.web_url}")
    for login in seeded.logins:
        tell(f"   {login.username:12} senha {login.password}")
    tell(f"logs em {settings.home / 'logs'}; Ctrl-C encerra")

"""What the demo's database holds at its start: a portfolio, imported as a creditor's file is, a campaign and users."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.storage.database import Database
from domain.access import Role
from domain.call.dial_mode import DialMode
from domain.ids import CampaignId, ImportId
from runtime.clock import SystemClock, UlidSource
from runtime.demo.plan import PUBLISHED, DemoPlan
from runtime.settings import Settings
from runtime.sounds import prepare_names
from services.campaigns import CampaignPlan, CampaignService
from services.importing.import_file import import_file
from services.portfolios import PortfolioService
from services.users import UsernameTaken, add_user, change_password
from simulator.population import PopulationPlan, SamplePortfolio, write_sample_portfolio

PORTFOLIO = "Carteira de demonstração"
_USERS = (
    ("agente", "Ana Agente", Role.AGENT),
    ("supervisora", "Sílvia Supervisora", Role.SUPERVISOR),
    ("gestor", "Gil Gestor", Role.MANAGER),
    ("admin", "Ada Administradora", Role.ADMIN),
)


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str
    role: Role


@dataclass(frozen=True, slots=True)
class Seeded:
    campaign_id: CampaignId
    campaign_name: str
    people: int
    logins: tuple[Login, ...]
    robots: tuple[Login, ...]


def write_people(settings: Settings, plan: DemoPlan) -> SamplePortfolio:
    """The portfolio's file and the book that tells the carrier who lives at each number. Blocking."""
    today = SystemClock(settings.clock_offset).now().astimezone(settings.zone).date()
    people = PopulationPlan(
        debtors=plan.debtors, seed=plan.seed, today=today, single_phone=plan.headless, callers=plan.callers_share
    )
    return write_sample_portfolio(settings.home / "people", people)


async def seed(settings: Settings, plan: DemoPlan, people: SamplePortfolio, *, again: bool) -> Seeded:
    """Import, name clips, campaign and users; with `again`, a further campaign over what is already there."""
    clock, ids = SystemClock(settings.clock_offset), UlidSource()
    database = Database(settings.database, ids=ids)
    try:
        robots = tuple((f"robo{number}", f"Robô {number}", Role.AGENT) for number in range(1, plan.robot_agents + 1))
        logins, seated, campaign = await asyncio.gather(
            _add_users(database, clock, _USERS),
            _add_users(database, clock, robots),
            _import_and_plan(settings, database, clock, ids, plan, people.csv, again=again),
        )
        # The import may have brought names and a creditor that no sound says yet.
        await prepare_names(settings, database)
    finally:
        await asyncio.to_thread(database.close)
    name, campaign_id = campaign
    return Seeded(campaign_id, name, len(people.people), logins, seated)


async def start_campaign(settings: Settings, campaign_id: CampaignId) -> None:
    database = Database(settings.database, ids=UlidSource())
    try:
        service = CampaignService(storage=database, clock=SystemClock(settings.clock_offset))
        await service.set_status(campaign_id, "running")
    finally:
        await asyncio.to_thread(database.close)


async def _import_and_plan(
    settings: Settings,
    database: Database,
    clock: SystemClock,
    ids: UlidSource,
    plan: DemoPlan,
    csv: Path,
    *,
    again: bool,
) -> tuple[str, CampaignId]:
    summary = await import_file(
        database,
        source=csv,
        file_name=csv.name,
        portfolio=PORTFOLIO,
        import_id=ImportId(ids.new_id()),
        clock=clock,
    )
    await PortfolioService(storage=database).publish(PORTFOLIO, PUBLISHED)
    service = CampaignService(storage=database, clock=clock)
    day = clock.now().astimezone(settings.zone)
    name = f"Demonstração {day:%d/%m}" if again else "Demonstração"
    campaign = await service.create(
        CampaignPlan(
            name=name,
            portfolio_id=summary.portfolio_id,
            dial_mode=DialMode.IVR,
            concurrent_calls=plan.concurrent,
            # Unattended, the list is to be worked to its end today; a second try would come hours later.
            max_attempts=1 if plan.headless else 3,
        )
    )
    return name, campaign.id


async def _add_users(
    database: Database, clock: SystemClock, users: Sequence[tuple[str, str, Role]]
) -> tuple[Login, ...]:
    async def add(username: str, name: str, role: Role) -> Login:
        # A password that is easy to type, and good for this run of the demo only.
        password = f"demo-{secrets.randbelow(1_000_000):06d}"
        try:
            await add_user(database, clock, username=username, name=name, role=role, password=password)
        except UsernameTaken:
            await change_password(database, username=username, password=password)
        return Login(username, password, role)

    return tuple(await asyncio.gather(*(add(*user) for user in users)))

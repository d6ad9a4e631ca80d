"""A campaign without the menu in between, over people of its own, on a running product."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select

from adapters.storage.database import Database
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow, PortfolioRow
from domain.call.dial_mode import DialMode, PacingSettings
from domain.ids import CampaignId, UserId
from runtime.clock import SystemClock, UlidSource
from services.campaigns import CampaignPlan, CampaignService
from services.pacing import PacingService, PacingWhy
from services.ports.storage import UnitOfWork
from simulator.numbers import DialplanCode, load_number
from simulator.paced import ANSWERS
from tests.support.product import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """Two debtors who answer; `rings` and `talk` are digits of simulator/paced.py."""

    name: str
    documents: tuple[str, str]
    rings: tuple[int, int]
    talk: int


BOTH_AT_ONCE = Two(name="Direta", documents=("52998224725", "11144477735"), rings=(2, 2), talk=20)
"""Five seconds until the answer, thirteen until the debtor hangs up."""
ONE_LATE = Two(name="Solta", documents=("39053344705", "86288366757"), rings=(0, 9), talk=0)
"""Two seconds until the first answers, fifteen and a half until the second would; five until they hang up."""


async def call_two_for_one_agent(
    product: Product, agent: str, *, max_wait_seconds: int, two: Two = BOTH_AT_ONCE, cancel_surplus: bool = False
) -> CampaignId:
    """Both are dialled at once, and there is one agent for them."""
    clock = SystemClock(product.settings.clock_offset)
    database = Database(product.settings.database, ids=UlidSource())
    try:
        service = CampaignService(storage=database, clock=clock)
        portfolio_id, user_id = await database.write(lambda uow: _add_people(uow, agent, two))
        campaign = await service.create(
            CampaignPlan(
                name=two.name,
                portfolio_id=portfolio_id,
                dial_mode=DialMode.POWER,
                max_attempts=1,
                pacing=PacingSettings(ratio=2.0, max_wait_seconds=max_wait_seconds, cancel_surplus=cancel_surplus),
                agents=frozenset({UserId(user_id)}),
            )
        )
        await service.set_status(campaign.id, "running")
    finally:
        database.close()
    return campaign.id


async def why_campaign(product: Product, campaign_id: CampaignId) -> PacingWhy:
    settings = product.settings
    database = Database(settings.database, ids=UlidSource())
    try:
        clock = SystemClock(settings.clock_offset)
        return await PacingService(storage=database, clock=clock, timezone=settings.zone).why(campaign_id)
    finally:
        database.close()


def _add_people(uow: UnitOfWork, agent: str, two: Two) -> tuple[int, int]:
    """Ids of their portfolio, which sounds like the one that is there, and of the agent."""
    connection = uow.connection  # type: ignore[attr-defined]
    like = connection.execute(select(PortfolioRow)).mappings().first()
    facts = {"name": two.name, "creditor_name": like["creditor_name"], "company_name": like["company_name"]}
    now = like["created_at"]
    portfolio = connection.execute(insert(PortfolioRow).values(**facts, created_at=now)).inserted_primary_key[0]
    for number, (document, ring) in enumerate(zip(two.documents, two.rings, strict=True)):
        values = {"document": document, "name": "ANA DIRETA", "birth_date": date(1980, 1, 1), "uf": "SP"}
        debtor = connection.execute(insert(DebtorRow).values(**values, updated_at=now)).inserted_primary_key[0]
        phone = load_number(DialplanCode.PACED, ANSWERS * 1000 + ring * 100 + two.talk, ddd=str(11 + number))
        connection.execute(insert(PhoneRow).values(debtor_id=debtor, number=phone))
        connection.execute(
            insert(DebtRow).values(
                portfolio_id=portfolio,
                debtor_id=debtor,
                contract=f"{two.name}{number}",
                principal_cents=10_000,
                due_date=date(2026, 1, 1),
                updated_at=now,
            )
        )
    user_id = connection.execute(select(UserRow.id).where(UserRow.username == agent)).scalar_one()
    return portfolio, user_id

"""A campaign that had nobody left takes in whom a new file brings."""

import asyncio
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from adapters.storage.database import Database
from adapters.storage.tables.portfolio import CampaignRow, LeadRow
from domain.call.lead import LeadState
from domain.ids import CampaignId, ImportId
from services.campaigns import CampaignPlan, CampaignService
from services.claiming import claim_leads
from services.importing import import_file
from tests.support.dialing import TUESDAY_TEN
from tests.support.storage import sqlite_database

HEADING = "CPF;Nome;Telefone;Valor;Vencimento;Contrato\n"
MARIA = "52998224725;Maria;11987654321;10,00;01/10/2026;A\n"
JOAO = "01234567890;João;2134567890;20;01/10/2026;B\n"


class Clock:
    def now(self) -> Any:
        return TUESDAY_TEN


def load(database: Database, text: str, import_id: str) -> int:
    source = io.BytesIO((HEADING + text).encode())
    summary = asyncio.run(
        import_file(
            database, source=source, file_name="l.csv", portfolio="Sol", import_id=ImportId(import_id), clock=Clock()
        )
    )
    return summary.portfolio_id


def campaign(database: Database, *, name: str, portfolio_id: int, status: str) -> CampaignId:
    service = CampaignService(storage=database, clock=Clock())
    made = asyncio.run(service.create(CampaignPlan(name=name, portfolio_id=portfolio_id)))
    asyncio.run(service.set_status(made.id, status))
    return made.id


def work_off(database: Database, campaign_id: CampaignId) -> None:

    def claim(uow: Any) -> Any:
        return claim_leads(uow, campaign_id, dialer="d", now=TUESDAY_TEN, lease=timedelta(minutes=1), limit=10)

    done = (
        update(LeadRow).where(LeadRow.campaign_id == campaign_id).values(state=LeadState.DONE, last_verdict="closed: X")
    )
    asyncio.run(database.write(lambda uow: uow.connection.execute(done).rowcount))
    asyncio.run(database.write(claim))


def status(database: Database, campaign_id: CampaignId) -> str:
    query = select(CampaignRow.status).where(CampaignRow.id == campaign_id)
    return asyncio.run(database.read(lambda uow: str(uow.connection.scalar(query))))


def leads(database: Database, campaign_id: CampaignId) -> list[LeadState]:
    query = select(LeadRow.state).where(LeadRow.campaign_id == campaign_id).order_by(LeadRow.id)
    return asyncio.run(database.read(lambda uow: list(uow.connection.scalars(query))))


def test_a_campaign_that_worked_off_its_list_wakes_with_new_debtors_only(tmp_path: Path) -> None:
    with sqlite_database(tmp_path, inline=True) as database:
        portfolio_id = load(database, MARIA, "i1")
        campaign_id = campaign(database, name="Novembro", portfolio_id=portfolio_id, status="running")
        work_off(database, campaign_id)
        assert status(database, campaign_id) == "finished"
        load(database, MARIA, "i2")
        assert status(database, campaign_id) == "finished", "the same file brings nobody"
        load(database, MARIA + JOAO, "i3")
        assert status(database, campaign_id) == "running"
        assert leads(database, campaign_id) == [LeadState.DONE, LeadState.NEW]


def test_a_campaign_that_a_manager_finished_stays_so(tmp_path: Path) -> None:
    with sqlite_database(tmp_path, inline=True) as database:
        portfolio_id = load(database, MARIA, "i1")
        campaign_id = campaign(database, name="Novembro", portfolio_id=portfolio_id, status="finished")
        load(database, MARIA + JOAO, "i2")
        assert status(database, campaign_id) == "finished"
        assert leads(database, campaign_id) == [LeadState.NEW]


def test_whom_the_rules_had_given_up_is_looked_at_again(tmp_path: Path) -> None:
    with sqlite_database(tmp_path, inline=True) as database:
        portfolio_id = load(database, MARIA, "i1")
        campaign_id = campaign(database, name="Novembro", portfolio_id=portfolio_id, status="running")
        refused = update(LeadRow).values(state=LeadState.DONE, last_verdict="refused: no_open_debt")
        asyncio.run(database.write(lambda uow: uow.connection.execute(refused).rowcount))
        load(database, MARIA, "i2")
        assert leads(database, campaign_id) == [LeadState.READY]

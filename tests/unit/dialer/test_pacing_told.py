"""Somebody who asks later why a campaign dialled or waited is told, with the promise about abandoned people."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from adapters.storage.tables.pacing import PacingDecisionRow
from adapters.storage.tables.portfolio import CampaignRow
from domain.pacing.abandonment import AbandonmentTally
from runtime.cli.why_campaign import explain_pacing
from services.campaigns import NoSuchCampaign
from services.floor import FloorService
from services.pacing import PacingService
from tests.support.dialer_house import House, busy, in_a_house
from tests.unit.dialer.test_direct_modes import agents_first, answers_directly

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def service(house: House) -> PacingService:
    return PacingService(storage=house.database, clock=house.clock, timezone=SAO_PAULO)


def test_the_decisions_and_the_abandoned_are_told() -> None:
    async def scenario(house: House) -> None:
        await agents_first(house, 1, dial_mode="power", dial_ratio=200)
        await asyncio.sleep(90)
        why = await service(house).why_named("C1", limit=500)
        says = [one.says for one in why.decisions]
        assert any(one.startswith("1 agente livre") and "discando 2" in one for one in says)
        assert why.day == AbandonmentTally(answered=2, abandoned=1)
        assert why.half_hour == why.thirty_days == why.day
        lines = explain_pacing(why, SAO_PAULO)
        assert "50 % (1 de 2)" in "\n".join(lines)
        with pytest.raises(NoSuchCampaign):
            await service(house).why_named("unheard of")

    in_a_house(scenario, debtor=answers_directly, debtors=2)


def test_a_worked_list_is_what_holds_the_calls_back() -> None:
    async def scenario(house: House) -> None:
        await agents_first(house, 1, dial_mode="progressive")
        await asyncio.sleep(4)
        await house.change(update(CampaignRow).values(status="running"))
        why = await service(house).why(1)
        assert any("nenhum devedor da lista pode ser chamado agora" in one.says for one in why.decisions)

    in_a_house(scenario, debtor=busy, debtors=1)


def test_the_floor_says_why_while_it_is_fresh_and_old_samples_are_forgotten() -> None:
    async def scenario(house: House) -> None:
        old = house.clock.now() - timedelta(days=8)
        await house.change(insert(PacingDecisionRow).values(campaign_id=1, at=old, decision={}))
        await agents_first(house, 0, dial_mode="predictive")
        await asyncio.sleep(10)
        floor = FloorService(
            storage=house.database, clock=house.clock, timezone=SAO_PAULO, monotonic=asyncio.get_running_loop().time
        )
        assert (await floor.now()).campaigns[0].pacing == "nenhum agente em serviço: aguardando"
        kept = [row.at for row in await house.rows(select(PacingDecisionRow.at))]
        assert 1 <= len(kept) <= 5, "a sample, not every decision"
        assert min(kept) > house.clock.now() - timedelta(days=7)

    in_a_house(scenario, debtor=busy, debtors=1)

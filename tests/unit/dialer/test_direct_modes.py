"""Whoever answers goes straight to an agent; when none is free in time the menu takes over, never silence."""

import asyncio
from typing import Any

from sqlalchemy import select, update

from adapters.storage.tables.calls import AttemptRow, CommandRow
from adapters.storage.tables.portfolio import CampaignAgentRow, CampaignRow
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.ids import AttemptId
from services.ports.telephone import LegRequestedPerson
from tests.support.dialer_house import House, in_a_house
from tests.support.fake_telephone import Leg, Switch


async def answers_directly(switch: Switch, leg: Leg) -> None:
    await asyncio.sleep(1)
    switch.answer(leg)
    leg.waiting = True
    switch.tell(LegRequestedPerson(at=switch.clock.now(), leg_id=AttemptId(leg.leg_id)))
    await asyncio.sleep(60)
    switch.end(leg.leg_id)


async def agents_first(house: House, agents: int, **campaign: Any) -> list[str]:
    await house.change(update(CampaignRow).values(status="paused", **campaign))
    house.start()
    found = [await house.agent(number) for number in range(1, agents + 1)]
    await house.change(update(CampaignRow).values(status="running"))
    return found


def test_progressive_calls_one_debtor_for_each_free_agent() -> None:
    async def scenario(house: House) -> None:
        first, second = await agents_first(house, 2, dial_mode="progressive")
        await asyncio.sleep(20)
        assert len(house.switch.originated) == 2
        assert all(call.variables == {"CONCILIA_MODE": "direct"} for call in house.switch.originated)
        assert [await house.agent_state(one) for one in (first, second)] == [AgentState.ON_CALL] * 2

    in_a_house(scenario, debtor=answers_directly, debtors=10)


def test_without_agents_nobody_is_called() -> None:
    async def scenario(house: House) -> None:
        await agents_first(house, 0, dial_mode="predictive")
        await asyncio.sleep(30)
        assert house.switch.originated == []

    in_a_house(scenario, debtor=answers_directly, debtors=10)


def test_who_finds_nobody_free_in_two_seconds_goes_to_the_menu_and_counts_as_abandoned() -> None:
    async def scenario(house: House) -> None:
        await agents_first(house, 1, dial_mode="power", dial_ratio=200)
        await asyncio.sleep(10)
        assert len(house.switch.originated) == 2
        rows = await house.rows(select(AttemptRow.answered_at, AttemptRow.bridged_at, AttemptRow.nobody_free_at))
        (served,) = (row for row in rows if row.bridged_at is not None)
        (lost,) = (row for row in rows if row.nobody_free_at is not None)
        assert served.nobody_free_at is None
        waited = (lost.nobody_free_at - lost.answered_at).total_seconds()
        assert 2.0 <= waited < 2.1
        await asyncio.sleep(60)
        assert sorted(await house.dispositions()) == [Disposition.ABANDONO, Disposition.TRANSBORDO]

    in_a_house(scenario, debtor=answers_directly, debtors=2)


def test_when_the_last_agent_has_gone_the_menu_takes_over_at_once() -> None:
    async def scenario(house: House) -> None:
        (agent,) = await agents_first(house, 1, dial_mode="progressive")
        while not house.switch.originated:  # noqa: ASYNC110 - the switch tells nobody
            await asyncio.sleep(0.1)
        await house.command("agent_pause", agent)
        await asyncio.sleep(5)
        (lost,) = await house.rows(select(AttemptRow.answered_at, AttemptRow.bridged_at, AttemptRow.nobody_free_at))
        assert lost.bridged_at is None
        assert (lost.nobody_free_at - lost.answered_at).total_seconds() < 0.1
        await asyncio.sleep(60)
        assert await house.dispositions() == [Disposition.ABANDONO]

    in_a_house(scenario, debtor=answers_directly, debtors=1)


def test_a_pause_asked_for_in_a_call_is_taken_after_it_and_nobody_is_called_for_that_agent() -> None:
    async def scenario(house: House) -> None:
        (agent,) = await agents_first(house, 1, dial_mode="progressive")
        while await house.agent_state(agent) is not AgentState.ON_CALL:  # noqa: ASYNC110 - a database tells nobody
            await asyncio.sleep(0.1)
        await house.command("agent_pause", agent)
        await asyncio.sleep(90)
        assert await house.agent_state(agent) is AgentState.WRAP_UP
        await house.command("agent_ready", agent)
        await asyncio.sleep(5)
        assert await house.agent_state(agent) is AgentState.PAUSED
        assert len(house.switch.originated) == 1
        await house.command("agent_ready", agent)
        await asyncio.sleep(5)
        assert len(house.switch.originated) == 2
        assert {row.error for row in await house.rows(select(CommandRow.error))} == {None}

    in_a_house(scenario, debtor=answers_directly, debtors=10)


def test_a_campaign_with_agents_of_its_own_is_served_by_them_alone() -> None:
    async def scenario(house: House) -> None:
        await house.change(update(CampaignRow).values(status="paused", dial_mode="progressive"))
        house.start()
        mine, other = await house.agent(1), await house.agent(2)
        await house.change(CampaignAgentRow.__table__.insert().values(campaign_id=1, user_id=1))
        await house.change(update(CampaignRow).values(status="running"))
        await asyncio.sleep(20)
        assert len(house.switch.originated) == 1
        assert await house.agent_state(mine) is AgentState.ON_CALL
        assert await house.agent_state(other) is AgentState.READY

    in_a_house(scenario, debtor=answers_directly, debtors=10)


def test_a_pause_counts_from_the_very_next_decision() -> None:
    async def scenario(house: House) -> None:
        (agent,) = await agents_first(house, 1, dial_mode="progressive")
        await asyncio.sleep(15)
        await house.command("agent_pause", agent)
        await house.command("agent_ready", agent)
        dialled = len(house.switch.originated)
        await asyncio.sleep(1.5)
        await house.command("agent_pause", agent)
        await asyncio.sleep(120)
        assert len(house.switch.originated) <= dialled + 1

    in_a_house(scenario, debtor=answers_directly, debtors=30)

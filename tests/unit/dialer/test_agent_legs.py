"""The softphones' legs: replaced when the softphone lost them, kept when they are what was asked for."""

import asyncio
from datetime import timedelta

from sqlalchemy import insert, select, update

from adapters.storage.tables.calls import AgentSessionRow, CommandRow
from adapters.storage.tables.portfolio import CampaignRow
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from tests.support.dialer_house import House, asks_for_a_person, busy, in_a_house
from tests.support.fake_telephone import FakeTelephone


async def paused_house(house: House) -> None:
    await house.change(update(CampaignRow).values(status="paused"))
    house.start()


def agent_legs(house: House) -> list[str]:
    return [leg for leg in house.switch.legs if leg.startswith("agent-")]


def test_a_leg_that_the_softphone_has_lost_gives_way_to_a_new_one() -> None:
    async def scenario(house: House) -> None:
        await paused_house(house)
        session = await house.agent(1)
        (old,) = agent_legs(house)
        await house.command("call_agent_leg", session)
        await asyncio.sleep(3)
        (new,) = agent_legs(house)
        assert new != old
        assert await house.agent_state(session) is AgentState.READY
        assert await house.rows(select(AgentSessionRow.leg_id)) == [(new,)]

    in_a_house(scenario, debtor=busy)


def test_a_request_made_before_the_leg_came_up_does_not_cut_it() -> None:
    async def scenario(house: House) -> None:
        await paused_house(house)
        session = await house.agent(1)
        legs = agent_legs(house)
        before = house.clock.now() - timedelta(seconds=10)
        late = insert(CommandRow).values(
            id=house.ids.new_id(), kind="call_agent_leg", data={"agent_session_id": session}, issued_at=before
        )
        await house.change(late)
        await asyncio.sleep(3)
        assert agent_legs(house) == legs

    in_a_house(scenario, debtor=busy)


def test_the_debtor_of_a_softphone_that_lost_its_leg_is_let_go() -> None:
    async def scenario(house: House) -> None:
        await paused_house(house)
        session = await house.agent(1)
        await house.change(update(CampaignRow).values(status="running"))
        await asyncio.sleep(10)
        assert await house.agent_state(session) is AgentState.ON_CALL
        await house.command("call_agent_leg", session)
        await asyncio.sleep(3)
        assert await house.agent_state(session) is AgentState.WRAP_UP
        assert await house.dispositions() == [Disposition.TRANSBORDO]
        assert house.switch.legs.keys() == set(agent_legs(house))

    in_a_house(scenario, debtor=asks_for_a_person)


def test_bridges_made_while_nobody_listened_are_told_apart() -> None:
    async def scenario(house: House) -> None:
        await house.change(update(CampaignRow).values(status="paused"))
        task = house.start()
        sessions = [await house.agent(1), await house.agent(2)]
        house.switch.loses_bridges = True
        await house.change(update(CampaignRow).values(status="running"))
        await asyncio.sleep(1.8)
        pairs = {leg.leg_id: leg.bridged_with.leg_id for leg in house.switch.legs.values() if leg.bridged_with}
        assert len(pairs) == 4
        task.cancel()
        await asyncio.wait([task])
        house.telephone = FakeTelephone(house.switch)
        house.start()
        await asyncio.sleep(5)
        rows = await house.rows(
            select(AgentSessionRow.id, AgentSessionRow.state, AgentSessionRow.attempt_id, AgentSessionRow.leg_id)
        )
        assert {row.id for row in rows} == set(sessions)
        assert all(row.state is AgentState.ON_CALL for row in rows)
        assert all(pairs[row.leg_id] == row.attempt_id for row in rows)

    in_a_house(scenario, debtor=asks_for_a_person, debtors=2)

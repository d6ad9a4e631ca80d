"""Preview: the agent sees whom to call, asks for it, and gets that very call."""

import asyncio

from sqlalchemy import insert, select

from adapters.storage.tables.calls import AttemptRow, CommandRow
from adapters.storage.tables.portfolio import LeadRow
from domain.call.agent_session import AgentState
from domain.call.lead import LeadState
from domain.ids import LeadId, UserId
from services.previewing import PreviewService
from tests.support.dialer_house import House, busy, in_a_house
from tests.unit.dialer.test_direct_modes import agents_first, answers_directly


async def ask(house: House, session: str, lead_id: LeadId) -> None:
    data = {"agent_session_id": session, "lead_id": str(lead_id)}
    values = {"id": house.ids.new_id(), "kind": "dial_preview", "data": data, "issued_at": house.clock.now()}
    await house.change(insert(CommandRow).values(values))
    await asyncio.sleep(3)


def test_nobody_is_called_until_the_agent_asks_and_then_the_agent_gets_that_call() -> None:
    async def scenario(house: House) -> None:
        idle_longest, asking = await agents_first(house, 2, dial_mode="preview")
        await asyncio.sleep(10)
        assert house.switch.originated == []
        preview = await PreviewService(storage=house.database, clock=house.clock).next(UserId(2))
        assert preview is not None
        assert (preview.lead_id, preview.campaign, preview.attempts_made) == (1, "c1", 0)
        assert "0001" in preview.phone_masked
        await ask(house, asking, preview.lead_id)
        assert [call.number for call in house.switch.originated] == ["+5511900000001"]
        assert await house.agent_state(asking) is AgentState.ON_CALL
        assert await house.agent_state(idle_longest) is AgentState.READY
        following = await PreviewService(storage=house.database, clock=house.clock).next(UserId(1))
        assert following is not None
        assert following.lead_id == 2

    in_a_house(scenario, debtor=answers_directly, debtors=3)


def test_an_agent_whose_debtor_is_busy_is_free_again_and_nobody_is_asked_for_twice() -> None:
    async def scenario(house: House) -> None:
        (agent,) = await agents_first(house, 1, dial_mode="preview")
        await ask(house, agent, LeadId(1))
        await asyncio.sleep(3)
        await ask(house, agent, LeadId(1))
        assert len(await house.rows(select(AttemptRow.id))) == 1
        assert (await house.rows(select(LeadRow.state).where(LeadRow.id == 1)))[0][0] is LeadState.DONE
        await ask(house, agent, LeadId(2))
        assert len(house.switch.originated) == 2, "the agent was ready again"
        errors = [row.error for row in await house.rows(select(CommandRow.error).order_by(CommandRow.id))]
        assert set(errors) == {None}

    in_a_house(scenario, debtor=busy, debtors=2)


def test_an_agent_who_is_not_ready_or_names_no_lead_is_told_so() -> None:
    async def scenario(house: House) -> None:
        (agent,) = await agents_first(house, 1, dial_mode="preview")
        await ask(house, agent, LeadId(99))
        await house.command("agent_pause", agent)
        await asyncio.sleep(2)
        await ask(house, agent, LeadId(1))
        errors = [row.error for row in await house.rows(select(CommandRow.error).order_by(CommandRow.id))]
        assert errors[-1] == "not_while_paused"
        assert house.switch.originated == []

    in_a_house(scenario, debtor=busy, debtors=2)

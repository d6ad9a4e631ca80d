"""Calls that ring for nobody are let go where the campaign wishes it, and counted as what they are."""

import asyncio
from typing import Any

from sqlalchemy import select, update

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.pacing import PacingDecisionRow
from adapters.storage.tables.portfolio import CampaignRow, LeadRow
from dialer.pacing import create_pacer
from domain.call.disposition import Disposition
from domain.pacing.holding import say_sample
from services.ports.telephone import TelephoneRefused
from tests.support.dialer_house import House, in_a_house
from tests.support.fake_telephone import Leg, Switch


async def rings_out(switch: Switch, leg: Leg) -> None:
    await asyncio.sleep(1)
    switch.ring(leg)
    await asyncio.sleep(25)
    switch.end(leg.leg_id, cause=19)


async def two_ring(house: House, *, mode: str = "progressive", **campaign: Any) -> list[str]:
    """Two agents, a call for each."""
    await house.change(update(CampaignRow).values(status="paused", dial_mode=mode, **campaign))
    house.start()
    agents = [await house.agent(number) for number in (1, 2)]
    await house.change(update(CampaignRow).values(status="running"))
    while len(house.switch.originated) < 2:  # noqa: ASYNC110 - the switch tells nobody
        await asyncio.sleep(0.1)
    await asyncio.sleep(3)
    return agents


def test_a_call_whose_agent_left_is_let_go_and_the_other_rings_on() -> None:
    async def scenario(house: House) -> None:
        _, second = await two_ring(house, cancel_surplus=True)
        await house.command("agent_pause", second)
        await asyncio.sleep(5)
        rows = await house.rows(select(AttemptRow.disposition, AttemptRow.answered_at, AttemptRow.originated_at))
        assert sorted(str(row.disposition) for row in rows) == ["CANCELADA", "None"]
        assert len(house.switch.legs) == 3, "two agents' legs and a call"
        await asyncio.sleep(60)
        found = await house.dispositions()
        assert found.count(Disposition.CANCELADA) == 1
        assert set(found) == {Disposition.CANCELADA, Disposition.NAO_ATENDE}

    in_a_house(scenario, debtor=rings_out, debtors=2)


def test_a_cancelled_call_counts_as_an_attempt_and_says_so_to_who_asks() -> None:
    async def scenario(house: House) -> None:
        for agent in await two_ring(house, cancel_surplus=True):
            await house.command("agent_pause", agent)
        await asyncio.sleep(10)
        assert await house.dispositions() == [Disposition.CANCELADA] * 2
        leads = await house.rows(select(LeadRow.attempts_made, LeadRow.last_verdict))
        assert {tuple(lead) for lead in leads} == {(1, "closed: CANCELADA, Exhausted")}
        told = [say_sample(row.decision) for row in await house.rows(select(PacingDecisionRow.decision))]
        assert any("que tocava" in sentence for sentence in told)

    in_a_house(scenario, debtor=rings_out, debtors=2)


def test_nothing_is_cancelled_where_nobody_wished_it_or_a_menu_receives() -> None:
    async def scenario(house: House) -> None:
        for agent in await two_ring(house):
            await house.command("agent_pause", agent)
        await asyncio.sleep(60)
        assert await house.dispositions() == [Disposition.NAO_ATENDE] * 2

    in_a_house(scenario, debtor=rings_out, debtors=2)

    async def behind_the_menu(house: House) -> None:
        for agent in await two_ring(house, mode="menu_first", cancel_surplus=True):
            await house.command("agent_pause", agent)
        await asyncio.sleep(60)
        assert Disposition.CANCELADA not in await house.dispositions()

    in_a_house(behind_the_menu, debtor=rings_out, debtors=2)


def test_a_call_that_cannot_be_let_go_ends_as_the_network_says() -> None:
    async def scenario(house: House) -> None:
        agents = await two_ring(house, cancel_surplus=True)

        async def refuse(_leg_id: str) -> None:
            raise TelephoneRefused("not now")

        house.telephone.hang_up = refuse  # type: ignore[method-assign,assignment]
        for agent in agents:
            await house.command("agent_pause", agent)
        await asyncio.sleep(60)
        assert await house.dispositions() == [Disposition.NAO_ATENDE] * 2

    in_a_house(scenario, debtor=rings_out, debtors=2)


def test_who_answers_in_the_very_moment_is_not_hung_up_on() -> None:
    """The answer is on its way while the decision is taken: it is heard before the order leaves."""

    async def scenario(house: House) -> None:
        agents = await two_ring(house, cancel_surplus=True)
        calls = house.dialer.calls
        surplus = house.dialer._engine._surplus
        chosen = list(calls)
        for call in chosen:
            call.cancelled = True
            house.switch.answer(house.switch.legs[call.attempt_id])
        await asyncio.sleep(0.1)
        for call in chosen:
            await surplus._hang_up(call)
        assert [call.cancelled for call in chosen] == [False, False]
        assert len(house.switch.legs) == len(agents) + 2

    in_a_house(scenario, debtor=rings_out, debtors=2)


def answer_rate_after(cancelled: int) -> float:
    """Of fifty calls answered in half of the cases, with others that were let go after two seconds."""
    pacer = create_pacer("predictive")
    t = 0.0
    for number in range(400):
        t += 1.0
        pacer.on_event(t, "dial", call=number)
        if number < cancelled:
            pacer.on_event(t + 2, "cancel", call=number)
        else:
            pacer.on_event(t + 9, "answer_human" if number % 2 else "no_answer", call=number)
        pacer.calls_to_place(t + 9, 5, 0, 0, 0)
        t += 9
    decision = pacer.explain()
    assert decision is not None
    assert decision.answer_rate is not None
    return decision.answer_rate


def test_what_was_let_go_teaches_the_pacer_no_refusal() -> None:
    assert answer_rate_after(150) > 0.9 * answer_rate_after(0)


def test_an_event_after_the_end_changes_nothing() -> None:
    pacer = create_pacer("predictive")
    pacer.on_event(1.0, "cancel", call="nobody")
    pacer.on_event(1.0, "dial", call="a")
    pacer.on_event(1.2, "cancel", call="a")
    pacer.on_event(1.3, "cancel", call="a")
    pacer.on_event(9.0, "answer_human", call="a")
    assert pacer.calls_to_place(10.0, 1, 0, 0, 0) >= 0

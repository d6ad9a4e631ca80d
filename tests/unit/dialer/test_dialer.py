"""The whole dialer on virtual time, a perfect line and a database in memory."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.storage.database import Database
from adapters.storage.tables.calls import CommandRow
from adapters.storage.tables.portfolio import CampaignRow
from dialer.load_watch import LEAST_REPORTS
from domain.call.admission import Strain
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from services.ports.telephone import MediaReported
from tests.support.dialer_house import House, asks_for_a_person, busy, in_a_house
from tests.support.fake_telephone import FakeTelephone


def test_a_list_is_worked_and_every_call_has_its_outcome() -> None:
    async def scenario(house: House) -> None:
        house.start()
        await asyncio.sleep(30)
        assert await house.dispositions() == [Disposition.OCUPADO] * 20
        assert len({call.number for call in house.switch.originated}) == 20

    in_a_house(scenario, debtor=busy, debtors=20)


def test_a_debtor_who_asks_for_a_person_is_bridged_to_the_agent_ready_the_longest() -> None:
    async def scenario(house: House) -> None:
        await house.change(update(CampaignRow).values(status="paused"))
        house.start()
        first, second = await house.agent(1), await house.agent(2)
        await house.change(update(CampaignRow).values(status="running"))
        await asyncio.sleep(10)
        assert await house.agent_state(first) is AgentState.ON_CALL
        assert await house.agent_state(second) is AgentState.READY
        await asyncio.sleep(40)
        assert await house.agent_state(first) is AgentState.WRAP_UP
        assert await house.dispositions() == [Disposition.TRANSBORDO]
        await house.command("agent_ready", first)
        await asyncio.sleep(2)
        assert await house.agent_state(first) is AgentState.READY

    in_a_house(scenario, debtor=asks_for_a_person)


def test_a_debtor_for_whom_nobody_is_free_goes_back_to_the_menu() -> None:
    async def scenario(house: House) -> None:
        house.start()
        await asyncio.sleep(25)
        assert all(leg.returned.is_set() for leg in house.switch.legs.values())
        await asyncio.sleep(30)
        assert await house.dispositions() == [Disposition.ABANDONO]

    in_a_house(scenario, debtor=asks_for_a_person)


def test_a_call_outlives_the_dialer_that_placed_it() -> None:
    async def scenario(house: House) -> None:
        task = house.start()
        await asyncio.sleep(5)
        task.cancel()
        await asyncio.wait([task])
        house.telephone = FakeTelephone(house.switch)
        house.start()
        await asyncio.sleep(60)
        assert await house.dispositions() == [Disposition.ABANDONO]
        assert len(house.switch.originated) == 1

    in_a_house(scenario, debtor=asks_for_a_person)


def test_an_order_that_comes_too_late_is_never_sent() -> None:
    class Slow:
        def __init__(self, database: Database) -> None:
            self._database = database
            self.slow = False

        async def write(self, work: Any) -> Any:
            result = await self._database.write(work)
            await asyncio.sleep(2.5)
            return result

        async def read(self, work: Any) -> Any:
            return await self._database.read(work)

    async def scenario(house: House) -> None:
        house.start(storage=Slow(house.database))
        await asyncio.sleep(30)
        assert house.switch.originated == []
        assert set(await house.dispositions()) <= {Disposition.NAO_DISCADO, None}
        assert Disposition.NAO_DISCADO in await house.dispositions()

    in_a_house(scenario, debtor=busy)


def test_nobody_is_called_while_there_is_no_menu_to_talk_with() -> None:
    async def scenario(house: House) -> None:
        up = False
        house.start(menu_is_up=lambda: up)
        await asyncio.sleep(30)
        assert house.switch.originated == []
        up = True
        await asyncio.sleep(0.5)
        assert len(house.switch.originated) == 1, "and at once when it is back"

    in_a_house(scenario, debtor=busy)


@pytest.mark.parametrize("kind", ["agent_ready", "hang_up_call", "unheard_of"])
def test_an_intent_that_makes_no_sense_is_done_with_its_error(kind: str) -> None:
    async def scenario(house: House) -> None:
        house.start()
        await house.command(kind, "nobody")
        await asyncio.sleep(5)
        rows = await house.rows(select(CommandRow.done_at, CommandRow.error))
        assert rows[0].done_at is not None
        assert rows[0].error == ("unknown_command" if kind == "unheard_of" else "no_such_session")

    in_a_house(scenario, debtor=busy)


def test_sound_lost_in_most_calls_slows_the_dialling() -> None:
    async def scenario(house: House) -> None:
        house.start()
        await asyncio.sleep(1)
        for _ in range(LEAST_REPORTS):
            house.switch.tell(MediaReported(at=house.clock.now(), lost=0.1))
        await asyncio.sleep(1)
        assert house.dialer.strain is Strain.MEDIA
        await asyncio.sleep(60)
        assert house.dialer.strain is None

    in_a_house(scenario, debtor=busy)

"""Waiting for a person, with the whole dialer on virtual time and a perfect line."""

import asyncio

from domain.call.disposition import Disposition
from domain.ids import AttemptId
from services.ports.telephone import LegEnteredMenu, LegLeftQueue, LegRequestedPerson
from tests.support.dialer_house import House, asks_for_a_person, in_a_house
from tests.support.fake_telephone import Leg, Switch


async def leaves_the_queue(switch: Switch, leg: Leg) -> None:
    await asks(switch, leg)
    await asyncio.sleep(8)
    leg.waiting = False
    switch.tell(LegLeftQueue(at=switch.clock.now(), leg_id=AttemptId(leg.leg_id)))
    await asyncio.sleep(60)
    switch.end(leg.leg_id)


async def asks(switch: Switch, leg: Leg) -> None:
    switch.answer(leg)
    switch.tell(LegEnteredMenu(at=switch.clock.now(), leg_id=AttemptId(leg.leg_id)))
    leg.waiting = True
    switch.tell(LegRequestedPerson(at=switch.clock.now(), leg_id=AttemptId(leg.leg_id)))


def test_those_who_wait_are_told_their_places_in_order() -> None:
    async def scenario(house: House) -> None:
        house.start()
        await house.agent(1)
        await asyncio.sleep(15)
        told = dict(house.switch.told_places)
        talking = {leg.leg_id for leg in house.switch.legs.values() if leg.bridged_with is not None}
        waiting = [attempt for attempt in told if attempt not in talking]
        assert sorted(told[attempt].position for attempt in waiting) == [1, 2]
        assert all(told[attempt].wait_seconds is not None for attempt in waiting)

    in_a_house(scenario, debtor=asks_for_a_person, debtors=3)


def test_where_nobody_is_logged_in_that_is_told() -> None:
    async def scenario(house: House) -> None:
        house.start()
        await asyncio.sleep(5)
        assert [place.position for _, place in house.switch.told_places] == [0]

    in_a_house(scenario, debtor=asks_for_a_person)


def test_who_left_the_queue_is_given_to_nobody_and_is_not_sent_back_again() -> None:
    async def scenario(house: House) -> None:
        house.start()
        await asyncio.sleep(15)
        await house.agent(1)
        await asyncio.sleep(30)
        (leg,) = [leg for leg in house.switch.legs.values() if not leg.leg_id.startswith("agent-")]
        assert leg.bridged_with is None
        assert not leg.returned.is_set()
        await asyncio.sleep(60)
        assert await house.dispositions() == [Disposition.ABANDONO]

    in_a_house(scenario, debtor=leaves_the_queue)

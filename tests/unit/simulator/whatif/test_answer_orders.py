"""Lists worked by chance: luck is the numbers' own, the rules hold, and what was seen is used."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from domain.call.disposition import Disposition
from domain.contact.answer_chance import answered
from simulator.whatif.answer_orders import ListWork, Tally, WorkPlan
from simulator.whatif.answer_world import AnswerWorld, WorldPlan
from simulator.whatif.answer_worth import WorthPlan, change, weigh
from simulator.whatif.list_orders import ORDERS, Order

MONDAY = date(2026, 11, 23)
WORLD = WorldPlan(leads=60)
WORK = WorkPlan(days=4, calls_per_hour=8, lived=10, past_calls=3)


def worked(order: Order, *, world: WorldPlan = WORLD, work: WorkPlan = WORK, seed: int = 1) -> tuple[ListWork, Tally]:
    made = AnswerWorld(world, begins=MONDAY, days=work.days, seed=seed, lived=work.lived)
    list_work = ListWork(made, order, work, begins=MONDAY, seed=seed)
    return list_work, list_work.work()


def test_the_same_number_in_the_same_hour_ends_the_same_and_shares_are_as_stated() -> None:
    plan = WorldPlan(leads=400, answer_rate=0.3, strangers=0.25, dead=0.1, spread=0, habit=0)
    one, other = (AnswerWorld(plan, begins=MONDAY, days=2, seed=5) for _ in range(2))
    calls = [(who, 0, hour) for who in range(400) for hour in (9, 15)]
    ends = [one.outcome(who, place, day=1, hour=hour) for who, place, hour in calls]
    assert ends == [other.outcome(who, place, day=1, hour=hour) for who, place, hour in calls]
    shares = Counter(ends)
    assert shares[Disposition.INEXISTENTE] / len(calls) == pytest.approx(0.1, abs=0.04)
    assert sum(answered(end) is True for end in ends) / len(calls) == pytest.approx(0.9 * 0.3, abs=0.05)
    assert sum(one.is_stranger(who, 0) for who in range(400)) / 400 == pytest.approx(0.25, abs=0.07)
    assert one.answer_chance(0, 0, 9) == 0.3


def test_habits_are_of_parts_of_the_day() -> None:
    world = AnswerWorld(WorldPlan(leads=5, by_hour={9: 2.0}), begins=MONDAY, days=1, seed=2)
    assert world.answer_chance(1, 0, 9) == pytest.approx(min(0.95, 2 * world.answer_chance(1, 0, 8)))
    assert world.answer_chance(1, 0, 8) != world.answer_chance(1, 0, 19)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.code)
def test_every_order_keeps_the_rules_and_the_room(order: Order) -> None:
    list_work, tally = worked(order)
    mine = list_work.calls[-tally.calls :]
    assert tally.calls > 100
    assert all(8 <= call.at.hour < 20 and call.at.weekday() < 6 for call in mine)
    assert max(Counter(call.at for call in mine).values()) <= WORK.calls_per_hour
    by_debtor: dict[int, list[object]] = {}
    for call in mine:
        by_debtor.setdefault(call.phone_id // 4, []).append(call.at)
    for times in by_debtor.values():
        assert len(times) <= WORK.max_attempts
        assert all(later - sooner >= timedelta(hours=4) for sooner, later in pairwise(times))  # type: ignore[operator]
    assert tally.contacts <= tally.leads
    assert tally.strangers <= tally.answers <= tally.calls
    assert 0 < tally.contact_share < 1
    assert tally.calls_per_contact == tally.calls / tally.contacts


def test_the_past_is_the_same_for_every_order_and_ends_nothing() -> None:
    pasts = []
    for order in (ORDERS[0], ORDERS[-1]):
        list_work, tally = worked(order)
        past = list_work.calls[: -tally.calls]
        assert all(call.at.date() < MONDAY for call in past)
        pasts.append([(call.phone_id, call.at, call.disposition) for call in past])
    assert pasts[0] == pasts[1]
    assert any(disposition is Disposition.PROMESSA for _, _, disposition in pasts[0])


def test_calling_by_what_was_learned_reaches_more_with_fewer_calls() -> None:
    """With a long past and numbers that differ much; eight lists, each with the same luck for both orders."""
    world = WorldPlan(leads=100, spread=1.2, strangers=0.4)
    plan = WorthPlan(begins=MONDAY, world=world, work=replace(WORK, past_calls=6, calls_per_hour=15))
    plan = replace(plan, orders=(ORDERS[0], ORDERS[3]), seeds=tuple(range(1, 9)))
    told: list[int] = []
    by_list, by_chance = weigh(plan, told.append)
    assert told == list(range(1, 17))
    fewer = change(by_chance, by_list, lambda one: one.calls_per_contact)
    assert fewer.certain
    assert fewer.high < 0
    same = change(by_list, by_list, lambda one: one.contact_share)
    assert (same.mean, same.low, same.high, same.certain) == (0, 0, 0, False)


def test_a_list_that_nobody_answers_costs_every_attempt_and_no_more() -> None:
    world = WorldPlan(leads=20, answer_rate=0.0, dead=0)
    _, tally = worked(ORDERS[3], world=world, work=replace(WORK, days=8, max_attempts=2, past_calls=1))
    assert tally.calls == 40
    assert tally.contacts == 0
    assert tally.calls_per_contact == 40

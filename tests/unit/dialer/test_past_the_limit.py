"""A machine that is asked for more than it can do goes on at its limit; one that stumbles is soon back at its pace."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from dialer.call_rate import CallRate
from dialer.load_watch import LOOK_SECONDS, LoadWatch
from tests.support.dialing import TUESDAY_TEN
from tests.support.virtual_time import VirtualClock, VirtualTimeLoop, run_virtual

CAPACITY = 15.0
"""Calls per second that the machine can work off, three fifths of the work of each being its beginning."""
TRUNKS = 100.0
TALK_SECONDS = 5.0
TURN_SECONDS = 0.05


@dataclass
class Machine:
    """Agents who are free at once after each call, and work that waits in one queue."""

    loop: VirtualTimeLoop
    agents: int
    speed: Callable[[float], float] = lambda _t: 1.0
    backlog: float = 0.0
    """Seconds of work."""
    done: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    async def run(self, seconds: float) -> None:
        rate = CallRate(TRUNKS)
        watch = LoadWatch(
            VirtualClock(self.loop, TUESDAY_TEN), cap=TRUNKS, cpu_busy=lambda: 1.0 if self.backlog > 0.01 else 0.7
        )
        calls: set[asyncio.Task[None]] = set()
        turns = round(LOOK_SECONDS / TURN_SECONDS)
        for turn in range(round(seconds / TURN_SECONDS)):
            await asyncio.sleep(TURN_SECONDS)
            t = self.loop.time()
            self.backlog = max(0.0, self.backlog - TURN_SECONDS * self.speed(t))
            if turn % turns == 0:
                watch.woken_late(self.backlog)
                watch.look()
            factor = 1.0 if watch.limit is None else min(1.0, watch.limit / TRUNKS)
            placed = min(self.agents - len(calls), rate.available(t, factor=factor))
            rate.take(t, placed)
            watch.placed(placed)
            for _ in range(placed):
                call = self.loop.create_task(self._call(watch))
                calls.add(call)
                call.add_done_callback(calls.discard)
        for call in calls:
            call.cancel()

    async def _call(self, watch: LoadWatch) -> None:
        with watch.ordering():
            self.backlog += 0.6 / CAPACITY
            self.waits.append(self.backlog)
            await asyncio.sleep(self.backlog)
        await asyncio.sleep(TALK_SECONDS)
        self.backlog += 0.4 / CAPACITY
        await asyncio.sleep(self.backlog)
        self.done.append(self.loop.time())

    def per_second(self, since: float, until: float) -> float:
        return sum(since <= t < until for t in self.done) / (until - since)


def work(agents: int, speed: Callable[[float], float] = lambda _t: 1.0, *, seconds: float = 180.0) -> Machine:
    kept: list[Machine] = []

    async def main(loop: VirtualTimeLoop) -> None:
        kept.append(Machine(loop, agents, speed))
        await kept[0].run(seconds)

    run_virtual(main)
    return kept[0]


def test_below_the_limit_everybody_is_served_at_once() -> None:
    machine = work(60)
    assert machine.per_second(30, 180) == pytest.approx(60 / TALK_SECONDS, rel=0.05)


@pytest.mark.parametrize("agents", [90, 150, 300])
def test_past_the_limit_the_machine_goes_on_at_its_limit(agents: int) -> None:
    machine = work(agents)
    assert machine.per_second(40, 180) >= 0.82 * CAPACITY
    for since in range(40, 180, 20):
        assert machine.per_second(since, since + 20) >= 0.75 * CAPACITY
    assert sorted(machine.waits)[len(machine.waits) * 99 // 100] < 0.5, "and nobody waits long for it"


def test_a_machine_that_was_slow_for_a_while_is_back_at_its_pace_soon() -> None:
    machine = work(150, lambda t: 0.2 if 60 <= t < 70 else 1.0)
    assert machine.per_second(100, 180) >= 0.82 * CAPACITY

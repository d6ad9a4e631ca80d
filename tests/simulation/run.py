"""One simulated world from its seed: hours of dialling while everything that can break does, then quiet."""

import asyncio
import itertools
import random
from datetime import UTC, datetime

from tests.simulation.desks import Desk
from tests.simulation.patience import LOOK_SECONDS
from tests.simulation.world import AGENTS, CAMPAIGNS, World
from tests.support.virtual_time import VirtualTimeLoop, run_virtual

STARTS = (
    datetime(2026, 11, 24, 13, 0, tzinfo=UTC),  # Tuesday, 10:00 in Brasília
    datetime(2026, 11, 24, 10, 30, tzinfo=UTC),  # before it opens anywhere
    datetime(2026, 11, 27, 20, 15, tzinfo=UTC),  # Friday: Rio and Manaus close, then São Paulo
    datetime(2026, 11, 27, 22, 0, tzinfo=UTC),  # São Paulo closes, Acre later
    datetime(2026, 11, 28, 16, 0, tzinfo=UTC),  # Saturday, 13:00
    datetime(2026, 11, 29, 13, 0, tzinfo=UTC),  # Sunday
    datetime(2026, 11, 20, 13, 0, tzinfo=UTC),  # a holiday
)
WEIGHTS = (10, 4, 4, 4, 4, 1, 1)
HOURS = 1.5
QUIET_SECONDS = 900.0
LOOKS_PER_CHECK = 9


class Summary:
    def __init__(self, world: World) -> None:
        self.hours = world.loop.time() / 3600
        self.dials = len(world.switch.originated)
        self.kills = world.kills


def simulate(seed: int, *, hours: float = HOURS) -> Summary:
    """Raises what was broken; the same seed breaks it again."""
    start = random.Random(seed).choices(STARTS, WEIGHTS)[0]
    return run_virtual(lambda loop: _live(loop, seed, start, hours))


async def _live(loop: VirtualTimeLoop, seed: int, start: datetime, hours: float) -> Summary:
    world = World(loop, seed, start)
    world.populate()
    world.start()
    desks = [Desk(world, user) for user in range(1, AGENTS + 1)]
    async with asyncio.TaskGroup() as others:
        for desk in desks:
            others.create_task(desk.run(), name="desk")
        watch = others.create_task(_watch(world), name="watch")
        await _break_things(world, until=hours * 3600)
        await _calm_down(world, desks)
        watch.cancel()
        assert all(desk.left for desk in desks), "an agent could not log out"
    world.fail_if_dialer_failed()
    world.oracle.check_quiet()
    await world.stop()
    world.database.close()
    return Summary(world)


async def _watch(world: World) -> None:
    for look in itertools.count(1):
        await asyncio.sleep(LOOK_SECONDS)
        world.fail_if_dialer_failed()
        world.patience.look()
        if look % LOOKS_PER_CHECK:
            continue
        for task in list(world.switch.tasks):
            if task.done() and not task.cancelled():
                task.result()
        world.oracle.check()


async def _break_things(world: World, *, until: float) -> None:
    world.set_faults(faulty=True)
    rng = world.rng
    # Worlds differ in what befalls them: a restart would heal, and hide, what a broken line had spoilt.
    weights = [weight * rng.choice((0, 1, 1, 3)) for weight in BREAKAGE_WEIGHTS]
    while world.loop.time() < until:
        await asyncio.sleep(rng.uniform(2.0, 150.0))
        world.fail_if_dialer_failed()
        if any(weights):
            with world.breaking():
                await rng.choices(BREAKAGES, weights)[0](world)


async def _kill(world: World) -> None:
    await _somewhere(world)
    await world.kill()
    await asyncio.sleep(world.rng.uniform(0.0, 60.0))
    world.start()


async def _restart(world: World) -> None:
    await world.stop()
    await asyncio.sleep(world.rng.uniform(0.0, 20.0))
    world.start()


async def _break_line(world: World) -> None:
    line = world.switch.line
    assert line is not None
    line.disconnect()
    await asyncio.sleep(world.rng.uniform(0.0, 20.0))
    line.connect()


async def _crash_switch(world: World) -> None:
    line = world.switch.line
    assert line is not None
    line.disconnect()
    world.switch.crash()
    await asyncio.sleep(world.rng.uniform(1.0, 20.0))
    line.connect()


async def _take_storage_away(world: World) -> None:
    world.storage_away = True
    await asyncio.sleep(world.rng.uniform(0.1, 40.0))
    if world.rng.random() < 0.2:
        await world.kill()
        world.start()
        await asyncio.sleep(world.rng.uniform(0.1, 10.0))
    world.storage_away = False


async def _drop_agent_leg(world: World) -> None:
    legs = [leg for leg in world.switch.legs if leg.startswith("agent-")]
    if legs:
        world.switch.end(world.rng.choice(legs))


async def _stop_campaign(world: World) -> None:
    campaign = world.rng.choice(CAMPAIGNS)
    world.set_campaign(campaign, "paused")
    await asyncio.sleep(world.rng.uniform(1.0, 120.0))
    world.set_campaign(campaign, "running")


async def _somewhere(world: World) -> None:
    """Stop at any turn of the loop, so that a kill may fall between any two awaits."""
    turns = world.rng.randrange(400)
    reached = asyncio.Event()

    def count() -> None:
        nonlocal turns
        turns -= 1
        if turns <= 0:
            reached.set()

    world.loop.on_step = count
    await reached.wait()
    world.loop.on_step = lambda: None


BREAKAGES = (_kill, _restart, _break_line, _crash_switch, _take_storage_away, _drop_agent_leg, _stop_campaign)
BREAKAGE_WEIGHTS = (6, 1, 3, 1, 2, 3, 3)


async def _calm_down(world: World, desks: list[Desk]) -> None:
    """Faults end, campaigns stop, agents go home: what is left must come to rest."""
    world.set_faults(faulty=False)
    for campaign in CAMPAIGNS:
        world.set_campaign(campaign, "paused")
    await asyncio.sleep(QUIET_SECONDS / 2)
    for desk in desks:
        desk.at_work = False
    await asyncio.sleep(QUIET_SECONDS / 2)

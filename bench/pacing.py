"""`make bench-pacing`: robot agents on a real Asterisk against the same day simulated.

The same people in the same order with the same pacer: occupancy of the agents, people abandoned, and how long it takes
from an answer to an agent who is free.
"""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from adapters.storage.database import Database
from adapters.storage.tables.calls import AgentSessionRow
from bench.figures import Snapshot
from bench.pacing_figures import CALLS, live_figures, seconds_by_reason
from bench.pacing_twin import TwinPlan, live_through
from bench.stage import CAMPAIGN, PASSWORD, Stage, StagePlan, add_people, conditions, stage
from domain.access import Role
from domain.call.agent_session import AgentState
from domain.call.dial_mode import DialMode, PacingSettings
from domain.pacing.holding import say_sample
from runtime.clock import SystemClock, UlidSource
from services.campaigns import CampaignDialing, CampaignService
from simulator.numbers import DialplanCode
from simulator.paced import PacedMix, draw_paced
from simulator.robot_agents import RobotAgentSettings, run_robot_agents
from simulator.robot_mind import RobotPolicy

WRAP_SECONDS = (5.0, 15.0)
RING_TIMEOUT_SECONDS = 25
READY_WITHIN_SECONDS = 90.0
WORDS = 8
_ALL = 1_000_000


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    people = draw_paced(options.people, seed=options.seed, mix=PacedMix(answers=options.answers))
    names = [f"agente{number}" for number in range(1, options.agents + 1)]
    with tempfile.TemporaryDirectory(prefix="concilia-bench-") as folder:
        plan = StagePlan(
            folder=Path(folder),
            people=len(people),
            code=DialplanCode.PACED,
            seats=options.agents,
            robots=True,
            numbers=tuple(person.number for person in people),
        )
        async with stage(plan) as at:
            await add_people(at, names, Role.AGENT)
            pacing = PacingSettings(abandonment_target=options.target, ring_timeout_seconds=RING_TIMEOUT_SECONDS)
            await set_mode(at, DialMode(options.mode), pacing)
            await at.open()
            robots = RobotAgentSettings(
                seed=options.seed,
                policy=RobotPolicy(
                    talk_seconds=(600.0, 601.0), wrap_up_seconds=WRAP_SECONDS, pause_seconds=(0.0, 0.1), pause_chance=0
                ),
            )
            credentials = [(name, PASSWORD) for name in names]
            working = asyncio.create_task(run_robot_agents(at.settings.web_url, credentials, robots))
            try:
                await all_ready(at, options.agents, working, within_seconds=READY_WITHIN_SECONDS)
                live = await _live(at, options, working)
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
            await at.shut()
    twins = [
        live_through(
            TwinPlan(
                mode=options.mode,
                agents=options.agents,
                seconds=options.minutes * 60.0,
                wrap_seconds=WRAP_SECONDS,
                ring_timeout_seconds=RING_TIMEOUT_SECONDS,
                target=options.target,
                seed=seed,
            ),
            people,
        )
        for seed in range(options.seed, options.seed + 5)
    ]
    simulated = sorted(twin.occupancy for twin in twins)[len(twins) // 2]
    return {
        "conditions": conditions(),
        "mode": options.mode,
        "agents": options.agents,
        "minutes": options.minutes,
        "live": live,
        "simulated": {
            "occupancy": round(100 * simulated, 1),
            "runs": [round(100 * twin.occupancy, 1) for twin in twins],
            "abandonment": [round(100 * twin.abandonment, 1) for twin in twins],
            "dialled": [twin.dialled for twin in twins],
            "stopped_seconds": [round(twin.stopped_seconds) for twin in twins],
        },
        "difference_points": round(live["occupancy"] - 100 * simulated, 1),
    }


async def set_mode(at: Stage, mode: DialMode, pacing: PacingSettings) -> None:
    database = Database(at.settings.database, ids=UlidSource())
    try:
        dialing = CampaignDialing(dial_mode=mode, concurrent_calls=1, pacing=pacing, agents=frozenset())
        service = CampaignService(storage=database, clock=SystemClock(at.settings.clock_offset))
        await service.set_dialing(CAMPAIGN, dialing)
    finally:
        await asyncio.to_thread(database.close)


async def all_ready(at: Stage, agents: int, working: "asyncio.Task[None]", *, within_seconds: float) -> None:
    """Raises what ended the robots before they were at work, or TimeoutError."""
    ready = select(func.count()).where(AgentSessionRow.state == AgentState.READY, AgentSessionRow.ended_at.is_(None))
    async with asyncio.timeout(within_seconds):
        while await at.read(lambda uow: uow.connection.execute(ready).scalar_one()) < agents:
            if working.done():
                await working
            await asyncio.sleep(0.2)


async def _live(at: Stage, options: argparse.Namespace, working: "asyncio.Task[None]") -> dict[str, Any]:
    """Raises what ended the robots before the day was over."""
    clock = SystemClock(at.settings.clock_offset)
    began, cpu = clock.now(), Snapshot.take(at.pids())
    await at.set_running(running=True)
    ended_early, _ = await asyncio.wait({working}, timeout=options.minutes * 60.0)
    for robots in ended_early:
        robots.result()
    ended, used = clock.now(), Snapshot.take(at.pids()).cpu_since(cpu)
    words = await at.read(lambda uow: [say_sample(one.decision) for one in uow.pacing.last(CAMPAIGN, limit=WORDS)])
    decided = await at.read(lambda uow: list(uow.pacing.last(CAMPAIGN, limit=_ALL)))
    stopped = clock.now()
    await at.set_running(running=False)
    # Whoever answered in the last moment is with an agent by then, or in the menu.
    await asyncio.sleep(5.0)
    rows = await at.read(lambda uow: uow.connection.execute(CALLS).all())
    calls = [row for row in rows if row.claimed_at < ended]
    after = [(row.claimed_at - stopped).total_seconds() * 1000 for row in rows if row.claimed_at > stopped]
    return {
        **live_figures(calls, began=began, ended=ended, agents=options.agents),
        "stop": {"calls_after": len(after), "last_after_ms": round(max(after, default=0.0), 1)},
        "cpu_ms_per_call": {name: round(1000 * one / max(1, len(calls)), 1) for name, one in used.items()},
        "restarts": at.restarts(),
        "seconds_by_reason": seconds_by_reason(decided, until=ended),
        "last_decisions": words,
    }


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--answers", type=float, default=0.3, help="share of those dialled who answer")
    parser.add_argument("--mode", choices=("predictive", "power", "progressive"), default="predictive")
    parser.add_argument("--target", type=float, default=0.03)
    parser.add_argument("--seed", type=int, default=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    print(json.dumps(asyncio.run(measure(parser.parse_args())), indent=1))


if __name__ == "__main__":
    main()

"""`make bench-pacing`: robot agents on a real Asterisk against the same day simulated.

The same people in the same order with the same pacer: occupancy of the agents, people abandoned, and how long it takes
from an answer to an agent who is free.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from adapters.storage.database import Database
from adapters.storage.tables.calls import AttemptRow
from bench.figures import Snapshot, spread
from bench.pacing_twin import TwinPlan, live_through
from bench.stage import CAMPAIGN, PASSWORD, Stage, StagePlan, add_people, conditions, stage
from domain.access import Role
from domain.call.dial_mode import DialMode, PacingSettings
from runtime.clock import SystemClock, UlidSource
from services.campaigns import CampaignDialing, CampaignService
from simulator.numbers import DialplanCode
from simulator.paced import PacedMix, draw_paced
from simulator.robot_agents import RobotAgentSettings, run_robot_agents
from simulator.robot_mind import RobotPolicy

WRAP_SECONDS = (5.0, 15.0)
RING_TIMEOUT_SECONDS = 25
SETTLE_SECONDS = 15.0


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
            await _set_mode(at, options)
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
                await asyncio.sleep(SETTLE_SECONDS)
                live = await _live(at, options)
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
        },
        "difference_points": round(live["occupancy"] - 100 * simulated, 1),
    }


async def _set_mode(at: Stage, options: argparse.Namespace) -> None:
    database = Database(at.settings.database, ids=UlidSource())
    try:
        dialing = CampaignDialing(
            dial_mode=DialMode(options.mode),
            concurrent_calls=1,
            pacing=PacingSettings(abandonment_target=options.target, ring_timeout_seconds=RING_TIMEOUT_SECONDS),
            agents=frozenset(),
        )
        service = CampaignService(storage=database, clock=SystemClock(at.settings.clock_offset))
        await service.set_dialing(CAMPAIGN, dialing)
    finally:
        await asyncio.to_thread(database.close)


async def _live(at: Stage, options: argparse.Namespace) -> dict[str, Any]:
    clock = SystemClock(at.settings.clock_offset)
    began, cpu = clock.now(), Snapshot.take(at.pids())
    await at.set_running(running=True)
    await asyncio.sleep(options.minutes * 60.0)
    ended, used = clock.now(), Snapshot.take(at.pids()).cpu_since(cpu)
    await at.set_running(running=False)
    await asyncio.sleep(2.0)
    rows = await at.read(lambda uow: list(uow.connection.execute(_CALLS)))
    calls = [row for row in rows if row.claimed_at < ended]
    needed = [row for row in calls if row.answered_at is not None and row.answered_at < ended]
    lost = [row for row in needed if row.bridged_at is None]
    busy = sum(_busy_seconds(row, began, ended) for row in calls)
    return {
        "occupancy": round(100 * busy / (options.agents * (ended - began).total_seconds()), 1),
        "dialled": len(calls),
        "needed_agent": len(needed),
        "abandoned": len(lost),
        "abandonment": round(100 * len(lost) / len(needed), 2) if needed else 0.0,
        "answer_to_agent_ms": spread(_answer_to_agent(calls, queued=False)),
        "answer_to_free_agent_ms": spread(_answer_to_agent(calls, queued=True)),
        "cpu_ms_per_call": {name: round(1000 * one / max(1, len(calls)), 1) for name, one in used.items()},
        "restarts": at.restarts(),
    }


_CALLS = select(
    AttemptRow.claimed_at,
    AttemptRow.answered_at,
    AttemptRow.bridged_at,
    AttemptRow.nobody_free_at,
    AttemptRow.closed_at,
    AttemptRow.disposed_at,
    AttemptRow.agent_session_id,
)


def _busy_seconds(row: Any, began: datetime, ended: datetime) -> float:
    """Of an agent with this call, wrap-up included, within the window."""
    if row.bridged_at is None:
        return 0.0
    free_at = row.disposed_at or ended
    return max(0.0, (min(free_at, ended) - max(row.bridged_at, began)).total_seconds())


def _answer_to_agent(calls: Sequence[Any], *, queued: bool) -> list[float]:
    """Milliseconds to the bridge; with `queued`, from when the agent became free if that was after the answer."""
    freed: dict[str, datetime] = {}
    waits: list[float] = []
    for row in sorted((row for row in calls if row.bridged_at is not None), key=lambda row: row.bridged_at):
        before = freed.get(row.agent_session_id)
        since = max(row.answered_at, before) if queued and before is not None else row.answered_at
        waits.append(max(0.0, (row.bridged_at - since).total_seconds() * 1000))
        if row.disposed_at is not None:
            freed[row.agent_session_id] = row.disposed_at
    return waits


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

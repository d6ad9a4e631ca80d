"""Bench (i): calls given to agents, from a few agents to more than the machine serves.

Every debtor answers at once, listens for five seconds and hangs up; each call is recorded and given to a robot agent
with a SIP leg and a desk of its own, who is ready again at once. Progressive, so that the agents are the load.
"""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import Snapshot, spread
from bench.pacing import all_ready, set_mode
from bench.pacing_figures import CALLS
from bench.stage import PASSWORD, Stage, StagePlan, add_people, conditions, stage
from domain.access import Role
from domain.call.dial_mode import DialMode, PacingSettings
from runtime.clock import SystemClock
from simulator.numbers import DialplanCode
from simulator.robot_agents import RobotAgentSettings, run_robot_agents
from simulator.robot_mind import RobotPolicy

_AT_ONCE = RobotPolicy(
    talk_seconds=(600.0, 601.0), wrap_up_seconds=(0.0, 0.01), pause_seconds=(5.0, 5.1), pause_chance=0
)
_IDLE_SECONDS = 6
_RAMP_SECONDS = 12
_PARTY = 30


async def step(agents: int, options: argparse.Namespace) -> dict[str, Any]:
    names = [f"agente{number}" for number in range(1, agents + 1)]
    with tempfile.TemporaryDirectory(prefix="concilia-bench-") as folder:
        plan = StagePlan(
            folder=Path(folder),
            people=options.people,
            code=DialplanCode.LISTENS_5_SECONDS,
            seats=agents,
            robots=True,
        )
        async with stage(plan) as at:
            await add_people(at, names, Role.AGENT)
            await set_mode(at, DialMode.PROGRESSIVE, PacingSettings())
            await at.open()
            working: list[asyncio.Task[None]] = []
            try:
                await _take_seats(at, names, working)
                return {"agents": agents, **await _work(at, options.seconds, working)}
            finally:
                for robots in working:
                    robots.cancel()
                await asyncio.gather(*working, return_exceptions=True)
                await at.shut()


async def _take_seats(at: Stage, names: Sequence[str], working: "list[asyncio.Task[None]]") -> None:
    """In parties, for log-ins under way from one address count as failed ones until they are through."""
    for number, first in enumerate(range(0, len(names), _PARTY)):
        party = names[first : first + _PARTY]
        settings = RobotAgentSettings(seed=number, policy=_AT_ONCE)
        credentials = [(name, PASSWORD) for name in party]
        working.append(asyncio.create_task(run_robot_agents(at.settings.web_url, credentials, settings)))
        await all_ready(at, first + len(party), working[-1], within_seconds=120)


async def _work(at: Stage, seconds: int, working: "Sequence[asyncio.Task[None]]") -> dict[str, Any]:
    clock = SystemClock(at.settings.clock_offset)
    before = Snapshot.take(_pids(at))
    await asyncio.sleep(_IDLE_SECONDS)
    idle = Snapshot.take(_pids(at)).cpu_since(before)
    await at.set_running(running=True)
    await asyncio.sleep(_RAMP_SECONDS)
    began, cpu = clock.now(), Snapshot.take(_pids(at))
    ended_early, _ = await asyncio.wait(working, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for robots in ended_early:
        robots.result()
    ended, used = clock.now(), Snapshot.take(_pids(at)).cpu_since(cpu)
    stopped = clock.now()
    await at.set_running(running=False)
    await asyncio.sleep(5.0)
    rows = await at.read(lambda uow: uow.connection.execute(CALLS).all())
    served = [row for row in rows if row.bridged_at is not None and began <= row.bridged_at < ended]
    answered = [row for row in rows if row.answered_at is not None and began <= row.answered_at < ended]
    after = [(row.claimed_at - stopped).total_seconds() * 1000 for row in rows if row.claimed_at > stopped]
    return {
        "answered_per_second": round(len(answered) / (ended - began).total_seconds(), 2),
        "answered_without_an_agent": sum(row.bridged_at is None for row in answered),
        "answer_to_agent_ms": spread(_milliseconds(served, "answered_at", "bridged_at")),
        "free_again_ms": spread(_milliseconds(served, "closed_at", "disposed_at")),
        "idle_cores": {name: round(one / _IDLE_SECONDS, 3) for name, one in idle.items()},
        "cpu_ms_per_call": {name: round(1000 * one / max(1, len(answered)), 1) for name, one in used.items()},
        "stop": {"calls_after": len(after), "last_after_ms": round(max(after, default=0.0), 1)},
        "restarts": at.restarts(),
    }


def _pids(at: Stage) -> dict[str, int]:
    """The robot agents live in the bench's own process."""
    return at.pids() | {"robots": os.getpid()}


def _milliseconds(rows: Sequence[Any], since: str, until: str) -> list[float]:
    """Below zero, when the news came in another order, is zero."""
    pairs = [(getattr(row, since), getattr(row, until)) for row in rows]
    return [max(0.0, (end - begin).total_seconds() * 1000) for begin, end in pairs if begin and end]


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "conditions": conditions(),
        "seconds": options.seconds,
        "steps": [await step(agents, options) for agents in options.agents],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[5, 60, 120])
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--people", type=int, default=6000)
    print(json.dumps(asyncio.run(measure(parser.parse_args())), indent=1))


if __name__ == "__main__":
    main()

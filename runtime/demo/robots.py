"""The unattended demo's agents: robots that log in, take calls on real SIP legs and dispose of them."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.children import Child
from runtime.demo.plan import DemoPlan
from runtime.demo.seed import Login
from runtime.private_files import write_private
from runtime.settings import Settings, process_environment
from runtime.stack import STAGE_ROBOT
from simulator.robot_agents import RobotAgentSettings, run_robot_agents
from simulator.robot_mind import RobotPolicy


def robots_child(settings: Settings, plan: DemoPlan, logins: Sequence[Login]) -> Child:
    told = settings.home / "run" / "robots.json"
    write_private(
        told,
        json.dumps(
            {
                "base_url": settings.web_url,
                "credentials": [[login.username, login.password] for login in logins],
                "seed": plan.seed,
                "talk_seconds": plan.talk_seconds,
            }
        ),
    )

    async def ready() -> bool:
        return True

    return Child(
        name="robots",
        argv=(sys.executable, "-P", "-m", "runtime.cli", "play-agents", str(told)),
        environment=process_environment(settings),
        ready=ready,
        stage=STAGE_ROBOT,
    )


async def play_agents(told: Path) -> None:
    """What the robots' process does, until it is ended."""
    plan = json.loads(told.read_text(encoding="utf-8"))  # noqa: ASYNC240 - once, at the start
    shortest, longest = plan["talk_seconds"]
    settings = RobotAgentSettings(seed=plan["seed"], policy=RobotPolicy(talk_seconds=(shortest, longest)))
    credentials = [(username, password) for username, password in plan["credentials"]]
    await run_robot_agents(plan["base_url"], credentials=credentials, settings=settings)

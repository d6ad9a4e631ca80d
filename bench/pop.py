"""Bench (b): a debtor's wish for a person, and the bridge to one, until the pop is in the agent's page.

Some agents are real Chromium pages with WebRTC legs, logged in and working through the screens, and are measured; the
others are robots that load the house the same way (ten browsers are ten desks' computers, which two cores cannot be).
Debtors are bench/sip_debtor.py, press 9 and talk for some seconds. The beginning is taken from the switch itself, by a
manager connection of the bench's own; the end is the page's own mark (`data-popped-at`), made once the card is in the
document. All clocks are this machine's.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright
from playwright.async_api import Error as BrowserError

from bench.figures import Snapshot, spread
from bench.sip_debtor import Call, Prompts, SipDebtors
from bench.stage import PASSWORD, Stage, StagePlan, add_people, conditions, stage
from domain.access import Role
from runtime.ports import free_udp_port
from runtime.settings import Settings
from simulator.numbers import DialplanCode
from simulator.robot_agents import RobotAgentSettings, run_robot_agents
from simulator.robot_mind import RobotPolicy

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]
SETTLE_SECONDS = 12.0
"""Until every phone is registered and every robot is at its desk."""
_CARD = "[data-testid=call][data-popped-at]"


class Switch:
    """When the switch told of each call's wish and bridge: milliseconds since 1970, as pages count."""

    def __init__(self) -> None:
        self.wished: dict[str, float] = {}
        self.bridged: dict[str, float] = {}

    async def listen(self, settings: Settings) -> None:
        reader, writer = await asyncio.open_connection(settings.ami_host, settings.ami_port, limit=1 << 20)
        secret = settings.ami_secret.get_secret_value()
        writer.write(f"Action: Login\r\nUsername: {settings.ami_username}\r\nSecret: {secret}\r\n\r\n".encode())
        await reader.readline()
        while True:
            block = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8", "replace")
            now = time.time() * 1000
            fields = dict(line.split(": ", 1) for line in block.split("\r\n") if ": " in line)
            call = fields.get("Uniqueid", "")
            if fields.get("UserEvent") == "ConciliaPersonRequested":
                self.wished.setdefault(call, now)
            elif fields.get("Event") == "BridgeEnter" and fields.get("BridgeType") == "basic":
                self.bridged.setdefault(call, now)


class Pops:
    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self.problems: list[str] = []


async def ask_for_person(call: Call) -> None:
    draw = random.uniform
    await call.pause(draw(1.5, 4.0))
    await call.press("9")
    await call.pause(draw(6.0, 10.0))


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    port = free_udp_port()
    names = [f"agente{number}" for number in range(1, options.agents + 1)]
    switch, pops = Switch(), Pops()
    with tempfile.TemporaryDirectory(prefix="concilia-bench-") as folder:
        plan = StagePlan(
            folder=Path(folder),
            people=options.people,
            code=DialplanCode.LISTENS_5_SECONDS,
            concurrent=options.agents,
            seats=options.agents,
            browser_seats=options.pages,
            trunk_port=port,
        )
        async with stage(plan) as at:
            await add_people(at, names, Role.AGENT)
            await at.open()
            debtors = SipDebtors(port, Prompts(at.settings.sounds), ask_for_person)
            background = [asyncio.create_task(debtors.run()), asyncio.create_task(switch.listen(at.settings))]
            async with _desks(at, names[: options.pages], pops), _robots(at, names[options.pages :]):
                began = Snapshot.take(at.pids())
                await at.set_concurrent(options.calls)
                await asyncio.sleep(options.seconds)
                now = Snapshot.take(at.pids())
                await at.set_running(running=False)
                await at.drained()
                await asyncio.sleep(1)
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await at.shut()
    return {
        "conditions": conditions(),
        "agents": options.agents,
        "chromium_pages": options.pages,
        "pops": len(pops.at),
        "bridged": len([call for call in switch.bridged if call in switch.wished]),
        "bridge_to_pop_ms": spread(_between(switch.bridged, pops.at)),
        "free_agent_wish_to_pop_ms": spread(_prompt(switch, pops)),
        "problems": pops.problems[:5],
        "cpu_share": {name: round(cpu / (now.at - began.at), 3) for name, cpu in now.cpu_since(began).items()},
    }


def _between(begun: dict[str, float], ended: dict[str, float]) -> list[float]:
    return [ended[call] - begun[call] for call in ended if call in begun]


def _prompt(switch: Switch, pops: Pops) -> list[float]:
    """From the wish to the pop, of debtors who did not have to wait for an agent to become free."""
    return [
        pops.at[call] - wished
        for call, wished in switch.wished.items()
        if call in pops.at and call in switch.bridged and switch.bridged[call] - wished < 500
    ]


@asynccontextmanager
async def _desks(at: Stage, names: list[str], pops: Pops) -> AsyncIterator[None]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            pages = [await _sit_down(browser, at.settings.web_url, name) for name in names]
            working = [asyncio.create_task(_work(page, pops), name="desk") for page in pages]
            try:
                yield
            finally:
                for task in working:
                    task.cancel()
                await asyncio.gather(*working, return_exceptions=True)
        finally:
            await browser.close()


@asynccontextmanager
async def _robots(at: Stage, names: list[str]) -> AsyncIterator[None]:
    """The other agents: the same HTTP, live stream and legs, without a page."""
    if not names:
        yield
        return
    robots = RobotAgentSettings(seed=1, policy=RobotPolicy(talk_seconds=(20.0, 30.0)))
    credentials = [(name, PASSWORD) for name in names]
    task = asyncio.create_task(run_robot_agents(at.settings.web_url, credentials=credentials, settings=robots))
    try:
        await asyncio.sleep(SETTLE_SECONDS)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _sit_down(browser: Browser, url: str, name: str) -> Page:
    context = await browser.new_context(permissions=["microphone"])
    page = await context.new_page()
    await page.goto(url)
    await page.fill("#username", name)
    await page.fill("#password", PASSWORD)
    await page.click("[data-testid=sign-in]")
    await page.click("[data-testid=start-shift]")
    await page.wait_for_selector("[data-testid=agent-state][data-state=paused]", timeout=30_000)
    await page.click("[data-testid=ready]")
    await page.wait_for_selector("[data-testid=agent-state][data-state=ready]", timeout=10_000)
    return page


async def _work(page: Page, pops: Pops) -> None:
    while True:
        card = await page.wait_for_selector(_CARD, timeout=0)
        assert card is not None  # noqa: S101 - without a limit it comes or the task is cancelled
        call = str(await card.get_attribute("data-attempt-id"))
        pops.at[call] = float(str(await card.get_attribute("data-popped-at")))
        try:
            await page.wait_for_selector(f"{_CARD}.over", timeout=60_000)
            await page.click("[data-testid=disposition-RECUSA_NEGOCIAR]", timeout=5_000)
            await page.click("[data-testid=save-ready]", timeout=5_000)
            await page.wait_for_selector(_CARD, state="detached", timeout=10_000)
        except BrowserError as error:
            pops.problems.append(str(error).splitlines()[0])


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agents", type=int, default=10)
    parser.add_argument("--pages", type=int, default=3, help="agents in Chromium; the others are robots")
    parser.add_argument("--calls", type=int, default=10, help="concurrent calls")
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--people", type=int, default=2000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    print(json.dumps(asyncio.run(measure(parser.parse_args())), indent=1))


if __name__ == "__main__":
    main()

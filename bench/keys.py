"""Benches (c) and (e): key press to first audio packet of the next prompt, on the wire, 50 or 100 menus at once.

The debtors are bench/sip_debtor.py. Each goes the whole way: right party, birth day, document, in full, read-back,
agreement with its protocol. Keys are pressed over the prompt that plays or after it, as it comes. A key lasts 100 ms
and counts from its end, which is when any telephone's key is complete; from its first packet it is 100 ms more.
"""

import argparse
import asyncio
import json
import os
import random
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.figures import Snapshot, rss_mib, spread
from bench.sip_debtor import Call, Prompts, SipDebtors
from bench.stage import StagePlan, conditions, stage
from runtime.ports import free_udp_port
from simulator.debtor_line import LOAD_BIRTH_DAY_MONTH, LOAD_DOCUMENT_START
from simulator.numbers import DialplanCode


class Meter:
    """Milliseconds by step; `missed` counts keys that no prompt followed."""

    def __init__(self) -> None:
        self.measuring = False
        self.from_end: dict[str, list[float]] = defaultdict(list)
        self.answer_to_audio: list[float] = []
        self.missed = 0
        self.finished = 0

    def answered(self, call: Call) -> None:
        if self.measuring and call.first_audio_at is not None:
            self.answer_to_audio.append((call.first_audio_at - call.answered_at) * 1000)

    def heard(self, step: str, seconds: float | None) -> None:
        if seconds is None:
            self.missed += self.measuring
        elif self.measuring:
            self.from_end[step].append(seconds * 1000)


async def talk(call: Call, meter: Meter) -> None:
    """One debtor who settles in full."""
    draw = random.uniform
    await call.pause(draw(1.5, 4.0))
    meter.answered(call)
    meter.heard("right party -> identity", await call.press_and_hear("1"))
    await call.pause(draw(0.5, 2.0))
    for step, digits in (("birth day -> document", LOAD_BIRTH_DAY_MONTH), ("document -> debts", LOAD_DOCUMENT_START)):
        for key in digits[:-1]:
            await call.press(key)
            await call.pause(0.1)
        meter.heard(step, await call.press_and_hear(digits[-1]))
        await call.pause(draw(0.5, 2.0))
    await call.pause(draw(1.5, 4.0))
    meter.heard("in full -> read-back", await call.press_and_hear("1"))
    await call.pause(draw(1.5, 4.0))
    meter.heard("agree -> protocol", await call.press_and_hear("1"))
    meter.finished += 1
    await call.pause(1.0)


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    port = free_udp_port()
    with tempfile.TemporaryDirectory(prefix="concilia-bench-") as folder:
        plan = StagePlan(
            folder=Path(folder),
            people=options.people,
            code=DialplanCode.LISTENS_5_SECONDS,
            concurrent=options.menus,
            seats=1,
            browser_seats=1,
            trunk_port=port,
            database_url=options.database or "",
        )
        async with stage(plan) as at:
            meter = Meter()
            debtors = SipDebtors(port, Prompts(at.settings.sounds), lambda call: talk(call, meter))
            answering = asyncio.create_task(debtors.run(), name="debtors")
            await at.open()
            await at.set_concurrent(options.menus)
            await asyncio.sleep(15)
            pids = at.pids() | {"debtors": os.getpid()}
            meter.measuring, began = True, Snapshot.take(pids)
            finished, rounds = meter.finished, len(debtors.late)
            lives = [debtors.live for _ in range(options.seconds) if not await asyncio.sleep(1)]
            meter.measuring, now = False, Snapshot.take(pids)
            late = [seconds * 1000 for seconds in debtors.late[rounds:]]
            memory = {name: rss_mib(pid) for name, pid in at.pids().items()}
            agreed = meter.finished - finished
            await at.set_running(running=False)
            await at.drained()
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
            await at.shut()
    every = [value for values in meter.from_end.values() for value in values]
    return {
        "conditions": conditions(),
        "menus": options.menus,
        "live_calls": sorted(lives)[len(lives) // 2],
        "key_end_to_audio_ms": spread(every),
        "by_step_ms": {step: spread(values) for step, values in meter.from_end.items()},
        "answer_to_audio_ms": spread(meter.answer_to_audio),
        "missed": meter.missed,
        "failures": debtors.failures[:5],
        "debtors_late_ms": spread(late),
        "agreements": agreed,
        "cpu_share": {name: round(cpu / (now.at - began.at), 3) for name, cpu in now.cpu_since(began).items()},
        "rss_mib": memory,
    }


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--menus", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--database", help="URL of an empty PostgreSQL database instead of SQLite")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    print(json.dumps(asyncio.run(measure(parser.parse_args())), indent=1))


if __name__ == "__main__":
    main()

"""Bench (a): calls per second and CPU per call, against the yardstick, through the same Asterisk to the same carrier.

Every debtor picks up, listens for five seconds and hangs up. At each concurrency the bare script and the product take
turns in the same house; the yardstick runs with the product's processes ended, the product with one supervisor's live
stream open. A step's figures are those of its steady part.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from bench.bare_dialer import BareDialer, BareSettings
from bench.figures import Snapshot, rss_mib, spread
from bench.stage import PASSWORD, Stage, StagePlan, add_people, answer_to_menu_ms, conditions, stage
from domain.access import Role
from runtime.clock import SystemClock
from runtime.heartbeat import BEAT_SECONDS, beat_file
from simulator.numbers import DialplanCode, load_number

CALL_SECONDS = 5.0
RAMP_SECONDS = 8.0
OURS = ("dialer", "ivr", "api")
SUPERVISOR = "supervisora"


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="concilia-bench-") as folder:
        plan = StagePlan(
            folder=Path(folder),
            people=options.people,
            code=DialplanCode.LISTENS_5_SECONDS,
            database_url=options.database or "",
        )
        async with stage(plan) as at:
            await add_people(at, [SUPERVISOR], Role.SUPERVISOR)
            told = conditions() | {"database": at.settings.database.partition(":")[0]}
            steps = [step async for step in _steps(at, options)]
            best = _best(steps, "product")
            overload = _told(await _product(at, 2 * best[0], options.seconds)) if best is not None else None
            return {"conditions": told, **_sum_up(steps), "at_twice_the_concurrency": overload}


async def _steps(at: Stage, options: argparse.Namespace) -> AsyncIterator[dict[str, Any]]:
    for concurrent in options.concurrent:
        for turn in range(options.turns):
            if options.only != "product":
                yield _told(await _bare(at, concurrent, turn, options.seconds))
            if options.only != "bare":
                yield _told(await _product(at, concurrent, options.seconds))


async def _bare(at: Stage, concurrent: int, turn: int, seconds: float) -> dict[str, Any]:
    settings = at.settings
    dialer = BareDialer(
        BareSettings(
            ami_host=settings.ami_host,
            ami_port=settings.ami_port,
            ami_username=settings.ami_username,
            ami_secret=settings.ami_secret.get_secret_value(),
            agi_host=settings.fastagi_host,
            agi_port=settings.fastagi_port,
            channel=f"PJSIP/{load_number(DialplanCode.LISTENS_5_SECONDS, 1)}@{settings.trunk_name}",
            context="concilia-outbound",
            prompt=f"{settings.sounds}/pt_BR/agree",
            concurrent=concurrent,
            seconds=RAMP_SECONDS + seconds,
            run_name=f"bare-{concurrent}-{turn}",
        )
    )
    pids = {"asterisk": at.pids()["asterisk"]}
    running = asyncio.create_task(dialer.run())
    await asyncio.sleep(RAMP_SECONDS)
    began, ended_before = Snapshot.take(pids), dialer.result.ended
    await asyncio.sleep(seconds)
    now, ended = Snapshot.take(pids), dialer.result.ended - ended_before
    result = await running
    _empty(at.settings.recordings / "open")
    return {
        "who": "bare",
        "concurrent": concurrent,
        "calls_per_second": round(ended / (now.at - began.at), 2),
        "cpu_ms_per_call": {"asterisk": _ms(now.cpu_since(began)["asterisk"], ended)},
        "bare_cpu_ms_per_call": _ms(result.cpu_seconds, result.ended),
        "placed": result.placed,
        "lost": result.placed - result.ended,
        "unanswered": result.placed - result.answered,
    }


async def _product(at: Stage, concurrent: int, seconds: float) -> dict[str, Any]:
    await at.open()
    before = await at.counts()
    clock = SystemClock(at.settings.clock_offset)
    async with _supervisor_watches(at) as stream, _lag(at) as lags:
        await at.set_concurrent(concurrent)
        await asyncio.sleep(RAMP_SECONDS)
        pids, since = at.pids(), clock.now()
        began, counted = Snapshot.take(pids), await at.counts()
        await asyncio.sleep(seconds)
        now, then, until = Snapshot.take(pids), await at.counts(), clock.now()
        memory = {name: rss_mib(pid) for name, pid in pids.items()}
        await at.set_running(running=False)
        await at.drained()
    await asyncio.sleep(1)
    after = await at.counts()
    # The menu commits its end just after the call's; the latencies are read when all is written.
    menu = await at.read(lambda uow: answer_to_menu_ms(uow, since=since, until=until - timedelta(seconds=CALL_SECONDS)))
    await at.shut()
    ended = then.closed - counted.closed
    return {
        "who": "product",
        "concurrent": concurrent,
        "calls_per_second": round(ended / (now.at - began.at), 2),
        "cpu_ms_per_call": {name: _ms(cpu, ended) for name, cpu in now.cpu_since(began).items()},
        "answer_to_menu_ms": spread(menu),
        "beat_lag_ms": {name: spread(lag) for name, lag in lags.items()},
        "rss_mib": memory,
        "placed": after.placed - before.placed,
        "lost": (after.placed - before.placed) - (after.closed - before.closed) + after.failed - before.failed,
        "unanswered": (after.placed - before.placed) - (after.answered - before.answered),
        "stream_events": stream["events"],
        "restarts": at.restarts(),
    }


@asynccontextmanager
async def _supervisor_watches(at: Stage) -> AsyncIterator[dict[str, int]]:
    """One supervisor's live stream, read as a browser would."""
    seen = {"events": 0}
    async with httpx.AsyncClient(base_url=at.settings.web_url, trust_env=False) as client:
        login = await client.post(
            "/api/auth/login",
            json={"username": SUPERVISOR, "password": PASSWORD},
            headers={"Origin": at.settings.web_url},
        )
        login.raise_for_status()

        async def read() -> None:
            async with client.stream("GET", "/api/live", timeout=None) as response:
                async for chunk in response.aiter_bytes():
                    seen["events"] += chunk.count(b"event:")

        reading = asyncio.create_task(read(), name="live-stream")
        try:
            yield seen
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


@asynccontextmanager
async def _lag(at: Stage) -> AsyncIterator[dict[str, list[float]]]:
    """How late each event loop's regular beat comes: the file's age jumps tell it without touching the process."""
    lags: dict[str, list[float]] = {"dialer": [], "ivr": [], "api": []}

    async def watch(name: str, path: Path) -> None:
        last = 0.0
        while True:
            try:
                beaten = path.stat().st_mtime  # noqa: ASYNC240 - microseconds
            except FileNotFoundError:
                beaten = last
            if last and beaten > last:
                lags[name].append(max(0.0, (beaten - last - BEAT_SECONDS) * 1000))
            last = beaten
            await asyncio.sleep(0.2)

    tasks = [asyncio.create_task(watch(name, beat_file(at.settings.home, name))) for name in lags]
    try:
        yield lags
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _sum_up(steps: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Rates are medians over the turns of a step; the sustained rate is the best step's."""
    best = {who: _best(steps, who) for who in ("bare", "product")}
    bare, product = best["bare"], best["product"]
    summary: dict[str, Any] = {"steps": list(steps)}
    if bare is not None:
        summary["bare_calls_per_second"] = bare[1]
    if product is not None:
        concurrent, rate = product
        chosen = [step for step in steps if step["who"] == "product" and step["concurrent"] == concurrent]
        cpu = {name: round(median(step["cpu_ms_per_call"][name] for step in chosen), 2) for name in (*OURS, "asterisk")}
        ours = round(sum(cpu[name] for name in OURS), 2)
        summary |= {
            "product_calls_per_second": rate,
            "at_concurrency": concurrent,
            "cpu_ms_per_call": cpu | {"ours": ours},
            "ours_to_asterisk": round(ours / cpu["asterisk"], 3),
            "lost": sum(step["lost"] for step in steps if step["who"] == "product"),
            "calls": sum(step["placed"] for step in steps if step["who"] == "product"),
            "answer_to_menu_ms": chosen[0]["answer_to_menu_ms"],
        }
        if bare is not None:
            summary["ratio"] = round(rate / bare[1], 3)
    return summary


def _best(steps: Sequence[dict[str, Any]], who: str) -> tuple[int, float] | None:
    rates: dict[int, list[float]] = {}
    for step in steps:
        if step["who"] == who:
            rates.setdefault(step["concurrent"], []).append(step["calls_per_second"])
    medians = {concurrent: median(found) for concurrent, found in rates.items()}
    return max(medians.items(), key=lambda item: item[1]) if medians else None


def _told(step: dict[str, Any]) -> dict[str, Any]:
    print(json.dumps(step), flush=True)
    return step


def _ms(seconds: float, count: int) -> float:
    return round(seconds * 1000 / count, 2) if count else 0.0


def _empty(folder: Path) -> None:
    """The yardstick's recordings, which nobody closes."""
    for path in folder.glob("bare-*"):
        path.unlink()


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrent", type=int, nargs="+", default=[150, 225, 300])
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=15.0, help="of the steady part of a step")
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--database", help="URL of an empty PostgreSQL database instead of SQLite")
    parser.add_argument("--only", choices=("bare", "product"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    result = asyncio.run(measure(parser.parse_args()))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()

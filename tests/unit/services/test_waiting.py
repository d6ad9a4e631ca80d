import asyncio
import re
from pathlib import Path

import pytest

from services.waiting import heard_within
from tests.support.virtual_time import run_virtual

ROOT = Path(__file__).parents[3]
PRODUCT = ("adapters", "api", "dialer", "domain", "ivr_flows", "runtime", "services", "simulator", "web")


def test_news_ends_the_wait_at_once() -> None:
    async def wait(loop: asyncio.AbstractEventLoop) -> tuple[bool, float]:
        event = asyncio.Event()
        loop.call_later(2.0, event.set)
        return await heard_within(event, 10.0), loop.time()

    assert run_virtual(wait) == (True, pytest.approx(2.0))


def test_without_news_the_wait_ends_when_the_time_is_up() -> None:
    async def wait(loop: asyncio.AbstractEventLoop) -> tuple[bool, float]:
        return await heard_within(asyncio.Event(), 10.0), loop.time()

    assert run_virtual(wait) == (False, pytest.approx(10.0))


def test_a_cancellation_that_comes_together_with_the_news_is_not_lost() -> None:
    async def wait(_loop: asyncio.AbstractEventLoop) -> bool:
        event = asyncio.Event()
        waiting = asyncio.create_task(heard_within(event, 10.0))
        await asyncio.sleep(0)
        event.set()
        waiting.cancel()
        await asyncio.wait([waiting])
        return waiting.cancelled()

    assert run_virtual(wait)


def test_a_cancellation_that_comes_together_with_the_end_of_the_time_is_not_lost() -> None:
    async def wait(loop: asyncio.AbstractEventLoop) -> bool:
        waiting = asyncio.create_task(heard_within(asyncio.Event(), 10.0))
        loop.call_later(10.0, waiting.cancel)
        await asyncio.wait([waiting])
        return waiting.cancelled()

    assert run_virtual(wait)


def test_nothing_in_the_product_waits_the_way_that_swallows_cancellations() -> None:
    uses = re.compile(r"asyncio\.wait_for\(")
    files = [path for package in PRODUCT for path in (ROOT / package).rglob("*.py")]
    assert files
    guilty = [str(path.relative_to(ROOT)) for path in files if uses.search(path.read_text("utf-8"))]
    assert guilty == []

"""A switch that answers late, or not at all, slows the dialling."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from dialer.load_watch import LEAST_REPORTS, MEDIA_SECONDS, LoadWatch
from domain.call.admission import Strain
from tests.support.dialing import TUESDAY_TEN
from tests.support.virtual_time import VirtualClock, VirtualTimeLoop, run_virtual


def watching(scenario: Callable[[LoadWatch], Awaitable[None]]) -> None:
    async def main(loop: VirtualTimeLoop) -> None:
        watch = LoadWatch(VirtualClock(loop, TUESDAY_TEN), cap=20.0)
        task = loop.create_task(watch.run())
        await scenario(watch)
        task.cancel()

    run_virtual(main)


async def order(watch: LoadWatch, seconds: float) -> None:
    with watch.ordering():
        await asyncio.sleep(seconds)


def test_quick_answers_set_no_limit() -> None:
    async def scenario(watch: LoadWatch) -> None:
        for _ in range(20):
            await order(watch, 0.01)
            await asyncio.sleep(0.2)
        assert watch.limit is None

    watching(scenario)


def test_late_answers_cut_the_pace_and_relief_brings_it_back() -> None:
    async def scenario(watch: LoadWatch) -> None:
        watch.placed(8)
        await order(watch, 0.7)
        await asyncio.sleep(0.3)
        assert watch.limit == pytest.approx(8.0 * 0.85)
        assert watch.strain is Strain.SWITCH
        await asyncio.sleep(60)
        assert watch.limit is None

    watching(scenario)


def test_one_late_answer_among_quick_ones_is_no_strain() -> None:
    async def scenario(watch: LoadWatch) -> None:
        for seconds in (0.01, 0.9, 0.01, 0.01):
            await order(watch, seconds)
        await asyncio.sleep(0.3)
        assert (watch.limit, watch.strain) == (None, None)

    watching(scenario)


def test_the_pace_is_that_since_the_first_of_the_last_calls() -> None:
    async def scenario(watch: LoadWatch) -> None:
        watch.placed(4)
        assert watch.measured().placed == 4.0, "no less than a second is looked at"
        await asyncio.sleep(2)
        assert watch.measured().placed == 2.0
        await asyncio.sleep(4)
        assert watch.measured().placed == 0.0

    watching(scenario)


def test_an_order_without_an_answer_stops_all_others() -> None:
    async def scenario(watch: LoadWatch) -> None:
        unanswered = asyncio.create_task(order(watch, 30))
        await asyncio.sleep(1.5)
        assert watch.limit == 0.0
        assert watch.strain is Strain.SILENT
        unanswered.cancel()
        await asyncio.sleep(3)
        assert watch.limit is None or watch.limit > 0.0

    watching(scenario)


def test_sound_lost_in_most_calls_cuts_the_pace_and_in_one_it_does_not() -> None:
    async def scenario(watch: LoadWatch) -> None:
        for lost in (0.5, 0.5, 0.4, *[0.0] * 9):
            watch.media(lost)
        await asyncio.sleep(1)
        assert watch.limit is None, "poor lines, not a full machine"
        for _ in range(20):
            watch.media(0.05)
        watch.placed(8)
        await asyncio.sleep(1)
        assert watch.strain is Strain.MEDIA
        assert watch.limit == pytest.approx(8.0 * 0.85)
        await asyncio.sleep(MEDIA_SECONDS + 60)
        assert (watch.limit, watch.strain) == (None, None)

    watching(scenario)


def test_few_reports_say_nothing_of_the_machine() -> None:
    async def scenario(watch: LoadWatch) -> None:
        for _ in range(LEAST_REPORTS - 1):
            watch.media(0.9)
        assert watch.measured().media_lost is None
        watch.media(0.9)
        assert watch.measured().media_lost == 0.9

    watching(scenario)

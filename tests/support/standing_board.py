"""One switchboard that a whole module of tests dials on, one after the other: an Asterisk takes seconds to start."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from adapters.telephony.agi_arrival import Arrive
from domain.ids import AttemptId
from services.ports.telephone import LegHungUp
from services.ports.voice import CallEnded, VoiceChannel
from tests.support.aio import run
from tests.support.asterisk import LineOptions
from tests.support.switchboard import Menu, Switchboard, switchboard

T = TypeVar("T")
_UP_SECONDS = 180.0
_STANDS_SECONDS = 1800.0


class StandingBoard:
    """Each scenario brings its own menu; what it leaves on the line is hung up before the next."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, menu: "_ChangingMenu", others: "_Others", board: Switchboard
    ) -> None:
        self._loop = loop
        self._menu = menu
        self._others = others
        self.board = board

    def run(
        self,
        menu: Menu,
        scenario: Callable[[Switchboard], Awaitable[T]],
        *,
        waiting: Menu | None = None,
        inbound: Menu | None = None,
        arrive: Arrive | None = None,
        deadline_seconds: float = 120.0,
    ) -> T:
        """The scenario's result; it fails as a test does when it takes too long or the menu does.

        Without `waiting` who asks for a person hears the dialplan's own comfort; without `arrive` nobody may call us.
        """
        self._others.waiting.now = waiting or _nobody_speaks
        self._others.inbound.now = inbound or _nobody_speaks
        self._others.arrive = arrive or _refuse
        work = asyncio.run_coroutine_threadsafe(self._acted(menu, scenario, deadline_seconds), self._loop)
        return work.result(deadline_seconds + 30)

    async def _acted(self, menu: Menu, scenario: Callable[[Switchboard], Awaitable[T]], deadline_seconds: float) -> T:
        self._menu.now = menu
        try:
            async with asyncio.timeout(deadline_seconds):
                return await scenario(self.board)
        finally:
            self._menu.now = _nobody
            async with asyncio.timeout(60):
                for leg in await self.board.telephone.list_legs():
                    await self.board.telephone.hang_up(leg.leg_id)
                    await self.board.wait_for(LegHungUp, leg.leg_id)


class _ChangingMenu:
    """Whatever menu the scenario of the moment brought."""

    def __init__(self) -> None:
        self.now: Menu = _nobody

    async def __call__(self, channel: VoiceChannel) -> None:
        await self.now(channel)


class _Others:
    """What else a scenario may bring."""

    def __init__(self) -> None:
        self.waiting = _ChangingMenu()
        self.inbound = _ChangingMenu()
        self.arrive: Arrive = _refuse

    async def arrived(self, channel: str, number: str) -> AttemptId | None:
        return await self.arrive(channel, number)


async def _refuse(_channel: str, _number: str) -> AttemptId | None:
    return None


async def _nobody_speaks(_channel: VoiceChannel) -> None:
    raise CallEnded


async def _nobody(_channel: VoiceChannel) -> None:
    """Between scenarios whoever comes in is let go."""


@contextmanager
def standing_board(folder: Path, options: LineOptions | None = None) -> Iterator[StandingBoard]:
    """The board in a thread with a loop of its own, so that each test can be a plain function."""
    folder.mkdir(parents=True, exist_ok=True)
    up: Future[StandingBoard] = Future()
    ended = threading.Event()

    async def stand() -> None:
        menu, others, over = _ChangingMenu(), _Others(), asyncio.Event()
        loop = asyncio.get_running_loop()
        async with switchboard(
            folder,
            menu,
            options,
            waiting=others.waiting,
            inbound=others.inbound,
            arrive=others.arrived,
        ) as board:
            waiting = loop.run_in_executor(None, lambda: (ended.wait(), loop.call_soon_threadsafe(over.set)))
            up.set_result(StandingBoard(loop, menu, others, board))
            await over.wait()
            await waiting

    def keep() -> None:
        try:
            run(stand(), deadline_seconds=_STANDS_SECONDS)
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            if not up.done():
                up.set_exception(error)

    thread = threading.Thread(target=keep, name="standing-board")
    thread.start()
    try:
        yield up.result(_UP_SECONDS)
    finally:
        ended.set()
        thread.join(60)
        assert not thread.is_alive(), "the switchboard did not end"

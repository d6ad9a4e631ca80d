"""Small orders to the telephone that nobody waits for; each is a named task of the dialer's own group."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from services.ports.telephone import TelephoneError

log = structlog.get_logger(__name__)


class Chores:
    def __init__(self) -> None:
        self._group: asyncio.TaskGroup | None = None

    def bind(self, group: asyncio.TaskGroup) -> None:
        self._group = group

    def do(self, order: Coroutine[Any, Any, None], *, name: str) -> None:
        """Carry out `order`; a telephone that cannot is logged, and the sweep finds what that left behind."""
        if self._group is None:
            order.close()
            raise RuntimeError("the dialer is not running")
        task = self._group.create_task(_logged(order, name), name=name)
        # A task cancelled before its first step never begins the order, which would complain of it when collected.
        task.add_done_callback(lambda _task: order.close())


async def _logged(order: Coroutine[Any, Any, None], name: str) -> None:
    try:
        await order
    except TelephoneError as error:
        log.warning("telephone_order_failed", order=name, error=type(error).__name__)

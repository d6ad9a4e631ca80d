"""One open screen: what waits to be sent to it, within bounds."""

import asyncio
from collections import deque
from collections.abc import Iterable

from api.live.wire import RECONNECT
from domain.access import Role
from services.auth import Visitor

MAX_WAITING = 500
"""Events a slow screen may be behind; more than that and it is better off starting again."""

_OVER_FLOOR = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})
_OVER_IMPORTS = frozenset({Role.MANAGER, Role.ADMIN})


class LiveClient:
    """Snapshots replace the one that still waits; events queue up, and too many of them end the stream."""

    def __init__(self, visitor: Visitor) -> None:
        self.user_id = visitor.user_id
        self.session_key = visitor.session_key
        self.wants_desk = visitor.role is Role.AGENT
        self.wants_floor = visitor.role in _OVER_FLOOR
        self.wants_imports = visitor.role in _OVER_IMPORTS
        self._snapshots: dict[str, bytes] = {}
        self._events: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._closed = False

    def push_snapshot(self, kind: str, data: bytes) -> None:
        self._snapshots[kind] = data
        self._wake.set()

    def push_events(self, events: Iterable[bytes]) -> None:
        self._events.extend(events)
        if len(self._events) > MAX_WAITING:
            self.close()
        self._wake.set()

    def close(self) -> None:
        """End the stream; what still waits is dropped, since the screen will get the whole truth when it is back."""
        self._closed = True
        self._snapshots.clear()
        self._events.clear()
        self._wake.set()

    async def take(self) -> tuple[bytes, bool]:
        """Everything that waits, once there is something, and whether more can come."""
        await self._wake.wait()
        self._wake.clear()
        if self._closed:
            return RECONNECT, False
        data = b"".join([*self._snapshots.values(), *self._events])
        self._snapshots.clear()
        self._events.clear()
        return data, True

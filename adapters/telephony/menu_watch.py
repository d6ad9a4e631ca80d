"""Whether somebody answers for the menu: what the switch will find when it hands over a call."""

import asyncio

import structlog

log = structlog.get_logger(__name__)


class MenuWatch:
    """Knocks at the address that the switch is told. A menu that was killed is missed within `every_seconds`, and one
    that is back is found as fast; a knock without a word costs it nothing.
    """

    def __init__(self, host: str, port: int, *, every_seconds: float = 0.5, patience_seconds: float = 2.0) -> None:
        self._host = host
        self._port = port
        self._every_seconds = every_seconds
        self._patience_seconds = patience_seconds
        self._is_up = False

    def is_up(self) -> bool:
        """As last seen; False before the first look."""
        return self._is_up

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            found = await self._answers()
            if found != self._is_up:
                self._is_up = found
                log.warning("menu_found" if found else "menu_missing", port=self._port)
            await asyncio.sleep(self._every_seconds)

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(self._patience_seconds):
                _reader, writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError):
            return False
        writer.close()
        return True

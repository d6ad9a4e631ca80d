"""Whether calls may be placed: the telephone is connected and what is up there was compared with the truth."""

import asyncio


class Gate:
    def __init__(self) -> None:
        self._opened = asyncio.Event()

    @property
    def is_open(self) -> bool:
        return self._opened.is_set()

    def open(self) -> None:
        self._opened.set()

    def close(self) -> None:
        self._opened.clear()

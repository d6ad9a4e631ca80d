"""Time and fresh ids come in from outside, so that tests and the demo choose them."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC. In the demo it runs on the demo calendar."""
        ...


class IdSource(Protocol):
    def new_id(self) -> str:
        """A fresh ULID: 26 characters, sortable by birth."""
        ...

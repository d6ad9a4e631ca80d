"""News between processes. The truth is in the database: a lost or repeated message must do no harm."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.ids import EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One event as it travels: `topic` below the root, `type` the event's class name, `data` its fields."""

    event_id: EventId
    type: str
    version: int
    topic: str
    at: datetime
    data: Mapping[str, Any]


class Bus(Protocol):
    @property
    def connected(self) -> bool:
        """Whether news comes and goes now; while it does not, consumers poll the truth."""
        ...

    async def publish(self, news: News) -> None:
        """Return once the broker has it (QoS 1); raises BusUnavailable."""
        ...

    def subscribe(self, *topics: str) -> AsyncIterator[News | None]:
        """News of the topics (below the root, MQTT wildcards allowed), across reconnections.

        None is yielded at each (re)connection: news may have been missed, so re-read the truth.
        """
        ...


class BusUnavailable(Exception):
    """The broker cannot be reached now."""

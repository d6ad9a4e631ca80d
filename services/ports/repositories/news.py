"""The outbox as its relay sees it, and what consumers have already handled."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from domain.ids import EventId
from services.ports.bus import News


class NewsRepository(Protocol):
    def left_over(self, *, older_than: datetime, now: datetime, limit: int) -> Sequence[EventId]:
        """Unpublished events that happened before `older_than` and that no relay is at work on, oldest row first."""
        ...

    def lease(self, event_ids: Collection[EventId], *, now: datetime, until: datetime) -> Sequence[News]:
        """Take the events that are still unpublished and free, so that no other relay publishes them before `until`."""
        ...

    def mark_published(self, event_ids: Collection[EventId], *, at: datetime) -> None: ...

    def purge(self, *, published_before: datetime, limit: int) -> int:
        """Delete at most `limit` published events and as many handled marks of that age; return how many in all."""
        ...

    def mark_handled(self, consumer: str, event_id: EventId, *, at: datetime) -> bool:
        """True the first time; False when this consumer has handled the event before."""
        ...

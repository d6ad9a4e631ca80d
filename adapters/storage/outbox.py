"""The transactional outbox: events become rows in the transaction of the facts they tell."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert

from adapters.storage.tables.news import OutboxRow
from domain.call.events import Event
from domain.ids import EventId
from services.ports.bus import News
from services.ports.clock import IdSource

_INSERT = insert(OutboxRow.__table__)  # type: ignore[arg-type]


def insert_events(connection: Connection, events: Iterable[Event], ids: IdSource) -> list[News]:
    """Write the events' rows and return the same as news, to be published once the transaction is committed."""
    news = [news_of(event, EventId(ids.new_id())) for event in events]
    if news:
        connection.execute(_INSERT, [_row(one) for one in news])
    return news


def news_of(event: Event, event_id: EventId) -> News:
    event_type: Any = type(event)
    fields = {name: getattr(event, name) for name in _field_names(event_type)}
    at: datetime = fields.pop("at")
    return News(
        event_id=event_id,
        type=event_type.__name__,
        version=event.version,
        topic=event.topic.format(**fields),
        at=at,
        data={name: value.value if isinstance(value, Enum) else value for name, value in fields.items()},
    )


@cache
def _field_names(event_type: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(event_type))


def _row(news: News) -> dict[str, Any]:
    return {
        "event_id": news.event_id,
        "type": news.type,
        "version": news.version,
        "topic": news.topic,
        "data": news.data,
        "at": news.at,
    }

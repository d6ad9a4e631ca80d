"""The transactional outbox: events become rows in the transaction of the facts they tell."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, insert

from adapters.storage.tables.news import OutboxRow
from domain.call.events import Event
from services.ports.clock import IdSource


def insert_events(connection: Connection, events: Iterable[Event], ids: IdSource) -> None:
    rows = [_row(event, ids.new_id()) for event in events]
    if rows:
        connection.execute(insert(OutboxRow), rows)


def _row(event: Event, event_id: str) -> dict[str, Any]:
    fields = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    at: datetime = fields.pop("at")
    return {
        "event_id": event_id,
        "type": type(event).__name__,
        "version": event.version,
        "topic": event.topic.format(**fields),
        "data": {name: value.value if isinstance(value, Enum) else value for name, value in fields.items()},
        "at": at,
    }

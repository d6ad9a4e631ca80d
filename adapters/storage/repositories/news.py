"""Implements `services.ports.repositories.news`."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from adapters.storage.tables.news import HandledEventRow, OutboxRow
from domain.ids import EventId
from services.ports.bus import News


class SqlNews:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def left_over(self, *, older_than: datetime, now: datetime, limit: int) -> Sequence[EventId]:
        query = (
            select(OutboxRow.event_id)
            .where(OutboxRow.published_at.is_(None), OutboxRow.at < older_than, _free(now))
            .order_by(OutboxRow.id)
            .limit(limit)
        )
        return [EventId(event_id) for event_id in self._connection.scalars(query)]

    def lease(self, event_ids: Collection[EventId], *, now: datetime, until: datetime) -> Sequence[News]:
        taken = (
            update(OutboxRow)
            .where(OutboxRow.event_id.in_(event_ids), OutboxRow.published_at.is_(None), _free(now))
            .values(leased_until=until)
            .returning(
                OutboxRow.id,
                OutboxRow.event_id,
                OutboxRow.type,
                OutboxRow.version,
                OutboxRow.topic,
                OutboxRow.at,
                OutboxRow.data,
            )
        )
        rows = sorted(self._connection.execute(taken), key=lambda row: row.id)
        return [
            News(
                event_id=EventId(row.event_id),
                type=row.type,
                version=row.version,
                topic=row.topic,
                at=row.at,
                data=row.data,
            )
            for row in rows
        ]

    def mark_published(self, event_ids: Collection[EventId], *, at: datetime) -> None:
        self._connection.execute(
            update(OutboxRow).where(OutboxRow.event_id.in_(event_ids)).values(published_at=at, leased_until=None)
        )

    def purge(self, *, published_before: datetime, limit: int) -> int:
        old = select(OutboxRow.id).where(OutboxRow.published_at < published_before).limit(limit)
        purged = self._connection.execute(delete(OutboxRow).where(OutboxRow.id.in_(old))).rowcount
        handled = select(HandledEventRow.event_id).where(HandledEventRow.at < published_before).limit(limit)
        purged += self._connection.execute(
            delete(HandledEventRow).where(HandledEventRow.event_id.in_(handled), HandledEventRow.at < published_before)
        ).rowcount
        return purged

    def mark_handled(self, consumer: str, event_id: EventId, *, at: datetime) -> bool:
        # ON CONFLICT DO NOTHING is spelled alike in both dialects; PostgreSQL's construct compiles on SQLite too.
        mark = upsert(HandledEventRow).values(consumer=consumer, event_id=event_id, at=at).on_conflict_do_nothing()
        return self._connection.execute(mark).rowcount == 1


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until < now)

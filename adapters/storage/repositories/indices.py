"""Implements `services.ports.repositories.indices`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from adapters.storage.tables.negotiation import IndexTableRow
from services.ports.repositories.indices import StoredIndex

_NEWEST = select(func.max(IndexTableRow.id)).group_by(IndexTableRow.name)
_IN_FORCE = select(IndexTableRow.name, IndexTableRow.source).where(IndexTableRow.id.in_(_NEWEST))


class SqlIndices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_force(self) -> Sequence[StoredIndex]:
        rows = self._connection.execute(_IN_FORCE.order_by(IndexTableRow.name))
        return [StoredIndex(name=name, source=source) for name, source in rows]

    def add(self, index: StoredIndex, *, at: datetime) -> None:
        new = insert(IndexTableRow).values(name=index.name, source=index.source, created_at=at)
        self._connection.execute(new)

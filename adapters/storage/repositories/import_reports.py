"""Implements `services.ports.repositories.import_reports`."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, select, tuple_

from adapters.storage.tables.news import ImportRejectionRow, ImportRow
from adapters.storage.tables.portfolio import PortfolioRow
from domain.ids import ImportId
from services.ports.repositories.import_reports import ImportFacts, RejectionFacts

_COUNTS = ("rows_read", "rows_rejected", "debtors_created", "debts_created", "debts_updated", "phones_created")
_IMPORT = select(
    ImportRow.id,
    PortfolioRow.name.label("portfolio"),
    ImportRow.file_name,
    ImportRow.status,
    ImportRow.error,
    *(getattr(ImportRow, name) for name in _COUNTS),
    ImportRow.started_at,
    ImportRow.finished_at,
).join(PortfolioRow, PortfolioRow.id == ImportRow.portfolio_id)


class SqlImportReports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def recent(self, *, limit: int) -> Sequence[ImportFacts]:
        query = _IMPORT.order_by(ImportRow.started_at.desc(), ImportRow.id.desc()).limit(limit)
        return [_facts(row) for row in self._connection.execute(query)]

    def of(self, import_ids: Collection[ImportId]) -> Sequence[ImportFacts]:
        query = _IMPORT.where(ImportRow.id.in_(import_ids)).order_by(ImportRow.id)
        return [_facts(row) for row in self._connection.execute(query)]

    def rejections(self, import_id: ImportId, *, after: tuple[int, int], limit: int) -> Sequence[RejectionFacts]:
        query = (
            select(
                ImportRejectionRow.id,
                ImportRejectionRow.line,
                ImportRejectionRow.column,
                ImportRejectionRow.value,
                ImportRejectionRow.reason,
            )
            .where(
                ImportRejectionRow.import_id == import_id,
                tuple_(ImportRejectionRow.line, ImportRejectionRow.id) > after,
            )
            .order_by(ImportRejectionRow.line, ImportRejectionRow.id)
            .limit(limit)
        )
        return [
            RejectionFacts(id=row.id, line=row.line, column=row.column, value=row.value, reason=row.reason)
            for row in self._connection.execute(query)
        ]


def _facts(row: Any) -> ImportFacts:
    return ImportFacts(
        id=ImportId(row.id),
        portfolio=row.portfolio,
        file_name=row.file_name,
        status=row.status,
        error=row.error,
        started_at=row.started_at,
        finished_at=row.finished_at,
        **{name: getattr(row, name) for name in _COUNTS},
    )

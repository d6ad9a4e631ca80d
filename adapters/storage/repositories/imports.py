"""Implements `services.ports.repositories.imports`."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from adapters.storage.repositories.debtors import (
    take_in_debtors,
    take_in_debts,
    take_in_phones,
    take_in_profiles,
)
from adapters.storage.tables.news import ImportRejectionRow, ImportRow
from domain.ids import ImportId, PortfolioId, UserId
from services.ports.repositories.imports import (
    ImportedDebt,
    ImportedDebtor,
    ImportedPhone,
    ImportedProfile,
    ImportFigures,
    NewRejection,
    TakenIn,
)

_REJECTIONS: Any = ImportRejectionRow.__table__


class SqlImports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(
        self,
        import_id: ImportId,
        portfolio_id: PortfolioId,
        *,
        file_name: str,
        started_by: UserId | None,
        at: datetime,
    ) -> None:
        row = {"id": import_id, "portfolio_id": portfolio_id, "file_name": file_name[-200:], "status": "running"}
        figures = dataclasses.asdict(ImportFigures())
        self._connection.execute(insert(ImportRow).values(**row, **figures, started_by=started_by, started_at=at))

    def take_in(
        self,
        portfolio_id: PortfolioId,
        debtors: Sequence[ImportedDebtor],
        phones: Sequence[ImportedPhone],
        debts: Sequence[ImportedDebt],
        profiles: Sequence[ImportedProfile] = (),
        *,
        stamp: datetime,
    ) -> TakenIn:
        ids, debtors_created = take_in_debtors(self._connection, debtors, stamp=stamp)
        phones_created = take_in_phones(self._connection, phones, ids)
        take_in_profiles(self._connection, profiles, ids, stamp=stamp)
        created, updated, refused = take_in_debts(self._connection, portfolio_id, debts, ids, stamp=stamp)
        return TakenIn(
            debtors_created=debtors_created,
            phones_created=phones_created,
            debts_created=created,
            debts_updated=updated,
            refused=refused,
        )

    def reject(self, import_id: ImportId, rejections: Sequence[NewRejection]) -> None:
        if rejections:
            rows = [
                {
                    "import_id": import_id,
                    "line": rejection.line,
                    "column": rejection.column[:120],
                    "value": rejection.value[:200],
                    "reason": rejection.reason[:300],
                }
                for rejection in rejections
            ]
            self._connection.execute(insert(_REJECTIONS), rows)

    def progress(self, import_id: ImportId, figures: ImportFigures) -> None:
        self._connection.execute(
            update(ImportRow).where(ImportRow.id == import_id).values(**dataclasses.asdict(figures))
        )

    def finish(self, import_id: ImportId, figures: ImportFigures, *, at: datetime) -> None:
        self.progress(import_id, figures)
        self._close(import_id, status="finished", error=None, at=at)

    def fail(self, import_id: ImportId, *, error: str, at: datetime) -> None:
        self._close(import_id, status="failed", error=error, at=at)

    def running(self) -> Sequence[ImportId]:
        query = select(ImportRow.id).where(ImportRow.status == "running")
        return [ImportId(import_id) for import_id in self._connection.scalars(query)]

    def _close(self, import_id: ImportId, *, status: str, error: str | None, at: datetime) -> None:
        self._connection.execute(
            update(ImportRow).where(ImportRow.id == import_id).values(status=status, error=error, finished_at=at)
        )

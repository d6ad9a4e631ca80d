"""Imports as screens follow them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ids import ImportId


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    id: ImportId
    portfolio: str
    file_name: str
    status: str
    error: str | None
    rows_read: int
    rows_rejected: int
    debtors_created: int
    debts_created: int
    debts_updated: int
    phones_created: int
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionFacts:
    id: int
    line: int
    column: str
    value: str
    reason: str


class ImportReportRepository(Protocol):
    def recent(self, *, limit: int) -> Sequence[ImportFacts]:
        """Latest first."""
        ...

    def of(self, import_ids: Collection[ImportId]) -> Sequence[ImportFacts]: ...

    def rejections(self, import_id: ImportId, *, after: tuple[int, int], limit: int) -> Sequence[RejectionFacts]:
        """In the order of the file, those after a (line, id); (0, 0) begins."""
        ...

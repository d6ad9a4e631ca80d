"""How imports went: their figures, and every rejected row as a CSV."""

import csv
import io
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

from domain.ids import ImportId
from services.errors import ServiceError
from services.ports.repositories.import_reports import ImportFacts, RejectionFacts
from services.ports.storage import Storage

_RECENT = 100
_ROWS_AT_ONCE = 1000
_HEADINGS = ("linha", "coluna", "valor", "motivo")


class NoSuchImport(ServiceError):
    """No import has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReportService:
    storage: Storage

    async def recent(self) -> Sequence[ImportFacts]:
        return await self.storage.read(lambda uow: uow.import_reports.recent(limit=_RECENT))

    async def of(self, import_ids: Collection[ImportId]) -> Sequence[ImportFacts]:
        return await self.storage.read(lambda uow: uow.import_reports.of(import_ids))

    async def get(self, import_id: str) -> ImportFacts:
        """Raises NoSuchImport."""
        found = await self.of([ImportId(import_id)])
        if not found:
            raise NoSuchImport
        return found[0]

    async def rejections_csv(self, import_id: str) -> AsyncIterator[bytes]:
        """The file in pieces, whatever its size. Raises NoSuchImport before the first."""
        return self._pieces((await self.get(import_id)).id)

    async def _pieces(self, import_id: ImportId) -> AsyncIterator[bytes]:
        # The byte order mark tells spreadsheets that the file is UTF-8.
        yield b"\xef\xbb\xbf" + _csv([_HEADINGS])
        after = (0, 0)
        while rows := await self._rejections(import_id, after):
            yield _csv([(str(row.line), row.column, _inert(row.value), row.reason) for row in rows])
            after = (rows[-1].line, rows[-1].id)

    async def _rejections(self, import_id: ImportId, after: tuple[int, int]) -> Sequence[RejectionFacts]:
        return await self.storage.read(
            lambda uow: uow.import_reports.rejections(import_id, after=after, limit=_ROWS_AT_ONCE)
        )


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _inert(value: str) -> str:
    """A spreadsheet runs a cell that begins like a formula; the value came from a stranger's file."""
    return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value

"""Rows in batches, read and checked, and what has been counted so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from services.importing.errors import ImportRefused, Rejection
from services.importing.reading import Table
from services.importing.rows import ImportedRow, read_row
from services.ports.repositories.imports import ImportFigures, NewRejection, RefusedDebt, TakenIn


@dataclass(slots=True)
class Batch:
    contract_heading: str
    rows: list[ImportedRow] = field(default_factory=list)
    rejections: list[NewRejection] = field(default_factory=list)
    rows_read: int = 0
    cells_refused: int = 0
    """Rejections of cells whose rows are taken all the same."""

    @property
    def creditor(self) -> str:
        return next((row.creditor for row in self.rows if row.creditor), "")

    def add(self, row: ImportedRow | None, rejections: Iterable[Rejection]) -> None:
        told = [_told(rejection) for rejection in rejections]
        self.rows_read += 1
        self.rejections += told
        if row is not None:
            self.rows.append(row)
            self.cells_refused += len(told)

    def rejections_of(self, refused: Iterable[RefusedDebt]) -> list[NewRejection]:
        contracts = {row.line: row.debt.contract for row in self.rows}
        return [
            NewRejection(line=debt.line, column=self.contract_heading, value=contracts[debt.line], reason=debt.reason)
            for debt in refused
        ]


@dataclass(frozen=True, slots=True)
class Tally:
    figures: ImportFigures = field(default_factory=ImportFigures)
    cells_refused: int = 0
    contracts_derived: int = 0

    def plus(self, batch: Batch, taken: TakenIn) -> "Tally":
        so_far = self.figures
        rejected = batch.rows_read - len(batch.rows) + len(taken.refused)
        return Tally(
            ImportFigures(
                rows_read=so_far.rows_read + batch.rows_read,
                rows_rejected=so_far.rows_rejected + rejected,
                debtors_created=so_far.debtors_created + taken.debtors_created,
                debts_created=so_far.debts_created + taken.debts_created,
                debts_updated=so_far.debts_updated + taken.debts_updated,
                phones_created=so_far.phones_created + taken.phones_created,
            ),
            self.cells_refused + batch.cells_refused,
            self.contracts_derived + sum(row.contract_derived for row in batch.rows),
        )


def read_batches(table: Table, *, today: date, size: int) -> Iterator[Batch]:
    """Raises ImportRefused where the file stops being readable, after the rows before that place."""
    heading = table.columns.fields.get("contract")
    name = "" if heading is None else table.columns.heading(heading)
    batch = Batch(name)
    try:
        for raw in table.rows:
            batch.add(*read_row(raw, table.columns, today=today))
            if batch.rows_read == size:
                yield batch
                batch = Batch(name)
    except ImportRefused:
        if batch.rows_read:
            yield batch
        raise
    if batch.rows_read:
        yield batch


def _told(rejection: Rejection) -> NewRejection:
    return NewRejection(line=rejection.line, column=rejection.column, value=rejection.value, reason=rejection.reason)

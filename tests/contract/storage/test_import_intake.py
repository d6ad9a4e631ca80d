"""Imports on both databases."""

import asyncio
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from adapters.storage.database import Database
from adapters.storage.tables.news import ImportRejectionRow, ImportRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow
from domain.ids import ImportId
from services.importing import ImportSummary, import_file

HEADING = "CPF;Nome;Nascimento;Telefone;Valor;Vencimento;Contrato\n"


@dataclass
class Clock:
    at: datetime

    def now(self) -> datetime:
        return self.at


def load(database: Database, content: str, import_id: str, day: int) -> ImportSummary:
    return asyncio.run(
        import_file(
            database,
            source=io.BytesIO(content.encode()),
            file_name="lista.csv",
            portfolio="Lojas Sol",
            import_id=ImportId(import_id),
            clock=Clock(datetime(2026, 11, day, 13, 0, 0, 123456, tzinfo=UTC)),
        )
    )


def count(database: Database, table: Any) -> int:
    query = select(func.count()).select_from(table)
    return asyncio.run(database.read(lambda uow: uow.connection.execute(query).scalar_one()))


def test_a_list_goes_in_changes_and_goes_in_again(database: Database) -> None:
    first = HEADING + (
        "52998224725;Maria;05/03/1980;11987654321 / 190;10,00;01/10/2026;A\n"
        "01234567890;João;;2134567890;20,00;01/10/2026;B\n"
        "52998224725;Maria;05/03/1980;11987654321;30,00;01/11/2026;C\n"
        "52998224725;Maria;05/03/1980;11987654321;31,00;01/11/2026;C\n"
        "11111111111;Ana;;11987654321;1;01/10/2026;D\n"
    )
    summary = load(database, first, "i1", 24)
    assert (summary.rows_read, summary.rows_rejected, summary.cells_refused) == (5, 2, 1)
    assert (summary.debtors_created, summary.phones_created, summary.debts_created) == (2, 2, 3)
    assert count(database, ImportRejectionRow) == 3

    again = load(database, first, "i2", 25)
    assert (again.debtors_created, again.phones_created, again.debts_created, again.debts_updated) == (0, 0, 0, 0)

    changed = load(database, HEADING + "01234567890;João Lima;01/02/1990;11912345678;25;02/10/2026;B\n", "i3", 26)
    assert (changed.debts_updated, changed.phones_created) == (1, 1)
    assert [count(database, table) for table in (DebtorRow, PhoneRow, DebtRow)] == [2, 3, 3]
    query = (
        select(DebtorRow.name, DebtorRow.birth_date, DebtRow.principal_cents, DebtRow.due_date)
        .join(DebtRow, DebtRow.debtor_id == DebtorRow.id)
        .where(DebtRow.contract == "B")
    )
    found = asyncio.run(database.read(lambda uow: tuple(uow.connection.execute(query).one())))
    assert found == ("João Lima", date(1990, 2, 1), 2500, date(2026, 10, 2))


def test_a_file_of_several_batches_goes_in_whole(database: Database) -> None:
    lines = [f"52998224725;Maria;;11987654321;{n},00;01/10/2026;C{n}\n" for n in range(1, 2_502)]
    summary = load(database, HEADING + "".join(lines), "i1", 24)
    assert (summary.rows_read, summary.debts_created, summary.rows_rejected) == (2_501, 2_501, 0)
    figures = select(ImportRow.rows_read, ImportRow.debts_created, ImportRow.status)
    stored = asyncio.run(database.read(lambda uow: tuple(uow.connection.execute(figures).one())))
    assert stored == (2_501, 2_501, "finished")

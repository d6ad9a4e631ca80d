"""Block lists and municipal holidays, from CSV files: all of a file or, with one clear complaint, nothing of it."""

import asyncio
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from domain.contact.ddd import UF_OF_DDD
from domain.contact.facts import BLOCK_LISTS, BlockListKind
from domain.contact.phone import PhoneRefused, parse_phone
from services.errors import ServiceError
from services.importing.errors import ValueRefused
from services.importing.values import parse_date, plain
from services.ports.clock import Clock
from services.ports.repositories.contact import BlockListFacts, ListEntry, MunicipalHoliday
from services.ports.storage import Storage

_BATCH = 5000
_NUMBER_HEADINGS = frozenset({"numero", "telefone", "fone", "celular", "number", "phone"})
_DATE_HEADINGS = frozenset({"data", "datainclusao", "datadeinclusao", "datacadastro", "cadastro", "date", "inclusao"})


class TableFileRefused(ServiceError):
    """`reason` (pt-BR) names the row, the field and the value where there is one."""

    def __init__(self, file: str, reason: str, *, row: int | None = None, field: str = "", value: str = "") -> None:
        self.file, self.row, self.field, self.value = file, row, field, value
        place = "" if row is None else f", linha {row}"
        what = f", campo {field}" if field else ""
        shown = f" ({value!r})" if value else ""
        self.reason = f"{file}{place}{what}{shown}: {reason}"
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedList:
    list_id: int
    entries: int
    binds_collections: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockListService:
    storage: Storage
    clock: Clock

    async def load(self, path: Path, kind: BlockListKind, *, file_name: str = "") -> LoadedList:
        """The file becomes the list of its kind, replacing the one before. Raises TableFileRefused.

        `file_name` is what people call it, where that is not the path's own name.
        """
        today, name = self.clock.now().date(), file_name or path.name
        # Read to the end before anything is written: a wrong last row leaves the old list in force.
        await asyncio.to_thread(_check, path, name, today)
        list_id = await self.storage.write(
            lambda uow: uow.contact.begin_list(kind.value, file_name=name, at=self.clock.now())
        )
        count = 0
        entries = _distinct(_entries(path, name, today))
        while batch := await asyncio.to_thread(lambda: list(islice(entries, _BATCH))):
            count += len(batch)
            await self._add(list_id, batch)
        await self.storage.write(lambda uow: uow.contact.activate_list(list_id, kind.value))
        while await self.storage.write(lambda uow: uow.contact.drop_entries(limit=_BATCH)):
            pass
        return LoadedList(list_id=list_id, entries=count, binds_collections=BLOCK_LISTS[kind].collections)

    async def _add(self, list_id: int, batch: Sequence[ListEntry]) -> None:
        await self.storage.write(lambda uow: uow.contact.add_entries(list_id, batch))

    async def lists(self) -> Sequence[BlockListFacts]:
        return await self.storage.read(lambda uow: uow.contact.block_lists())

    async def load_holidays(self, path: Path) -> int:
        """The file becomes the table of municipal holidays: columns uf, cidade, data, nome. Raises TableFileRefused."""
        holidays = list({(one.uf, one.city, one.day): one for one in _holidays(path)}.values())
        await self.storage.write(lambda uow: uow.contact.replace_holidays(holidays))
        return len(holidays)


def _check(path: Path, name: str, today: date) -> None:
    for _ in _entries(path, name, today):
        pass


def _distinct(entries: Iterator[ListEntry]) -> Iterator[ListEntry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.number not in seen:
            seen.add(entry.number)
            yield entry


def _entries(path: Path, name: str, today: date) -> Iterator[ListEntry]:
    """A column of numbers, and perhaps one of the day of registration; with or without headings."""
    number_at, date_at, headed = 0, -1, False
    for row, cells in _rows(path, name):
        names = [plain(cell) for cell in cells]
        if row == 1 and any(one in _NUMBER_HEADINGS for one in names):
            number_at = next(at for at, one in enumerate(names) if one in _NUMBER_HEADINGS)
            date_at = next((at for at, one in enumerate(names) if one in _DATE_HEADINGS), -1)
            headed = True
            continue
        if not headed and row == 1 and len(cells) > 1:
            date_at = 1
        yield _entry(name, row, cells, number_at, date_at, today)


def _entry(file: str, row: int, cells: Sequence[str], number_at: int, date_at: int, today: date) -> ListEntry:
    number = cells[number_at] if number_at < len(cells) else ""
    try:
        phone = parse_phone(number)
    except PhoneRefused as error:
        raise TableFileRefused(file, error.reason, row=row, field="número", value=number) from error
    told = cells[date_at] if 0 <= date_at < len(cells) else ""
    if not told:
        return ListEntry(number=phone.number, registered_on=None)
    try:
        day = parse_date(told, latest_year=today.year)
    except ValueRefused as error:
        raise TableFileRefused(file, error.reason, row=row, field="data", value=told) from error
    return ListEntry(number=phone.number, registered_on=day)


def _holidays(path: Path) -> Iterator[MunicipalHoliday]:
    columns: dict[str, int] = {}
    for row, cells in _rows(path, path.name):
        if not columns:
            columns = {plain(cell): at for at, cell in enumerate(cells)}
            missing = [name for name in ("uf", "cidade", "data") if name not in columns]
            if missing:
                raise TableFileRefused(path.name, f"faltam as colunas {', '.join(missing)}", row=row)
            continue
        told = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if told["uf"].upper() not in UF_OF_DDD.values():
            raise TableFileRefused(path.name, "não é um estado", row=row, field="uf", value=told["uf"])
        if not plain(told["cidade"]):
            raise TableFileRefused(path.name, "está vazia", row=row, field="cidade", value=told["cidade"])
        try:
            day = parse_date(told["data"], latest_year=2100)
        except ValueRefused as error:
            raise TableFileRefused(path.name, error.reason, row=row, field="data", value=told["data"]) from error
        name = told.get("nome", "")[:120]
        yield MunicipalHoliday(uf=told["uf"].upper(), city=plain(told["cidade"])[:120], day=day, name=name)


def _rows(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, numbered from 1."""
    try:
        with path.open("rb") as binary:
            text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
            first = text.readline()
            delimiter = ";" if ";" in first else ","
            text.seek(0)
            number = 0
            for number, cells in enumerate(csv.reader(text, delimiter=delimiter), start=1):
                if any(cell.strip() for cell in cells):
                    yield number, [cell.strip() for cell in cells]
            if not number:
                raise TableFileRefused(name, "o arquivo está vazio")
    except OSError as error:
        raise TableFileRefused(name, f"não pode ser lido: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableFileRefused(name, "não é um CSV em UTF-8") from error

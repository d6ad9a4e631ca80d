"""The use case: a creditor's file goes into a portfolio, row by row, whatever its size."""

import asyncio
import dataclasses
import json
import tomllib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from domain.call.events import ImportProgressed
from domain.ids import ImportId, PortfolioId, UserId
from services.campaigns import take_in_imported
from services.importing.batches import Batch, Tally, read_batches
from services.importing.errors import ImportRefused
from services.importing.reading import Table, read_table
from services.ports.clock import Clock
from services.ports.storage import Storage, StorageError, UnitOfWork

BATCH_ROWS = 1_000
NEUTRAL_COMPANY = "Central de Atendimento"
"""What a portfolio made by an import calls itself before identity is confirmed, until somebody names it better."""
_TOLD_EVERY = timedelta(seconds=1)
_LOCAL = ZoneInfo("America/Sao_Paulo")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """`rows_rejected` did not go in; `cells_refused` are telephones and the like left out of rows that did."""

    import_id: ImportId
    portfolio_id: PortfolioId
    rows_read: int = 0
    rows_rejected: int = 0
    cells_refused: int = 0
    debtors_created: int = 0
    debts_created: int = 0
    debts_updated: int = 0
    phones_created: int = 0
    contracts_derived: int = 0
    """Rows without a contract number, for which one was made from document, due date and amount."""


async def import_file(  # noqa: PLR0913 - all but the storage are named
    storage: Storage,
    *,
    source: BinaryIO | Path,
    file_name: str,
    portfolio: str,
    import_id: ImportId,
    clock: Clock,
    mapping: Mapping[str, object] | None = None,
    started_by: UserId | None = None,
    on_progress: Callable[[ImportSummary], None] = lambda _summary: None,
) -> ImportSummary:
    """Import into the portfolio named `portfolio`, which is made when there is none.

    Rows go in a batch per transaction; the same file again changes nothing. Raises ImportRefused (the rows before the
    trouble are in) and StorageError; either way the import's record says that it failed.
    """
    if not portfolio.strip():
        raise ImportRefused("Diga o nome da carteira.")
    run = _Import(storage, import_id, clock, on_progress)
    await run.begin(portfolio.strip(), file_name, started_by)
    try:
        with await _opened(source) as stream:
            await run.take_in_all(await asyncio.to_thread(read_table, stream, mapping))
    except ImportRefused as refused:
        await run.fail(refused.reason)
        raise
    except StorageError:
        await run.fail("O banco de dados falhou no meio da importação.")
        raise
    except asyncio.CancelledError:
        await asyncio.shield(run.fail("A importação foi interrompida."))
        raise
    return await run.finish()


async def _opened(source: BinaryIO | Path) -> AbstractContextManager[BinaryIO]:
    if not isinstance(source, Path):
        return nullcontext(source)
    try:
        return await asyncio.to_thread(source.open, "rb")
    except OSError as error:
        raise ImportRefused(f"O arquivo não pode ser lido: {error.strerror}.") from error


def read_mapping(content: bytes) -> dict[str, object]:
    """A mapping file: TOML or JSON, our field = their heading (a list of them for `phone`). Raises ImportRefused."""
    try:
        text = content.decode("utf-8-sig")
        mapping: object = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImportRefused("O mapeamento não é um TOML nem um JSON válido.") from error
    if not isinstance(mapping, dict):
        raise ImportRefused("O mapeamento deve ser uma tabela: campo = coluna.")
    return mapping


async def abandon_interrupted(storage: Storage, *, clock: Clock) -> int:
    """Mark imports that were running when their process died as failed; call it before any import starts."""

    def work(uow: UnitOfWork) -> int:
        interrupted = uow.imports.running()
        for import_id in interrupted:
            uow.imports.fail(import_id, error="A importação foi interrompida. Importe o arquivo de novo.", at=now)
            uow.record(ImportProgressed(at=now, import_id=import_id, rows_read=0, finished=True))
        return len(interrupted)

    now = clock.now()
    return await storage.write(work)


class _Import:
    """One run: its record in the database, and what it has counted so far."""

    def __init__(
        self, storage: Storage, import_id: ImportId, clock: Clock, on_progress: Callable[[ImportSummary], None]
    ) -> None:
        self._storage = storage
        self._id = import_id
        self._clock = clock
        self._on_progress = on_progress
        # One instant for all that the import writes: it tells its own rows from older ones.
        self._stamp = clock.now()
        self._told_at = self._stamp
        self._portfolio_id = PortfolioId(0)
        self._creditor_known = False
        self._tally = Tally()

    async def begin(self, portfolio: str, file_name: str, started_by: UserId | None) -> None:
        def work(uow: UnitOfWork) -> tuple[PortfolioId, bool]:
            found = uow.portfolios.find(portfolio)
            portfolio_id = found or uow.portfolios.create(
                name=portfolio, creditor_name=portfolio, company_name=NEUTRAL_COMPANY, at=self._stamp
            )
            uow.imports.begin(self._id, portfolio_id, file_name=file_name, started_by=started_by, at=self._stamp)
            uow.record(self._event(self._stamp, finished=False))
            return portfolio_id, found is not None

        self._portfolio_id, self._creditor_known = await self._storage.write(work)

    async def take_in_all(self, table: Table) -> None:
        today = self._stamp.astimezone(_LOCAL).date()
        batches = read_batches(table, today=today, size=BATCH_ROWS)
        # Reading and checking cells is work for the processor: not in the event loop.
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            self._tally = await self._storage.write(partial(self._take_in, batch))
            self._creditor_known = self._creditor_known or bool(batch.creditor)
            self._on_progress(self.summary())

    async def finish(self) -> ImportSummary:
        def work(uow: UnitOfWork) -> None:
            uow.imports.finish(self._id, self._tally.figures, at=now)
            take_in_imported(uow, self._portfolio_id, now=now)
            uow.record(self._event(now, finished=True))

        now = self._clock.now()
        await self._storage.write(work)
        return self.summary()

    async def fail(self, error: str) -> None:
        def work(uow: UnitOfWork) -> None:
            uow.imports.fail(self._id, error=error, at=now)
            uow.record(self._event(now, finished=True))

        now = self._clock.now()
        # The error under way is the one to tell; a record left running is mended by `abandon_interrupted`.
        with suppress(StorageError):
            await self._storage.write(work)

    def summary(self) -> ImportSummary:
        return ImportSummary(
            import_id=self._id,
            portfolio_id=self._portfolio_id,
            cells_refused=self._tally.cells_refused,
            contracts_derived=self._tally.contracts_derived,
            **dataclasses.asdict(self._tally.figures),
        )

    def _take_in(self, batch: Batch, uow: UnitOfWork) -> Tally:
        if batch.creditor and not self._creditor_known:
            uow.portfolios.name_creditor(self._portfolio_id, batch.creditor)
        taken = uow.imports.take_in(
            self._portfolio_id,
            [row.debtor for row in batch.rows],
            [phone for row in batch.rows for phone in row.phones],
            [row.debt for row in batch.rows],
            [row.profile for row in batch.rows if row.profile is not None],
            stamp=self._stamp,
        )
        uow.imports.reject(self._id, [*batch.rejections, *batch.rejections_of(taken.refused)])
        tally = self._tally.plus(batch, taken)
        uow.imports.progress(self._id, tally.figures)
        now = self._clock.now()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            uow.record(self._event(now, finished=False))
        return tally

    def _event(self, at: datetime, *, finished: bool) -> ImportProgressed:
        rows_read = self._tally.figures.rows_read
        return ImportProgressed(at=at, import_id=self._id, rows_read=rows_read, finished=finished)

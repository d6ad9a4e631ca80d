"""Price indices: the one that comes with the house, and the tables that an operator put in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from domain.money.index_table import IndexTable, IndexTableError, parse_index_table
from services.ports.clock import Clock
from services.ports.repositories.indices import StoredIndex
from services.ports.storage import Storage, UnitOfWork

NAMES = ("IPCA", "INPC")
"""INPC binds only where a contract names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """`changed`: months whose variation differs from what the table before it said."""

    table: IndexTable
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexService:
    storage: Storage
    clock: Clock

    async def tables(self) -> Mapping[str, IndexTable]:
        return await self.storage.read(indices_in_force)

    async def load(self, text: str, *, name: str, file: str) -> Loaded:
        """Put a whole table in force, or nothing. Raises IndexTableError."""
        table = parse_index_table(text, name=name, file=file)
        stored = StoredIndex(name=name, source=text)

        def work(uow: UnitOfWork) -> Loaded:
            before = indices_in_force(uow).get(name)
            if before is not None:
                _check_reach(table, before, file)
            uow.indices.add(stored, at=self.clock.now())
            return Loaded(table=table, changed=0 if before is None else _changed(table, before))

        return await self.storage.write(work)


def load_indices() -> Mapping[str, IndexTable]:
    """Those that come with the house, by name. Raises IndexTableError when a file was spoilt."""
    return _shipped()


def indices_in_force(uow: UnitOfWork) -> Mapping[str, IndexTable]:
    """By name: the newest that was put in force, else the one that comes with the house."""
    return with_stored(uow.indices.in_force())


def with_stored(stored: Sequence[StoredIndex]) -> Mapping[str, IndexTable]:
    return {**_shipped(), **{one.name: _parse(one) for one in stored}}


@cache
def _shipped() -> Mapping[str, IndexTable]:
    text = resources.files("services.negotiation").joinpath("ipca.csv").read_text(encoding="utf-8")
    return {"IPCA": parse_index_table(text, name="IPCA", file="ipca.csv")}


@lru_cache(maxsize=16)
def _parse(stored: StoredIndex) -> IndexTable:
    return parse_index_table(stored.source, name=stored.name, file=stored.name)


def _check_reach(table: IndexTable, before: IndexTable, file: str) -> None:
    """Debts are corrected by the months of the table in force: a new one may not know fewer."""
    if table.first > before.first:
        why = f"a tabela em vigor começa em {before.begins}; a nova tem que começar até lá"
        raise IndexTableError(file, 2, "mes", table.begins, why)
    if table.version < before.version:
        why = f"a tabela em vigor vai até {before.version}; a nova tem que chegar até lá"
        raise IndexTableError(file, 1 + len(table.variations), "mes", table.version, why)


def _changed(table: IndexTable, before: IndexTable) -> int:
    skipped = before.first - table.first
    same_months = zip(table.variations[skipped:], before.variations, strict=False)
    return sum(new != old for new, old in same_months)

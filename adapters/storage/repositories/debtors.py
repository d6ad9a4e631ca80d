"""Taking people, numbers and debts in, a batch at a time: a few statements whatever its size."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow
from adapters.storage.tables.strategy import DebtorProfileRow
from domain.ids import PortfolioId
from services.ports.repositories.imports import (
    ImportedDebt,
    ImportedDebtor,
    ImportedPhone,
    ImportedProfile,
    RefusedDebt,
)

_DEBTORS: Any = DebtorRow.__table__
_PHONES: Any = PhoneRow.__table__
_DEBTS: Any = DebtRow.__table__
_PROFILES: Any = DebtorProfileRow.__table__
_UPDATE_DEBTOR = (
    update(_DEBTORS)
    .where(_DEBTORS.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in ("name", "birth_date", "email", "uf", "city", "updated_at")})
)
_UPDATE_DEBT = (
    update(_DEBTS)
    .where(_DEBTS.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in ("description", "principal_cents", "due_date", "updated_at")})
)


def take_in_debtors(
    connection: Connection, debtors: Sequence[ImportedDebtor], *, stamp: datetime
) -> tuple[dict[str, int], int]:
    """The ids by document, and how many debtors are new."""
    by_document = {debtor.document: debtor for debtor in debtors}
    known = _known_debtors(connection, list(by_document))
    new = [debtor for document, debtor in by_document.items() if document not in known]
    if new:
        connection.execute(insert(_DEBTORS), [_debtor_row(debtor, stamp) for debtor in new])
    changes = [
        change
        for document, row in known.items()
        if (change := _debtor_change(row, by_document[document], stamp)) is not None
    ]
    if changes:
        connection.execute(_UPDATE_DEBTOR, changes)
    ids = {document: row.id for document, row in known.items()}
    if new:
        ids |= _ids(connection, [debtor.document for debtor in new])
    return ids, len(new)


def take_in_phones(connection: Connection, phones: Sequence[ImportedPhone], ids: Mapping[str, int]) -> int:
    """How many numbers are new. One that was unlinked stays so: the person said that it is not theirs."""
    wanted = {(ids[phone.document], phone.number): phone.rank for phone in phones}
    if not wanted:
        return 0
    debtor_ids = {debtor_id for debtor_id, _ in wanted}
    query = select(_PHONES.c.debtor_id, _PHONES.c.number).where(_PHONES.c.debtor_id.in_(debtor_ids))
    known = {(row.debtor_id, row.number) for row in connection.execute(query)}
    rows = [
        {"debtor_id": debtor_id, "number": number, "rank": rank}
        for (debtor_id, number), rank in wanted.items()
        if (debtor_id, number) not in known
    ]
    if rows:
        connection.execute(insert(_PHONES), rows)
    return len(rows)


def take_in_profiles(
    connection: Connection, profiles: Sequence[ImportedProfile], ids: Mapping[str, int], *, stamp: datetime
) -> None:
    """The last row of a person counts; what it does not tell stays as it was."""
    by_debtor = {ids[profile.document]: profile for profile in profiles}
    if not by_debtor:
        return
    query = select(_PROFILES.c.debtor_id).where(_PROFILES.c.debtor_id.in_(by_debtor))
    known = set(connection.execute(query).scalars())
    new = [_profile_row(key, told, stamp) for key, told in by_debtor.items() if key not in known]
    if new:
        connection.execute(insert(_PROFILES), new)
    for key in known:
        row = _profile_row(key, by_debtor[key], stamp)
        told = {name: value for name, value in row.items() if value not in (None, "")}
        connection.execute(update(_PROFILES).where(_PROFILES.c.debtor_id == key).values(told))


def _profile_row(debtor_id: int, profile: ImportedProfile, stamp: datetime) -> dict[str, Any]:
    names = [one.name for one in fields(ImportedProfile) if one.name != "document"]
    return {"debtor_id": debtor_id, "updated_at": stamp, **{name: getattr(profile, name) for name in names}}


def take_in_debts(
    connection: Connection,
    portfolio_id: PortfolioId,
    debts: Sequence[ImportedDebt],
    ids: Mapping[str, int],
    *,
    stamp: datetime,
) -> tuple[int, int, list[RefusedDebt]]:
    """How many debts are new, how many changed, and those whose contract is another debt's."""
    known = _known_debts(connection, portfolio_id, {debt.contract for debt in debts})
    new: dict[str, dict[str, Any]] = {}
    changes: list[dict[str, Any]] = []
    unchanged: list[dict[str, Any]] = []
    refused: list[RefusedDebt] = []
    for debt in debts:
        wanted = _debt_row(debt, portfolio_id, ids[debt.document], stamp)
        stored = known.get(debt.contract) or new.get(debt.contract)
        if stored is None:
            new[debt.contract] = wanted
        elif reason := _clash(stored, wanted, stamp):
            refused.append(RefusedDebt(line=debt.line, reason=reason))
        elif debt.contract in known:
            changed = _differs(stored, wanted)
            wanted["description"] = wanted["description"] or stored["description"]
            (changes if changed else unchanged).append({**wanted, "key": stored["id"]})
            known[debt.contract] = {**(wanted if changed else stored), "id": stored["id"], "updated_at": stamp}
    if new:
        connection.execute(insert(_DEBTS), list(new.values()))
    _update_debts(connection, changes)
    if unchanged:
        # Seen in this import, so that the same contract with other data further down is a repetition, not news.
        seen = [debt["key"] for debt in unchanged]
        connection.execute(update(_DEBTS).where(_DEBTS.c.id.in_(seen)).values(updated_at=stamp))
    return len(new), len(changes), refused


def _known_debtors(connection: Connection, documents: list[str]) -> dict[str, Any]:
    columns = (_DEBTORS.c.id, _DEBTORS.c.document, _DEBTORS.c.name, _DEBTORS.c.birth_date)
    query = select(*columns, _DEBTORS.c.email, _DEBTORS.c.uf, _DEBTORS.c.city).where(_DEBTORS.c.document.in_(documents))
    return {row.document: row for row in connection.execute(query)}


def _ids(connection: Connection, documents: list[str]) -> dict[str, int]:
    query = select(_DEBTORS.c.document, _DEBTORS.c.id).where(_DEBTORS.c.document.in_(documents))
    return {row.document: row.id for row in connection.execute(query)}


def _debtor_row(debtor: ImportedDebtor, stamp: datetime) -> dict[str, Any]:
    return {
        "document": debtor.document,
        "name": debtor.name,
        "birth_date": debtor.birth_date,
        "email": debtor.email,
        "uf": debtor.uf,
        "city": debtor.city,
        "updated_at": stamp,
    }


def _debtor_change(row: Any, debtor: ImportedDebtor, stamp: datetime) -> dict[str, Any] | None:
    merged = {
        "name": debtor.name,
        "birth_date": debtor.birth_date or row.birth_date,
        "email": debtor.email or row.email,
        "uf": debtor.uf or row.uf,
        "city": debtor.city or row.city,
    }
    if all(getattr(row, name) == value for name, value in merged.items()):
        return None
    return {**merged, "key": row.id, "updated_at": stamp}


def _known_debts(connection: Connection, portfolio_id: PortfolioId, contracts: set[str]) -> dict[str, dict[str, Any]]:
    query = select(
        _DEBTS.c.id,
        _DEBTS.c.contract,
        _DEBTS.c.debtor_id,
        _DEBTS.c.description,
        _DEBTS.c.principal_cents,
        _DEBTS.c.due_date,
        _DEBTS.c.updated_at,
    ).where(_DEBTS.c.portfolio_id == portfolio_id, _DEBTS.c.contract.in_(contracts))
    return {row["contract"]: dict(row) for row in connection.execute(query).mappings()}


def _update_debts(connection: Connection, changes: Sequence[Mapping[str, Any]]) -> None:
    names = ("key", "description", "principal_cents", "due_date", "updated_at")
    if changes:
        connection.execute(_UPDATE_DEBT, [{name: change[name] for name in names} for change in changes])


def _debt_row(debt: ImportedDebt, portfolio_id: PortfolioId, debtor_id: int, stamp: datetime) -> dict[str, Any]:
    return {
        "portfolio_id": portfolio_id,
        "debtor_id": debtor_id,
        "contract": debt.contract,
        "description": debt.description,
        "principal_cents": debt.principal_cents,
        "due_date": debt.due_date,
        "status": "open",
        "updated_at": stamp,
    }


def _clash(stored: Mapping[str, Any], wanted: Mapping[str, Any], stamp: datetime) -> str:
    if stored["debtor_id"] != wanted["debtor_id"]:
        return "o contrato já pertence a outro CPF ou CNPJ nesta carteira"
    if stored["updated_at"] == stamp and _differs(stored, wanted):
        return (
            "o contrato se repete neste arquivo com outros dados: "
            "se são parcelas, inclua uma coluna com o número da parcela"
        )
    return ""


def _differs(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    if wanted["description"] and stored["description"] != wanted["description"]:
        return True
    return bool(stored["principal_cents"] != wanted["principal_cents"] or stored["due_date"] != wanted["due_date"])

"""Implements `services.ports.repositories.evidence`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, exists, insert, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.evidence import EvidenceRow, EvidenceSealRow
from adapters.storage.tables.recordings import RecordingRow
from domain.evidence.chain import EvidenceKind, Seal
from domain.ids import AttemptId
from services.ports.repositories.evidence import Evidence, MenuNow, NewEvidence, RecordingNow

_SEALER_LOCK: Final = 0x53454C4F
"""Key of the advisory lock; any number that no other part of the product uses."""
_E, _S = EvidenceRow, EvidenceSealRow
_TABLE: Any = _E.__table__
_ADD = {
    name: dialect.insert(_TABLE).on_conflict_do_nothing(index_elements=["key"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_PIECE = (_E.key, _E.kind, _E.attempt_id, _E.payload, _E.at, _E.seal_seq)
_SEAL = (_S.seq, _S.kind, _S.key, _S.payload_sha256, _S.previous, _S.sealed_at, _S.hash)
_MARK = update(_TABLE).where(_TABLE.c.key == bindparam("of_key")).values(seal_seq=bindparam("seq"))


class SqlEvidence:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: NewEvidence) -> None:
        values = {
            "key": new.key,
            "kind": new.kind,
            "attempt_id": new.attempt_id,
            "payload": new.payload,
            "at": new.at,
        }
        self._connection.execute(_ADD[self._connection.dialect.name], values)

    def one_sealer_at_a_time(self) -> bool:
        # SQLite has one writer anyway. Never waited for: a wait inside of a transaction that holds rows is a deadlock.
        if self._connection.dialect.name != "postgresql":
            return True
        return bool(self._connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _SEALER_LOCK}))

    def last_seal(self) -> Seal | None:
        row = self._connection.execute(select(*_SEAL).order_by(_S.seq.desc()).limit(1)).mappings().one_or_none()
        return None if row is None else _seal(row)

    def seal_at(self, seq: int) -> Seal | None:
        row = self._connection.execute(select(*_SEAL).where(_S.seq == seq)).mappings().one_or_none()
        return None if row is None else _seal(row)

    def waiting(self, *, limit: int) -> Sequence[Evidence]:
        query = select(*_PIECE).where(_E.seal_seq.is_(None)).order_by(_E.id).limit(limit)
        return [_piece(row) for row in self._connection.execute(query).mappings()]

    def put_seals(self, seals: Iterable[Seal]) -> None:
        rows = [
            {
                "seq": one.seq,
                "kind": one.kind,
                "key": one.key,
                "payload_sha256": one.payload_sha256,
                "previous": one.previous,
                "sealed_at": one.sealed_at,
                "hash": one.hash,
            }
            for one in seals
        ]
        if rows:
            self._connection.execute(insert(_S), rows)
            self._connection.execute(_MARK, [{"of_key": row["key"], "seq": row["seq"]} for row in rows])

    def seals(self, *, after: int, limit: int) -> Sequence[tuple[Seal, Evidence | None]]:
        sealed = [column.label(f"chain_{column.key}") for column in _SEAL]
        query = (
            select(*_PIECE, *sealed)
            .select_from(_S)
            .outerjoin(_E, _E.key == _S.key)
            .where(_S.seq > after)
            .order_by(_S.seq)
            .limit(limit)
        )
        return [
            (_seal(row, prefix="chain_"), None if row["key"] is None else _piece(row))
            for row in self._connection.execute(query).mappings()
        ]

    def of_attempt(self, attempt_id: AttemptId) -> Sequence[Evidence]:
        query = select(*_PIECE).where(_E.attempt_id == attempt_id).order_by(_E.id)
        return [_piece(row) for row in self._connection.execute(query).mappings()]

    def of_kind(self, kind: EvidenceKind) -> Sequence[Evidence]:
        query = select(*_PIECE).where(_E.kind == kind).order_by(_E.id)
        return [_piece(row) for row in self._connection.execute(query).mappings()]

    def strays(self, *, limit: int) -> Sequence[Evidence]:
        mine = exists().where(_S.seq == _E.seal_seq, _S.key == _E.key)
        query = select(*_PIECE).where(_E.seal_seq.is_not(None), ~mine).order_by(_E.id).limit(limit)
        return [_piece(row) for row in self._connection.execute(query).mappings()]

    def recording_now(self, attempt_id: AttemptId) -> RecordingNow | None:
        query = select(RecordingRow.path, RecordingRow.sha256).where(RecordingRow.attempt_id == attempt_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else RecordingNow(attempt_id=attempt_id, path=row.path, sha256=row.sha256)

    def menu_now(self, attempt_id: AttemptId) -> MenuNow | None:
        row = self._connection.execute(
            select(MenuSessionRow.identity_confirmed_at, MenuSessionRow.steps)
            .join(AttemptRow, AttemptRow.id == MenuSessionRow.attempt_id)
            .where(MenuSessionRow.attempt_id == attempt_id, AttemptRow.closed_at.is_not(None))
        ).one_or_none()
        return None if row is None else MenuNow(identity_confirmed_at=row.identity_confirmed_at, steps=row.steps or ())

    def unproven(self, *, since: datetime, limit: int) -> Sequence[str]:
        recording, agreement = literal("recording/") + RecordingRow.attempt_id, literal("agreement/") + AgreementRow.id
        recordings = select(recording.label("key")).where(
            RecordingRow.closed_at >= since, ~exists().where(_E.key == recording)
        )
        agreements = select(agreement.label("key")).where(
            AgreementRow.confirmed_at >= since, ~exists().where(_E.key == agreement)
        )
        found = self._connection.execute(recordings.union_all(agreements).order_by("key").limit(limit))
        return [row.key for row in found]


def _piece(row: RowMapping) -> Evidence:
    return Evidence(
        key=row["key"],
        kind=row["kind"],
        attempt_id=None if row["attempt_id"] is None else AttemptId(row["attempt_id"]),
        payload=row["payload"],
        at=row["at"],
        seq=row["seal_seq"],
    )


def _seal(row: RowMapping, *, prefix: str = "") -> Seal:
    return Seal(
        seq=row[f"{prefix}seq"],
        kind=EvidenceKind(row[f"{prefix}kind"]),
        key=row[f"{prefix}key"],
        payload_sha256=row[f"{prefix}payload_sha256"],
        previous=row[f"{prefix}previous"],
        sealed_at=row[f"{prefix}sealed_at"],
        hash=row[f"{prefix}hash"],
    )

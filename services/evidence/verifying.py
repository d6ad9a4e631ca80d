"""Looks everything over again: the chain, each piece under it, the rows and the files that the pieces tell of."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain.evidence.canonical import digest_of
from domain.evidence.chain import EvidenceKind, Fault, Seal, chain_faults, instant_text
from domain.ids import AgreementId, AttemptId
from services.evidence.collecting import agreement_terms
from services.ports.repositories.evidence import Evidence
from services.ports.storage import Storage, UnitOfWork

PAGE: Final = 500
FileHash = Callable[[str], str | None]
"""SHA-256 of a file below the recordings folder by its path; None when there is none. Does file work."""


class Trouble(StrEnum):
    SEALS_MISSING = "seals_missing"
    SEAL_OUT_OF_CHAIN = "seal_out_of_chain"
    SEAL_ALTERED = "seal_altered"
    PIECE_MISSING = "piece_missing"
    PIECE_ALTERED = "piece_altered"
    PIECE_UNSEALED = "piece_unsealed"
    """It says that it was sealed, and no seal of its own is there."""
    FACT_UNPROVEN = "fact_unproven"
    """A recording or an agreement, younger than the chain, of which no piece is there."""
    ROW_MISSING = "row_missing"
    ROW_ALTERED = "row_altered"
    FILE_MISSING = "file_missing"
    FILE_ALTERED = "file_altered"
    DAY_ALTERED = "day_altered"
    """The chain up to a day's end is not the one that was there at that day's end."""


_FAULTS: Final = {
    Fault.GAP: Trouble.SEALS_MISSING,
    Fault.BROKEN_LINK: Trouble.SEAL_OUT_OF_CHAIN,
    Fault.ALTERED_SEAL: Trouble.SEAL_ALTERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`key` names the piece (`recording/<attempt>`), `detail` the column or file."""

    trouble: Trouble
    key: str
    seq: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The end of a day as somebody wrote it down elsewhere."""

    day: str
    seq: int
    hash: str


@dataclass(slots=True, kw_only=True)
class Report:
    seals: int = 0
    files: int = 0
    waiting: int = 0
    last: Seal | None = None
    findings: list[Finding] = field(default_factory=list)


class Verifier:
    def __init__(self, storage: Storage, file_hash: FileHash) -> None:
        self._storage = storage
        self._file_hash = file_hash

    async def everything(self, *, anchors: Sequence[Anchor] = ()) -> Report:
        """The whole chain, page by page; `anchors` are days' ends kept elsewhere."""
        report = Report()
        since: datetime | None = None
        while page := await self._storage.read(self._page_after(0 if report.last is None else report.last.seq)):
            since = since or page[0][0].sealed_at
            report.findings += _faults([one for one, _ in page], report.last)
            await self._look_at(report, page)
            report.last = page[-1][0]
        await self._storage.read(lambda uow: _look_around(uow, report, since))
        for anchor in anchors:
            found = await self._storage.read(lambda uow, seq=anchor.seq: uow.evidence.seal_at(seq))  # type: ignore[misc]
            if found is None or found.hash != anchor.hash:
                report.findings.append(Finding(trouble=Trouble.DAY_ALTERED, key=f"day/{anchor.day}", seq=anchor.seq))
        return report

    async def attempt(self, attempt_id: AttemptId) -> Report:
        """One call: its pieces, their seals and the link of each to the seal before it."""
        report = Report()
        sealed: list[tuple[Seal, Evidence | None]] = []
        for piece in await self._storage.read(lambda uow: uow.evidence.of_attempt(attempt_id)):
            if piece.seq is None:
                report.waiting += 1
                continue
            mine, former = await self._storage.read(_seal_and_former(piece.seq))
            if mine is None or mine.key != piece.key:
                report.findings.append(Finding(trouble=Trouble.PIECE_UNSEALED, key=piece.key, seq=piece.seq))
                continue
            report.findings += _faults([mine], former)
            sealed.append((mine, piece))
        await self._look_at(report, sealed)
        return report

    async def _look_at(self, report: Report, sealed: Sequence[tuple[Seal, Evidence | None]]) -> None:
        """Each piece against its seal; only a piece that is whole says what rows and files should be."""
        whole: list[tuple[Seal, Evidence]] = []
        for one, piece in sealed:
            report.seals += 1
            if piece is None:
                report.findings.append(Finding(trouble=Trouble.PIECE_MISSING, key=one.key, seq=one.seq))
            elif digest_of(piece.payload) != one.payload_sha256 or piece.kind is not one.kind:
                report.findings.append(Finding(trouble=Trouble.PIECE_ALTERED, key=piece.key, seq=one.seq))
            else:
                whole.append((one, piece))
        report.findings += await self._storage.read(
            lambda uow: [
                Finding(trouble=trouble, key=piece.key, seq=one.seq, detail=detail)
                for one, piece in whole
                for trouble, detail in _compare(uow, piece)
            ]
        )
        for one, piece in whole:
            if piece.kind in {EvidenceKind.RECORDING, EvidenceKind.COMMENT}:
                self._look_at_file(report, one, piece)

    def _look_at_file(self, report: Report, one: Seal, piece: Evidence) -> None:
        told = json.loads(piece.payload)
        if told["sha256"] is None:
            return
        report.files += 1
        found = self._file_hash(told["path"])
        if found != told["sha256"]:
            trouble = Trouble.FILE_MISSING if found is None else Trouble.FILE_ALTERED
            report.findings.append(Finding(trouble=trouble, key=piece.key, seq=one.seq, detail=told["path"]))

    def _page_after(self, seq: int) -> "Callable[[UnitOfWork], Sequence[tuple[Seal, Evidence | None]]]":
        return lambda uow: uow.evidence.seals(after=seq, limit=PAGE)


def _faults(seals: Sequence[Seal], former: Seal | None) -> list[Finding]:
    return [
        Finding(trouble=_FAULTS[fault.fault], key=fault.key, seq=fault.seq)
        for fault in chain_faults(seals, former=former)
    ]


def _seal_and_former(seq: int) -> Callable[[UnitOfWork], tuple[Seal | None, Seal | None]]:
    return lambda uow: (uow.evidence.seal_at(seq), uow.evidence.seal_at(seq - 1))


def _look_around(uow: UnitOfWork, report: Report, since: datetime | None) -> None:
    """What no seal leads to."""
    report.waiting = len(uow.evidence.waiting(limit=PAGE))
    report.findings += [
        Finding(trouble=Trouble.PIECE_UNSEALED, key=piece.key, seq=piece.seq)
        for piece in uow.evidence.strays(limit=PAGE)
    ]
    if since is not None:
        report.findings += [
            Finding(trouble=Trouble.FACT_UNPROVEN, key=key) for key in uow.evidence.unproven(since=since, limit=PAGE)
        ]


def _compare(uow: UnitOfWork, piece: Evidence) -> Iterator[tuple[Trouble, str]]:
    """What is wrong with the rows that a piece tells of: the trouble and the column."""
    told = json.loads(piece.payload)
    match piece.kind:
        case EvidenceKind.RECORDING:
            yield from _recording_row(uow, piece, told)
        case EvidenceKind.AGREEMENT:
            yield from _agreement_rows(uow, told)
        case EvidenceKind.MENU:
            yield from _menu_row(uow, piece, told)
        case EvidenceKind.DAY:
            last = uow.evidence.seal_at(told["seals"])
            if last is None or last.hash != told["last_hash"]:
                yield Trouble.DAY_ALTERED, told["day"]


def _recording_row(uow: UnitOfWork, piece: Evidence, told: Mapping[str, Any]) -> Iterator[tuple[Trouble, str]]:
    assert piece.attempt_id is not None  # noqa: S101 - recordings are of attempts
    row = uow.evidence.recording_now(piece.attempt_id)
    if row is None:
        yield Trouble.ROW_MISSING, "recordings"
    elif row.sha256 != told["sha256"]:
        yield Trouble.ROW_ALTERED, "recordings.sha256"
    elif row.path != told["path"]:
        yield Trouble.ROW_ALTERED, "recordings.path"


def _agreement_rows(uow: UnitOfWork, told: Mapping[str, Any]) -> Iterator[tuple[Trouble, str]]:
    agreement = uow.agreements.get(AgreementId(told["agreement_id"]))
    if agreement is None:
        yield Trouble.ROW_MISSING, "agreements"
        return
    for name, value in agreement_terms(agreement).items():
        if told.get(name) != value:
            yield Trouble.ROW_ALTERED, f"agreements.{name}"


def _menu_row(uow: UnitOfWork, piece: Evidence, told: Mapping[str, Any]) -> Iterator[tuple[Trouble, str]]:
    """Later visits add to the row; what was sealed stays at its beginning."""
    assert piece.attempt_id is not None  # noqa: S101 - menus are of attempts
    row = uow.evidence.menu_now(piece.attempt_id)
    if row is None:
        return
    sealed = told["steps"]
    if list(row.steps)[: len(sealed)] != sealed:
        yield Trouble.ROW_ALTERED, "menu_sessions.steps"
    confirmed = None if row.identity_confirmed_at is None else instant_text(row.identity_confirmed_at)
    if told["identity_confirmed_at"] not in {None, confirmed}:
        yield Trouble.ROW_ALTERED, "menu_sessions.identity_confirmed_at"

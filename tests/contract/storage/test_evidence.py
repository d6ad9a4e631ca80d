"""Evidence on both databases: written with the facts, sealed by many, and every later change found and named."""

import asyncio
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from adapters.recordings.archive import FileRecordingArchive
from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.evidence import EvidenceRow, EvidenceSealRow
from adapters.storage.tables.recordings import RecordingRow
from domain.evidence.canonical import digest_of
from domain.evidence.chain import EvidenceKind
from domain.ids import AttemptId
from runtime.clock import UlidSource
from services.evidence.bundle import load_bundle
from services.evidence.sealing import Sealer, seal_waiting
from services.evidence.verifying import Anchor, Report, Trouble, Verifier
from services.menu import MenuService
from services.ports.repositories.evidence import MenuTrace, NewEvidence
from services.ports.repositories.menu import MenuProgress
from services.ports.repositories.recordings_write import RecordingResult
from services.recordings_closing import finish_recording
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, change, rows_of

ZONE = ZoneInfo("America/Sao_Paulo")
SOUND = b"RIFF, and what was said"
PATH = f"2026/11/24/{ATTEMPT}.wav"
EMPTY = '{"identity_confirmed_at":null,"steps":[]}'
TRACE = MenuTrace(
    visit_at_ms=0,
    recording_ms=35,
    heard=({"at_ms": 5, "step": "right_party", "clips": [{"clip": "pt_BR/greeting", "sha256": "ab"}]},),
    keys=({"at_ms": 4000, "step": "right_party", "key": "1"}, {"at_ms": 8000, "step": "identity", "key": "•"}),
)
PROGRESS = MenuProgress(
    attempt_id=ATTEMPT,
    started_at=NOW,
    pressed_keys=True,
    identity_confirmed_at=NOW + timedelta(seconds=8),
    steps=({"step": "identity", "at_ms": 8120, "result": "confirmed"},),
)


class SetClock:
    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    file = tmp_path / "recordings" / PATH
    file.parent.mkdir(parents=True)
    file.write_bytes(SOUND)
    return tmp_path / "recordings"


@pytest.fixture
def proved(database: Database, clock: SetClock, recordings: Path) -> Database:
    """One call with an agreement and a recording, its evidence sealed."""
    add_answered_attempt(database)
    menu = MenuService(database, clock=clock, ids=UlidSource(), zone=ZONE)
    context = run(menu.look(run(menu.load(ATTEMPT))))
    run(menu.agree(context, context.offers[1], read_back="Vamos confirmar.", progress=PROGRESS))
    run(menu.save(context, replace(PROGRESS, ended_at=NOW + timedelta(seconds=30), trace=TRACE)))
    result = RecordingResult(
        attempt_id=ATTEMPT,
        path=PATH,
        duration_ms=30_000,
        size_bytes=len(SOUND),
        sha256=hashlib.sha256(SOUND).hexdigest(),
        problem=None,
    )

    def close(uow: Any) -> None:
        uow.recordings_write.insert_open(ATTEMPT, path="open/A1.raw", started_at=NOW)
        assert finish_recording(uow, result, now=NOW)

    run(database.write(close))
    change(database, AttemptRow, closed_at=NOW)
    seal_all(database, clock)
    return database


def seal_all(database: Database, clock: SetClock) -> None:
    run(Sealer(database, clock, zone=ZONE).seal_once())


def verified(database: Database, recordings: Path, *anchors: Anchor) -> Report:
    return run(Verifier(database, FileRecordingArchive(recordings).sha256_of).everything(anchors=anchors))


def verified_attempt(database: Database, recordings: Path) -> Report:
    return run(Verifier(database, FileRecordingArchive(recordings).sha256_of).attempt(ATTEMPT))


def found(report: Report) -> set[tuple[Trouble, str]]:
    return {(finding.trouble, finding.key) for finding in report.findings}


def execute(database: Database, statement: Any) -> None:
    run(database.write(lambda uow: uow.connection.execute(statement)))


def agreement_id(database: Database) -> str:
    (row,) = rows_of(database, AgreementRow)
    found: str = row["id"]
    return found


def test_a_call_is_proved_by_its_menu_its_agreement_and_its_recording(proved: Database, recordings: Path) -> None:
    report = verified(proved, recordings)
    assert report.findings == []
    assert (report.seals, report.files, report.waiting) == (3, 1, 0)
    assert verified_attempt(proved, recordings).findings == []
    assert verified_attempt(proved, recordings).seals == 3


def test_the_bundle_tells_all_and_hashes_to_its_seals(proved: Database) -> None:
    bundle = run(load_bundle(proved, ATTEMPT))
    payloads = {piece.kind: json.loads(piece.payload) for piece, _ in bundle.pieces}
    assert payloads[EvidenceKind.AGREEMENT]["read_back"] == "Vamos confirmar."
    assert [one["amount_cents"] for one in payloads[EvidenceKind.AGREEMENT]["installments"]] == [33_968, 33_966, 33_966]
    assert payloads[EvidenceKind.MENU]["keys"][0] == {"at_ms": 4000, "step": "right_party", "key": "1"}
    assert payloads[EvidenceKind.MENU]["recording_ms"] == 35
    assert payloads[EvidenceKind.RECORDING]["sha256"] == hashlib.sha256(SOUND).hexdigest()
    assert bundle.recording_paths == [PATH]
    for piece in bundle.document()["pieces"]:
        assert piece["seal"]["payload_sha256"] == digest_of(piece["payload"])


def test_nothing_personal_is_in_the_evidence(proved: Database) -> None:
    # A hash may hold any digits by chance.
    everything = " ".join(re.sub(r"[0-9a-f]{64}", "#", row["payload"]) for row in rows_of(proved, EvidenceRow))
    for secret in ("MARIA", "Maria", "52998224725", "11987654321", "0503"):
        assert secret not in everything


Tamper = Callable[[Database, Path], None]
CHANGES: dict[str, tuple[Tamper, Trouble, str]] = {
    "a prompt put into a menu's evidence": (
        lambda database, _: execute(
            database,
            update(EvidenceRow).where(EvidenceRow.key == "menu/A1/0").values(payload='{"heard":["outra coisa"]}'),
        ),
        Trouble.PIECE_ALTERED,
        "menu/A1/0",
    ),
    "a piece taken away": (
        lambda database, _: execute(database, delete(EvidenceRow).where(EvidenceRow.key == "menu/A1/0")),
        Trouble.PIECE_MISSING,
        "menu/A1/0",
    ),
    "a seal changed": (
        lambda database, _: execute(
            database, update(EvidenceSealRow).where(EvidenceSealRow.seq == 2).values(payload_sha256="0" * 64)
        ),
        Trouble.SEAL_ALTERED,
        "menu/A1/0",
    ),
    "a seal taken away": (
        lambda database, _: execute(database, delete(EvidenceSealRow).where(EvidenceSealRow.seq == 2)),
        Trouble.SEALS_MISSING,
        "recording/A1",
    ),
    "the last seal taken away": (
        lambda database, _: execute(database, delete(EvidenceSealRow).where(EvidenceSealRow.seq == 3)),
        Trouble.PIECE_UNSEALED,
        "recording/A1",
    ),
    "the recording's evidence and seal taken away": (
        lambda database, _: (
            execute(database, delete(EvidenceSealRow).where(EvidenceSealRow.seq == 3)),
            execute(database, delete(EvidenceRow).where(EvidenceRow.key == "recording/A1")),
        )[0],
        Trouble.FACT_UNPROVEN,
        "recording/A1",
    ),
    "the recording changed": (
        lambda _, recordings: (recordings / PATH).write_bytes(b"another voice") and None,
        Trouble.FILE_ALTERED,
        "recording/A1",
    ),
    "the recording deleted": (
        lambda _, recordings: (recordings / PATH).unlink(),
        Trouble.FILE_MISSING,
        "recording/A1",
    ),
    "the recording's row told another hash": (
        lambda database, _: change(database, RecordingRow, sha256="0" * 64),
        Trouble.ROW_ALTERED,
        "recording/A1",
    ),
    "the recording's row told another file": (
        lambda database, _: change(database, RecordingRow, path="2026/11/24/B2.wav"),
        Trouble.ROW_ALTERED,
        "recording/A1",
    ),
    "the menu's row told other steps": (
        lambda database, _: change(database, MenuSessionRow, steps=[]),
        Trouble.ROW_ALTERED,
        "menu/A1/0",
    ),
    "the menu's row told another time of identity": (
        lambda database, _: change(database, MenuSessionRow, identity_confirmed_at=NOW),
        Trouble.ROW_ALTERED,
        "menu/A1/0",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_found_and_named(proved: Database, recordings: Path, what: str) -> None:
    tamper, trouble, key = CHANGES[what]
    tamper(proved, recordings)
    assert (trouble, key) in found(verified(proved, recordings))


@pytest.mark.parametrize("what", [what for what in CHANGES if "taken away" not in what])
def test_a_change_is_found_by_looking_at_its_call_alone(proved: Database, recordings: Path, what: str) -> None:
    tamper, trouble, key = CHANGES[what]
    tamper(proved, recordings)
    assert (trouble, key) in found(verified_attempt(proved, recordings))


@pytest.mark.parametrize("column", ["total_cents", "discount_cents", "tolerance_days"])
def test_terms_changed_behind_the_debtors_back_are_found(proved: Database, recordings: Path, column: str) -> None:
    change(proved, AgreementRow, **{column: 7})
    (finding,) = verified(proved, recordings).findings
    assert finding.trouble is Trouble.ROW_ALTERED
    assert (finding.key, finding.detail) == (f"agreement/{agreement_id(proved)}", f"agreements.{column}")


def test_an_installment_changed_is_found_and_a_payment_is_no_change(proved: Database, recordings: Path) -> None:
    change(proved, InstallmentRow, state="paid", paid_cents=51_900)
    assert verified(proved, recordings).findings == []
    change(proved, InstallmentRow, amount_cents=60_000)
    (finding,) = verified(proved, recordings).findings
    assert finding.detail == "agreements.installments"


def test_two_sealers_at_once_make_one_chain(url: str, clock: SetClock, recordings: Path, proved: Database) -> None:
    def add(first: int) -> Callable[[Any], None]:
        def work(uow: Any) -> None:
            for number in range(first, first + 25):
                uow.evidence.add(
                    NewEvidence(
                        key=f"comment/{number}",
                        kind=EvidenceKind.COMMENT,
                        attempt_id=None,
                        payload='{"path":"","sha256":null}',
                        at=NOW,
                    )
                )

        return work

    async def main() -> None:
        sealers = [Sealer(base, clock, zone=ZONE) for base in (proved, other)]

        async def write_and_seal(base: Database, sealer: Sealer, first: int) -> None:
            for more in range(4):
                await base.write(add(first + more * 25))
                await sealer.seal_once()

        await asyncio.gather(
            *(write_and_seal(b, s, f) for b, s, f in zip((proved, other), sealers, (0, 1000), strict=True))
        )
        while await proved.read(lambda uow: uow.evidence.waiting(limit=1)):
            await sealers[0].seal_once()

    other = Database(url, ids=UlidSource())
    try:
        run(main())
    finally:
        other.close()
    seqs = sorted(row["seq"] for row in rows_of(proved, EvidenceSealRow))
    assert seqs == list(range(1, 204))
    kinds = [row["key"] for row in rows_of(proved, EvidenceSealRow)]
    assert len(kinds) == len(set(kinds))
    report = run(Verifier(proved, FileRecordingArchive(recordings).sha256_of).everything())
    assert (report.seals, report.findings) == (203, [])


def test_written_twice_it_is_one_piece(proved: Database, clock: SetClock) -> None:
    menu = MenuService(proved, clock=clock, ids=UlidSource(), zone=ZONE)
    context = run(menu.look(run(menu.load(ATTEMPT))))
    run(menu.save(context, replace(PROGRESS, trace=replace(TRACE, recording_ms=99))))
    seal_all(proved, clock)
    assert len(rows_of(proved, EvidenceRow)) == 3


def test_a_day_that_ended_is_sealed_with_the_hash_of_its_last_seal(
    proved: Database, clock: SetClock, recordings: Path
) -> None:
    clock.time = NOW + timedelta(days=1)
    seal_all(proved, clock)
    (day,) = run(proved.read(lambda uow: uow.evidence.of_kind(EvidenceKind.DAY)))
    last = next(row for row in rows_of(proved, EvidenceSealRow) if row["seq"] == 3)
    assert json.loads(day.payload)["last_hash"] == last["hash"]
    assert json.loads(day.payload)["day"] == "2026-11-24"
    report = verified(proved, recordings, Anchor(day="2026-11-24", seq=3, hash=last["hash"]))
    assert (report.seals, report.findings) == (4, [])


def test_a_day_ends_once_and_an_idle_one_leaves_no_mark(proved: Database, clock: SetClock) -> None:
    for days in (1, 2, 3):
        clock.time = NOW + timedelta(days=days)
        seal_all(proved, clock)
    assert len(run(proved.read(lambda uow: uow.evidence.of_kind(EvidenceKind.DAY)))) == 1


def test_a_chain_made_anew_is_whole_but_not_what_was_written_down_elsewhere(
    proved: Database, clock: SetClock, recordings: Path
) -> None:
    kept = Anchor(day="2026-11-24", seq=3, hash=rows_of(proved, EvidenceSealRow)[-1]["hash"])
    execute(
        proved,
        update(EvidenceRow)
        .where(EvidenceRow.key == "menu/A1/0")
        .values(payload='{"steps":[],"identity_confirmed_at":null}'),
    )
    execute(proved, delete(EvidenceSealRow))
    execute(proved, update(EvidenceRow).values(seal_seq=None))
    seal_all(proved, clock)
    assert verified(proved, recordings).findings == []
    assert found(verified(proved, recordings, kept)) == {(Trouble.DAY_ALTERED, "day/2026-11-24")}


def test_a_clock_set_back_never_dates_a_seal_before_the_former(proved: Database) -> None:
    def work(uow: Any) -> int:
        uow.evidence.add(NewEvidence(key="menu/B/0", kind=EvidenceKind.MENU, attempt_id=None, payload="{}", at=NOW))
        return seal_waiting(uow, now=NOW - timedelta(hours=3), zone=ZONE)

    assert run(proved.write(work)) == 1
    assert {row["sealed_at"] for row in rows_of(proved, EvidenceSealRow)} == {NOW.astimezone(UTC)}


def test_a_call_without_evidence_is_told_as_such(proved: Database, recordings: Path) -> None:
    report = run(Verifier(proved, FileRecordingArchive(recordings).sha256_of).attempt(AttemptId("B2")))
    assert (report.seals, report.waiting) == (0, 0)

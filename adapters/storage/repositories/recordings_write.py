"""Recordings as the dialer opens and closes them."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.recordings import RecordingRow
from domain.call.dial_mode import DialMode
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from domain.ids import AttemptId
from services.ports.repositories.recordings_write import RecordingResult, RecordingToClose

_EXISTS = select(RecordingRow.attempt_id).where(RecordingRow.attempt_id == bindparam("attempt"))
_ATTEMPT = select(AttemptRow.answered_at, AttemptRow.claimed_at, AttemptRow.closed_at).where(
    AttemptRow.id == bindparam("attempt")
)
_TO_CLOSE = (
    select(
        RecordingRow.attempt_id,
        RecordingRow.started_at,
        AttemptRow.answered_at,
        AttemptRow.closed_at,
        AttemptRow.bridged_at,
        AttemptRow.disposition,
        AttemptRow.answer_class,
        AttemptRow.dial_mode,
    )
    .join(AttemptRow, AttemptRow.id == RecordingRow.attempt_id)
    .where(RecordingRow.state == "open", AttemptRow.closed_at.is_not(None))
    .order_by(RecordingRow.attempt_id)
)
_FINISH = update(RecordingRow).where(RecordingRow.attempt_id == bindparam("attempt"), RecordingRow.state == "open")


class SqlRecordingsWrite:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert_open(self, attempt_id: AttemptId, *, path: str, started_at: datetime) -> None:
        if self._connection.execute(_EXISTS, {"attempt": attempt_id}).first() is None:
            values = {"attempt_id": attempt_id, "state": "open", "path": path, "started_at": started_at}
            self._connection.execute(insert(RecordingRow), values)

    def finish(self, result: RecordingResult, *, at: datetime) -> bool:
        values = {
            "attempt": result.attempt_id,
            "state": "verified" if result.problem is None else "broken",
            "path": result.path,
            "closed_at": at,
            "duration_ms": result.duration_ms,
            "size_bytes": result.size_bytes,
            "sha256": result.sha256,
            "problem": result.problem,
        }
        return self._connection.execute(_FINISH, values).rowcount == 1

    def to_close(self) -> list[RecordingToClose]:
        return [
            RecordingToClose(
                attempt_id=row.attempt_id,
                started_at=row.started_at,
                talk_seconds=max(0.0, (row.closed_at - (row.answered_at or row.started_at)).total_seconds()),
                bridged=row.bridged_at is not None,
                unsure=row.disposition is Disposition.MUDO and row.answer_class is AnswerClass.UNKNOWN,
                greets=DialMode(row.dial_mode).direct,
            )
            for row in self._connection.execute(_TO_CLOSE)
        ]

    def adopt(self, attempt_id: AttemptId, *, path: str) -> bool:
        row = self._connection.execute(_ATTEMPT, {"attempt": attempt_id}).one_or_none()
        if row is None or row.closed_at is None:
            return False
        self.insert_open(attempt_id, path=path, started_at=row.answered_at or row.claimed_at)
        return True

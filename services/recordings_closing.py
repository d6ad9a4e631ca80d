"""Recordings: which are to be closed, and what came of closing them."""

from collections.abc import Sequence
from datetime import datetime

from domain.call.events import RecordingClosed
from domain.ids import AttemptId
from services.evidence.collecting import recording_closed
from services.ports.repositories.recordings_write import RecordingResult, RecordingToClose
from services.ports.storage import UnitOfWork


def find_recordings_to_close(uow: UnitOfWork, found: Sequence[tuple[AttemptId, str]]) -> list[RecordingToClose]:
    """Open recordings of closed attempts; files that were `found` (attempt, path) without a row get theirs first."""
    for attempt_id, path in found:
        uow.recordings_write.adopt(attempt_id, path=path)
    return uow.recordings_write.to_close()


def finish_recording(uow: UnitOfWork, result: RecordingResult, *, now: datetime) -> bool:
    if not uow.recordings_write.finish(result, at=now):
        return False
    recording_closed(uow, result, at=now)
    uow.record(RecordingClosed(at=now, attempt_id=result.attempt_id, verified=result.problem is None))
    return True

"""Recordings: which are to be closed, and what came of closing them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.call.answer_sound import ANSWERED_BY, AnswerSigns, SoundPolicy, decide_answer
from domain.call.disposition import Disposition
from domain.call.events import AttemptDisposed, RecordingClosed
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
    if result.answer is not None:
        _correct_answer(uow, result.attempt_id, result.answer, now)
    if result.greeting_ms is not None:
        uow.attempts.note_greeting(result.attempt_id, timedelta(milliseconds=result.greeting_ms))
    recording_closed(uow, result, at=now)
    uow.record(RecordingClosed(at=now, attempt_id=result.attempt_id, verified=result.problem is None))
    return True


def _correct_answer(uow: UnitOfWork, attempt_id: AttemptId, signs: AnswerSigns, now: datetime) -> None:
    """A call in which nobody acted may have met a mailbox: the figures are put right, the call is over anyway."""
    decision = decide_answer(signs, SoundPolicy())
    disposition = ANSWERED_BY.get(decision.answer_class, Disposition.MUDO)
    campaign_id = uow.attempts.correct_answer(attempt_id, decision.answer_class, disposition)
    if campaign_id is not None and disposition is not Disposition.MUDO:
        uow.record(AttemptDisposed(at=now, attempt_id=attempt_id, campaign_id=campaign_id, disposition=disposition))

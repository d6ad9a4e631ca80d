"""Recordings as the dialer opens and closes them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.call.answer_sound import AnswerSigns
from domain.ids import AttemptId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingToClose:
    attempt_id: AttemptId
    started_at: datetime
    talk_seconds: float
    """From answer to hang-up: what the recording should last, give or take."""
    bridged: bool
    unsure: bool = False
    """Nobody acted, and nothing told what picked up: its sound may."""
    greets: bool = False
    """Called for an agent: when their greeting ended is to be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingResult:
    """`problem` None means verified."""

    attempt_id: AttemptId
    path: str
    duration_ms: int | None
    size_bytes: int | None
    sha256: str | None
    problem: str | None
    answer: AnswerSigns | None = None
    """What was heard of whoever picked up, of a recording that was `unsure`."""
    greeting_ms: int | None = None
    """From the answer to the end of the greeting, of one that `greets` and was heard to."""


class RecordingsWriteRepository(Protocol):
    def insert_open(self, attempt_id: AttemptId, *, path: str, started_at: datetime) -> None:
        """Does nothing when the attempt has its row already."""
        ...

    def finish(self, result: RecordingResult, *, at: datetime) -> bool:
        """False when the recording is not open (any more): nothing was changed."""
        ...

    def to_close(self) -> list[RecordingToClose]:
        """Open recordings whose attempt is closed."""
        ...

    def adopt(self, attempt_id: AttemptId, *, path: str) -> bool:
        """Open a row for a file that was found without one; False when no closed attempt of that id exists."""
        ...

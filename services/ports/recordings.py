"""Where recordings are kept. Methods do file work and are called from worker threads."""

from datetime import date
from typing import Protocol

from domain.ids import AttemptId
from services.ports.repositories.recordings_write import RecordingResult, RecordingToClose


class RecordingArchive(Protocol):
    def open_path(self, attempt_id: AttemptId) -> str:
        """Where the switch writes the raw recording, below the recordings folder."""
        ...

    def is_settled(self, attempt_id: AttemptId) -> bool:
        """Whether the raw file is as long as when last asked, so that the switch has closed it, or there is none."""
        ...

    def close(self, recording: RecordingToClose, *, day: date) -> RecordingResult:
        """Turn the raw file into its final one, checked and hashed. Done twice, it gives the same result.

        What is wrong with the recording is told in the result; only a failing disk raises (OSError).
        """
        ...

    def orphans(self) -> list[AttemptId]:
        """Attempts whose raw file is there."""
        ...

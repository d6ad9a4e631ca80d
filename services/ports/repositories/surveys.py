"""What debtors answered about their calls."""

from datetime import datetime
from typing import Protocol

from domain.ids import AttemptId
from domain.reporting.survey import SpokenComment, SurveyAnswer


class SurveyRepository(Protocol):
    def record(self, attempt_id: AttemptId, answer: SurveyAnswer, *, at: datetime) -> None:
        """One row per call: a later answer to the same question replaces the former, an unanswered one keeps it."""
        ...

    def comment(self, attempt_id: AttemptId, comment: SpokenComment, *, at: datetime) -> None:
        """Beside whatever was answered; a later one replaces the former."""
        ...

"""Implements `services.ports.repositories.surveys`."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func
from sqlalchemy.dialects import postgresql, sqlite

from adapters.storage.tables.strategy import SurveyAnswerRow
from domain.ids import AttemptId
from domain.reporting.survey import SpokenComment, SurveyAnswer

_ANSWERS: Any = SurveyAnswerRow.__table__
_KEPT = ("satisfaction", "recommendation", "comment_from_ms", "comment_until_ms", "at")


def _save(dialect: Any) -> Any:
    new = dialect.insert(_ANSWERS)
    kept = {name: func.coalesce(new.excluded[name], _ANSWERS.c[name]) for name in _KEPT}
    return new.on_conflict_do_update(index_elements=("attempt_id",), set_=kept)


_SAVE = {"sqlite": _save(sqlite), "postgresql": _save(postgresql)}


class SqlSurveys:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, attempt_id: AttemptId, answer: SurveyAnswer, *, at: datetime) -> None:
        self._save(attempt_id, at, satisfaction=answer.satisfaction, recommendation=answer.recommendation)

    def comment(self, attempt_id: AttemptId, comment: SpokenComment, *, at: datetime) -> None:
        self._save(attempt_id, at, comment_from_ms=comment.from_ms, comment_until_ms=comment.until_ms)

    def _save(self, attempt_id: AttemptId, at: datetime, **answers: int | None) -> None:
        row = {"attempt_id": attempt_id, **dict.fromkeys(_KEPT), **answers, "at": at}
        self._connection.execute(_SAVE[self._connection.dialect.name], row)

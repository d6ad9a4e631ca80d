"""What debtors answered about their calls: the same on both databases."""

from datetime import date, timedelta

from sqlalchemy import select

from adapters.storage.database import Database
from adapters.storage.tables.strategy import SurveyAnswerRow
from domain.call.disposition import Disposition
from domain.ids import AttemptId
from domain.reporting.kpi import GroupBy, evaluate_kpis
from domain.reporting.survey import SpokenComment, SurveyAnswer
from services.ports.repositories.kpis import KpiQuestion
from tests.contract.storage.test_contact_and_strategy import NOW, add_call
from tests.support.aio import run
from tests.support.dialing import insert_list


def record(database: Database, call: str, **marks: int) -> None:
    answer = SurveyAnswer(**marks)
    run(database.write(lambda uow: uow.surveys.record(AttemptId(call), answer, at=NOW)))


def test_answers_come_one_by_one_and_the_later_one_counts(database: Database) -> None:
    run(database.write(lambda uow: insert_list(uow.connection, debtors=3)))  # type: ignore[attr-defined]
    calls = [f"{debtor}-PROMESSA" for debtor in (1, 2, 3)]
    for debtor in (1, 2, 3):
        add_call(database, debtor, Disposition.PROMESSA)
    record(database, calls[0], satisfaction=2)
    record(database, calls[0], recommendation=9)
    record(database, calls[0], satisfaction=5)
    record(database, calls[1], satisfaction=3, recommendation=6)
    record(database, calls[2], satisfaction=4)
    said = SpokenComment(61_000, 70_500)
    run(database.write(lambda uow: uow.surveys.comment(AttemptId(calls[1]), said, at=NOW)))
    run(database.write(lambda uow: uow.surveys.comment(AttemptId(calls[1]), said, at=NOW)))
    columns = (
        SurveyAnswerRow.attempt_id,
        SurveyAnswerRow.satisfaction,
        SurveyAnswerRow.recommendation,
        SurveyAnswerRow.comment_from_ms,
        SurveyAnswerRow.comment_until_ms,
    )
    kept = select(*columns).order_by(SurveyAnswerRow.attempt_id)
    rows = run(database.read(lambda uow: uow.connection.execute(kept).all()))  # type: ignore[attr-defined]
    assert [tuple(row) for row in rows] == [
        (calls[0], 5, 9, None, None),
        (calls[1], 3, 6, 61_000, 70_500),
        (calls[2], 4, None, None, None),
    ]
    question = KpiQuestion(
        since=NOW - timedelta(hours=1), until=NOW + timedelta(hours=1), now=NOW, today=date(2026, 11, 24)
    )
    figures = evaluate_kpis(run(database.read(lambda uow: uow.kpis.counts(question, GroupBy.TOTAL)))[""])
    assert (str(figures["csat"]), str(figures["nps"])) == ("0.6667", "0.0000")

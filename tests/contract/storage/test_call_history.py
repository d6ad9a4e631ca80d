"""The calls of a campaign as simulations read them: the same on both databases."""

from datetime import timedelta

from sqlalchemy import insert, update

from adapters.storage.database import Database
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignAgentRow
from domain.access import Role
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.ids import CampaignId
from services.ports.repositories.call_history import WorkSpan
from tests.contract.storage.test_contact_and_strategy import NOW, add_call
from tests.support.aio import run
from tests.support.dialing import insert_list

HOUR = timedelta(hours=1)
CAMPAIGN = CampaignId(1)


def write(database: Database, *statements: object) -> None:
    def work(uow: object) -> None:
        for statement in statements:
            uow.connection.execute(statement)  # type: ignore[attr-defined]

    run(database.write(work))


def calls(database: Database, *, since: timedelta = -HOUR, limit: int = 10) -> list[object]:
    return run(
        database.read(lambda uow: uow.call_history.calls(CAMPAIGN, since=NOW + since, until=NOW + HOUR, limit=limit))
    )


def test_calls_come_in_order_with_what_became_of_them(database: Database) -> None:
    run(database.write(lambda uow: insert_list(uow.connection, debtors=3)))  # type: ignore[attr-defined]
    for debtor in (1, 2, 3):
        add_call(database, debtor, Disposition.ACORDO_A_VISTA)
    ids = [f"{debtor}-ACORDO_A_VISTA" for debtor in (1, 2, 3)]
    write(
        database,
        update(AttemptRow).where(AttemptRow.id == ids[0]).values(originated_at=NOW + timedelta(minutes=9)),
        update(AttemptRow).where(AttemptRow.id == ids[1]).values(originated_at=None),
        update(AttemptRow).where(AttemptRow.id == ids[2]).values(nobody_free_at=NOW, disposed_at=NOW),
        insert(MenuSessionRow).values(attempt_id=ids[0], started_at=NOW),
    )
    found = calls(database)
    assert [one.originated_at - NOW for one in found] == [timedelta(), timedelta(minutes=9)]
    assert [one.nobody_free for one in found] == [True, False]
    assert [one.disposed_at for one in found] == [None, None]
    assert [one.settled_alone for one in found] == [False, False]
    assert [one.originated_at for one in calls(database, limit=1)] == [NOW + timedelta(minutes=9)]
    assert calls(database, since=timedelta(minutes=10)) == []


def test_past_calls_are_of_the_house_or_of_one_campaign_in_the_order_they_ended(database: Database) -> None:
    run(database.write(lambda uow: insert_list(uow.connection, debtors=3, campaigns=2)))  # type: ignore[attr-defined]
    for debtor in (1, 2, 3):
        add_call(database, debtor, Disposition.ACORDO_A_VISTA)
    ids = [f"{debtor}-ACORDO_A_VISTA" for debtor in (1, 2, 3)]
    write(
        database,
        update(AttemptRow).where(AttemptRow.id == ids[0]).values(closed_at=NOW + timedelta(minutes=9)),
        update(AttemptRow).where(AttemptRow.id == ids[1]).values(campaign_id=2, closed_at=NOW + timedelta(minutes=5)),
        update(AttemptRow).where(AttemptRow.id == ids[2]).values(closed_at=None),
    )
    house = run(database.read(lambda uow: uow.leads.past_calls(limit=10)))
    assert [(one.phone_id, one.closed_at - NOW) for one in house] == [
        (2, timedelta(minutes=5)),
        (1, timedelta(minutes=9)),
    ]
    mine = run(database.read(lambda uow: uow.leads.past_calls(limit=10, campaign_id=CAMPAIGN)))
    assert [one.phone_id for one in mine] == [1]
    assert [one.phone_id for one in run(database.read(lambda uow: uow.leads.past_calls(limit=1)))] == [1]


def test_sessions_are_those_of_agents_who_may_work_for_the_campaign(database: Database) -> None:
    run(database.write(lambda uow: insert_list(uow.connection, debtors=1, campaigns=2)))  # type: ignore[attr-defined]
    for user in (1, 2, 3):
        person = {"id": user, "username": f"u{user}", "name": "n", "password_hash": "h", "role": Role.AGENT}
        write(database, insert(UserRow).values(**person, created_at=NOW))
        session = {"id": f"s{user}", "user_id": user, "seat": f"seat{user}", "state": AgentState.READY}
        ended = NOW + HOUR if user == 1 else None
        write(
            database,
            insert(AgentSessionRow).values(**session, state_since=NOW, started_at=NOW - HOUR, ended_at=ended),
        )
    write(database, insert(CampaignAgentRow).values(campaign_id=1, user_id=2))
    write(database, insert(CampaignAgentRow).values(campaign_id=2, user_id=3))
    spans = run(database.read(lambda uow: uow.call_history.work_spans(CAMPAIGN, since=NOW, until=NOW + HOUR)))
    assert sorted(spans, key=lambda span: span.ended_at is None) == [
        WorkSpan(NOW - HOUR, NOW + HOUR),
        WorkSpan(NOW - HOUR, None),
    ]
    later = run(
        database.read(lambda uow: uow.call_history.work_spans(CAMPAIGN, since=NOW + 2 * HOUR, until=NOW + 3 * HOUR))
    )
    assert len(later) == 1

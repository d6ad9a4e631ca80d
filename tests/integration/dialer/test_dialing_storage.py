"""The dialer's use cases on both databases: claims, beginnings and closings that must hold against each other."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, text, update

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.portfolio import CampaignRow, LeadRow, PhoneRow
from adapters.storage.tables.recordings import RecordingRow
from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from domain.contact.answer_chance import AnswerModel, context_of
from domain.ids import AttemptId, CampaignId, PhoneId
from runtime.clock import UlidSource
from services.claiming import claim_leads, free_stranded_leads, give_back_leads
from services.closing import AttemptEnd, close_attempt
from services.dialing import Dial, begin_attempts
from services.ports.repositories.leads import KEPT_VERDICT
from tests.support.aio import run
from tests.support.dialing import TUESDAY_TEN, insert_list
from tests.support.postgres import running_postgres
from tests.support.storage import sqlite_database

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[Any]:
    with running_postgres() as server:
        yield server.new_database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        with sqlite_database(tmp_path) as opened:
            yield opened
        return
    url = request.getfixturevalue("postgres_url")()
    upgrade(url)
    opened = Database(url, ids=UlidSource())
    yield opened
    opened.close()


def claim(uow: Any, campaign: int = 1, *, dialer: str = "d1", at: timedelta = timedelta(), limit: int = 10) -> Any:
    return claim_leads(uow, CampaignId(campaign), dialer=dialer, now=TUESDAY_TEN + at, lease=LEASE, limit=limit)


def begin(uow: Any, dials: list[Dial], *, dialer: str = "d1", at: timedelta = SECOND) -> Any:
    return begin_attempts(uow, dials, dialer=dialer, now=TUESDAY_TEN + at)


def dials_of(claimed: Any, prefix: str = "a") -> list[Dial]:
    return [Dial(attempt_id=AttemptId(f"{prefix}{lead.lead_id}"), lead=lead, trunk="t") for lead in claimed.leads]


def close(uow: Any, attempt_id: str, **more: Any) -> Any:
    end = AttemptEnd(attempt_id=AttemptId(attempt_id), at=TUESDAY_TEN + timedelta(seconds=30), **more)
    return close_attempt(uow, end, recording_path="open/x.raw", now=end.at)


def leads(uow: Any) -> dict[int, Any]:
    return {row.id: row for row in uow.connection.execute(select(LeadRow))}


def test_two_dialers_never_claim_the_same_lead(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=40))
        other = Database(str(database.engines.write.url.render_as_string(hide_password=False)), ids=UlidSource())
        try:
            rounds = [
                base.write(partial(claim, dialer=name, limit=5))
                for _ in range(4)
                for base, name in ((database, "d1"), (other, "d2"))
            ]
            claimed = [lead.lead_id for got in await asyncio.gather(*rounds) for lead in got.leads]
        finally:
            other.close()
        assert sorted(claimed) == sorted(set(claimed))
        assert len(claimed) > 20

    run(scenario())


def test_one_person_in_two_campaigns_is_called_once(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1, campaigns=2))
        first, second = [await database.write(partial(claim, campaign=n)) for n in (1, 2)]
        begun = await database.write(lambda uow: begin(uow, dials_of(first) + dials_of(second)))
        assert [attempt.attempt_id for attempt in begun] == ["a1"]
        refused = (await database.read(leads))[2]
        assert refused.state is LeadState.WAITING
        assert refused.last_verdict.startswith("refused: person_in_call until")

    run(scenario())


def test_of_a_debtors_numbers_the_likelier_to_answer_is_claimed(database: Database) -> None:
    """By the learned chance; without one the file's order holds, as both numbers have shown nothing."""
    second = {"id": 9, "debtor_id": 1, "number": "+5568987654321", "rank": 1}

    def fill(uow: Any) -> None:
        insert_list(uow.connection, debtors=1)
        uow.connection.execute(insert(PhoneRow), [second])

    run(database.write(fill))
    model = AnswerModel()
    context = context_of(PhoneId(9), str(second["number"]), [], at=TUESDAY_TEN)
    for _ in range(200):
        model.learn(context, was_answered=True)
        model.learn(replace(context, uf="SP", hour=10), was_answered=False)
    by_chance = partial(claim_leads, campaign_id=CampaignId(1), dialer="d1", now=TUESDAY_TEN, lease=LEASE, limit=5)
    (lead,) = run(database.write(partial(by_chance, model=model))).leads
    assert lead.phone_id == 9
    run(database.write(lambda uow: give_back_leads(uow, [lead], dialer="d1", now=TUESDAY_TEN)))
    assert [one.phone_id for one in run(database.write(claim)).leads] == [1]


def test_who_is_likelier_to_answer_tonight_is_kept_for_it_once_and_called_now_when_nobody_else_is_left(
    database: Database,
) -> None:
    run(database.write(lambda uow: insert_list(uow.connection, debtors=4)))
    model = AnswerModel()
    morning = context_of(PhoneId(1), "+5511900000001", [], at=TUESDAY_TEN)
    for _ in range(200):
        model.learn(morning, was_answered=False)
        model.learn(replace(morning, hour=18), was_answered=True)
    by_chance = partial(claim_leads, campaign_id=CampaignId(1), dialer="d1", lease=LEASE, limit=2, model=model)
    first = run(database.write(partial(by_chance, now=TUESDAY_TEN)))
    kept = select(LeadRow.id, LeadRow.waiting_until).where(LeadRow.state == LeadState.WAITING).order_by(LeadRow.id)
    evening = TUESDAY_TEN.astimezone(ZoneInfo("America/Sao_Paulo")).replace(hour=18)
    assert [lead.lead_id for lead in first.leads] == [1, 2]
    assert first.passed == ()
    assert [tuple(row) for row in run(database.read(lambda uow: uow.connection.execute(kept).all()))] == [
        (3, evening),
        (4, evening),
    ]
    second = run(database.write(partial(by_chance, now=TUESDAY_TEN + SECOND)))
    assert [lead.lead_id for lead in second.leads] == [3, 4]
    run(
        database.write(
            lambda uow: uow.connection.execute(update(LeadRow).values(state=LeadState.READY, claimed_by=None))
        )
    )
    stale = update(LeadRow).values(last_verdict=f"{KEPT_VERDICT}: yesterday")
    run(database.write(lambda uow: uow.connection.execute(stale)))
    third = run(database.write(partial(by_chance, now=TUESDAY_TEN + 2 * SECOND)))
    assert [lead.lead_id for lead in third.leads] == [1, 2]
    assert third.passed == (3, 4)


def test_a_stop_counts_from_the_next_beginning(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=2))
        claimed = await database.write(claim)
        await database.write(lambda uow: uow.connection.execute(update(CampaignRow).values(status="paused")))
        assert await database.write(lambda uow: begin(uow, dials_of(claimed))) == []
        assert {row.state for row in (await database.read(leads)).values()} == {LeadState.READY}

    run(scenario())


def test_a_claim_whose_lease_has_ended_begins_nothing(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1))
        claimed = await database.write(claim)
        late = TUESDAY_TEN + LEASE
        assert await database.write(lambda uow: begin(uow, dials_of(claimed), at=LEASE)) == []
        assert await database.write(lambda uow: free_stranded_leads(uow, dialer=None, now=late)) == 1
        assert (await database.read(leads))[1].state is LeadState.READY

    run(scenario())


def test_a_late_give_back_does_not_free_a_newer_claim(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1))
        old = (await database.write(claim)).leads
        give_back = partial(give_back_leads, leads=old, dialer="d1", now=TUESDAY_TEN)
        await database.write(give_back)
        new = await database.write(partial(claim, at=SECOND))
        await database.write(give_back)
        assert (await database.read(leads))[1].state is LeadState.DIALING
        assert len(await database.write(lambda uow: begin(uow, dials_of(new)))) == 1

    run(scenario())


def test_a_call_is_closed_once_with_what_the_menu_said(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1))
        claimed = await database.write(claim)
        await database.write(lambda uow: begin(uow, dials_of(claimed)))
        await database.write(lambda uow: uow.connection.execute(MenuSessionRow.__table__.insert().values(
            attempt_id="a1", started_at=TUESDAY_TEN, pressed_keys=True, steps=[],
            disposition=Disposition.ACORDO_A_VISTA)))  # fmt: skip
        closed = await database.write(lambda uow: close(uow, "a1", hangup_cause=16))
        assert closed.disposition is Disposition.ACORDO_A_VISTA
        assert await database.write(lambda uow: close(uow, "a1", hangup_cause=17)) is None
        lead = (await database.read(leads))[1]
        assert (lead.state, lead.attempts_made) == (LeadState.DONE, 1)
        rows = await database.read(lambda uow: list(uow.connection.execute(select(RecordingRow.state))))
        assert rows == [("open",)]

    run(scenario())


@pytest.mark.postgres
def test_a_verdict_committed_while_the_closing_waits_is_not_missed(postgres_url: Any) -> None:
    """The menu's insert holds the attempt for its foreign key, and the closing waits for that."""
    url = postgres_url()
    upgrade(url)
    database = Database(url, ids=UlidSource())
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    def the_closing_waits() -> bool:
        with database.engines.read.connect() as observer:
            return bool(observer.scalar(waiting))

    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1))
        claimed = await database.write(claim)
        await database.write(lambda uow: begin(uow, dials_of(claimed)))
        with database.engines.write.connect() as menu:
            menu.execute(MenuSessionRow.__table__.insert().values(
                attempt_id="a1", started_at=TUESDAY_TEN, pressed_keys=True, steps=[],
                disposition=Disposition.ACORDO_A_VISTA))  # fmt: skip
            closing = asyncio.create_task(database.write(lambda uow: close(uow, "a1", hangup_cause=16)))
            while not await asyncio.to_thread(the_closing_waits):  # noqa: ASYNC110 - only PostgreSQL knows
                await asyncio.sleep(0.01)
            menu.commit()
        assert (await closing).disposition is Disposition.ACORDO_A_VISTA

    try:
        run(scenario())
    finally:
        database.close()


def test_a_call_that_was_not_dialled_gives_its_lead_back_uncounted(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1))
        claimed = await database.write(claim)
        await database.write(lambda uow: begin(uow, dials_of(claimed)))
        closed = await database.write(lambda uow: close(uow, "a1", dialed=False))
        assert closed.disposition is Disposition.NAO_DISCADO
        lead = (await database.read(leads))[1]
        assert (lead.state, lead.attempts_made) == (LeadState.READY, 0)
        again = await database.write(partial(claim, at=SECOND))
        assert len(again.leads) == 1

    run(scenario())


def test_a_campaign_is_finished_once_all_its_leads_are_done(database: Database) -> None:
    async def status() -> tuple[str, int]:
        found = await database.read(lambda uow: uow.connection.scalar(select(CampaignRow.status)))
        told = select(func.count()).where(OutboxRow.type == "CampaignChanged")
        return found, await database.read(lambda uow: uow.connection.scalar(told))

    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1, max_attempts=1))
        claimed = await database.write(claim)
        await database.write(lambda uow: begin(uow, dials_of(claimed)))
        await database.write(partial(claim, at=SECOND))
        assert await status() == ("running", 0), "its call is in flight"
        await database.write(lambda uow: close(uow, "a1", hangup_cause=17))
        for _ in range(2):
            await database.write(partial(claim, at=timedelta(minutes=1)))
            assert await status() == ("finished", 1)

    run(scenario())


def test_a_campaign_whose_leads_wait_for_another_day_goes_on(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1))
        claimed = await database.write(claim)
        await database.write(lambda uow: begin(uow, dials_of(claimed)))
        await database.write(lambda uow: close(uow, "a1", hangup_cause=17))
        assert (await database.write(partial(claim, at=timedelta(minutes=1)))).seen == 0
        assert await database.read(lambda uow: uow.connection.scalar(select(CampaignRow.status))) == "running"

    run(scenario())


def test_an_unanswered_call_is_retried_after_the_gap_and_not_before(database: Database) -> None:
    async def scenario() -> None:
        await database.write(lambda uow: insert_list(uow.connection, debtors=1))
        claimed = await database.write(claim)
        await database.write(lambda uow: begin(uow, dials_of(claimed)))
        await database.write(lambda uow: close(uow, "a1", hangup_cause=17))
        early = await database.write(partial(claim, at=timedelta(hours=3)))
        assert early.seen == 0
        due = await database.write(partial(claim, at=timedelta(hours=4, minutes=1)))
        assert len(due.leads) == 1
        state = await database.read(lambda uow: uow.connection.scalar(select(AttemptRow.disposition)))
        assert state is Disposition.OCUPADO

    run(scenario())

"""Wrong answers to who somebody is: what they lock, on both databases and at the same moment."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from adapters.storage.database import Database
from adapters.storage.tables.calls import AttemptRow, IdentityFailureRow, MenuSessionRow
from domain.call.disposition import Disposition
from domain.ids import AttemptId, DebtorId
from domain.negotiation.caller_identity import TRIES_FROM_NUMBER, TRIES_IN_CALL, TRIES_WITHHELD, CallerProof
from domain.negotiation.identity import LOCK_TIME
from runtime.clock import UlidSource
from services.inbound import CallerAnswers, InboundService
from services.menu import MenuService
from services.ports.repositories.identity import WrongAnswer
from services.ports.repositories.inbound import Candidate
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, rows_of
from tests.support.virtual_time import CountingIds

PUBLISHED, MARIAS, STRANGERS = "+551132654321", "+5511987654321", "+5511955554444"
CPF, NOBODYS = "52998224725", "11144477735"
MARIA = DebtorId(1)
RIGHT, WRONG = CallerAnswers(document=CPF, birth="0503"), CallerAnswers(document=CPF, birth="0305")
ZONE = ZoneInfo("America/Sao_Paulo")


class SetClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class House:
    """Calls that come in, numbered."""

    def __init__(self, database: Database) -> None:
        self.clock = SetClock()
        self.inbound = InboundService(storage=database, clock=self.clock, dialer="d1", trunk="t")
        self.menu = MenuService(database, clock=self.clock, ids=CountingIds(), zone=ZONE)
        self.database = database

    def call(self, number: int) -> AttemptId:
        attempt_id = run(self.inbound.arrive(f"1763989200.{number}", PUBLISHED))
        assert attempt_id is not None
        return attempt_id

    def prove(
        self,
        attempt_id: AttemptId,
        answers: CallerAnswers,
        *,
        hint: Candidate | None = None,
        number: str = STRANGERS,
    ) -> CallerProof:
        return run(self.inbound.prove(attempt_id, answers, hint=hint, number=number))

    def may_identify(self, attempt_id: AttemptId, number: str = STRANGERS) -> bool:
        return run(self.inbound.greet(attempt_id, number)).may_identify

    def lock_maria(self) -> None:
        for number in (101, 102):
            self.prove(self.call(number), WRONG, number=f"+55119777700{number - 100:02d}")


@pytest.fixture
def house(database: Database) -> House:
    add_answered_attempt(database)
    return House(database)


def test_right_answers_give_the_call_to_its_debtor_and_forgive_the_slip_before_them(house: House) -> None:
    slips = [house.call(number) for number in (1, 2, 3)]
    for attempt_id in slips:
        assert house.prove(attempt_id, WRONG) == CallerProof(
            confirmed=False, counts_against_person=True, may_try_again=True
        )
        assert house.prove(attempt_id, RIGHT).confirmed
    assert rows_of(house.database, IdentityFailureRow) == []
    owners = {row["id"]: row["debtor_id"] for row in rows_of(house.database, AttemptRow)}
    assert {owners[attempt_id] for attempt_id in slips} == {MARIA}


def test_two_failed_calls_lock_the_person_for_callers_and_for_our_own_calls_until_a_day_has_passed(
    house: House,
) -> None:
    house.lock_maria()
    assert not house.prove(house.call(1), RIGHT).confirmed
    assert run(house.menu.load(ATTEMPT)).identity_locked
    house.clock.time += LOCK_TIME
    assert not run(house.menu.load(ATTEMPT)).identity_locked
    assert house.prove(house.call(2), RIGHT).confirmed


def test_our_own_failed_calls_lock_the_person_for_callers(house: House, database: Database) -> None:
    run(database.write(lambda uow: [add_failed_call(uow, name, NOW - timedelta(hours=1)) for name in ("A2", "A3")]))
    assert not house.prove(house.call(1), RIGHT).confirmed


def test_trying_at_a_locked_person_prolongs_no_lock_and_still_uses_up_the_callers_tries(house: House) -> None:
    house.lock_maria()
    house.clock.time += timedelta(hours=23)
    late = house.call(1)
    assert house.prove(late, WRONG) == CallerProof(confirmed=False, may_try_again=True)
    assert house.prove(late, RIGHT) == CallerProof(confirmed=False)
    assert not house.may_identify(late)
    house.clock.time += timedelta(hours=1)
    assert house.prove(house.call(2), RIGHT).confirmed


@pytest.mark.parametrize("document", [NOBODYS, "00000000000", "529"])
def test_a_document_that_is_nobodys_or_none_sounds_as_a_known_one(house: House, document: str) -> None:
    known, unknown = house.call(1), house.call(2)
    answers = CallerAnswers(document=document, birth="0503")
    for _ in range(3):
        told = [house.prove(known, WRONG), house.prove(unknown, answers, number=MARIAS)]
        assert len({(proof.confirmed, proof.may_try_again) for proof in told}) == 1
    assert not house.may_identify(unknown, MARIAS)


def test_one_call_has_two_tries_whomever_they_name(house: House) -> None:
    attempt_id = house.call(1)
    for birth in ("0101", "0202"):
        assert house.may_identify(attempt_id)
        house.prove(attempt_id, CallerAnswers(document=NOBODYS, birth=birth))
    assert not house.may_identify(attempt_id)
    assert not house.prove(attempt_id, RIGHT).confirmed
    assert house.may_identify(house.call(2))


@pytest.mark.parametrize(("number", "most"), [(STRANGERS, TRIES_FROM_NUMBER), ("anonymous", TRIES_WITHHELD)])
def test_a_number_that_was_wrong_too_often_may_try_no_more_that_day(house: House, number: str, most: int) -> None:
    for call in range(most // TRIES_IN_CALL):
        attempt_id = house.call(call)
        for _ in range(TRIES_IN_CALL):
            assert house.may_identify(attempt_id, number)
            house.prove(attempt_id, CallerAnswers(document=NOBODYS, birth="0101"), number=number)
    last = house.call(most)
    assert not house.may_identify(last, number)
    assert not house.prove(last, RIGHT, number=number).confirmed
    assert house.may_identify(last, MARIAS)
    house.clock.time += LOCK_TIME
    assert house.prove(house.call(most + 1), RIGHT, number=number).confirmed


def test_the_number_hints_at_its_debtor_until_an_answer_was_wrong(house: House) -> None:
    attempt_id = house.call(1)
    hint = run(house.inbound.greet(attempt_id, MARIAS)).hint
    assert hint is not None
    assert hint.debtor_id == MARIA
    house.prove(attempt_id, CallerAnswers(document="111", birth="0101"), hint=hint, number=MARIAS)
    assert run(house.inbound.greet(attempt_id, MARIAS)).hint is None


def test_two_processes_at_the_same_moment_guess_no_more_often_together(house: House, url: str) -> None:
    calls = [house.call(number) for number in range(8)]
    other = Database(url, ids=UlidSource())
    desks = [house.inbound, replace(house.inbound, storage=other)]

    async def all_at_once() -> list[CallerProof]:
        return await asyncio.gather(
            *(
                desks[place % 2].prove(attempt_id, WRONG, hint=None, number=f"+55119777700{place:02d}")
                for place, attempt_id in enumerate(calls)
            )
        )

    try:
        judged = [proof.counts_against_person for proof in run(all_at_once())]
    finally:
        other.close()
    assert sum(judged) == 2


def test_what_locks_nothing_any_more_is_forgotten(house: House) -> None:
    house.lock_maria()
    house.clock.time += LOCK_TIME + timedelta(seconds=1)
    house.prove(house.call(1), WRONG)
    assert len(rows_of(house.database, IdentityFailureRow)) == 1


def test_a_call_that_failed_twice_counts_once_and_another_may_be_left_out(house: House, database: Database) -> None:
    attempt_id = house.call(1)
    for minutes in (1, 2):
        answer = WrongAnswer(
            attempt_id=attempt_id, debtor_id=MARIA, number=STRANGERS, at=NOW + timedelta(minutes=minutes)
        )
        run(database.write(lambda uow, answer=answer: uow.identity.add(answer)))
    failed = run(database.read(lambda uow: uow.identity.failed_calls(MARIA, since=NOW)))
    assert list(failed) == [NOW + timedelta(minutes=2)]
    assert run(database.read(lambda uow: uow.identity.failed_calls(MARIA, since=NOW, but=attempt_id))) == []


@pytest.mark.parametrize(("ago", "locked"), [(timedelta(hours=23), True), (timedelta(hours=25), False)])
def test_wrong_answers_in_two_calls_of_a_day_lock_the_keys(
    house: House, database: Database, ago: timedelta, *, locked: bool
) -> None:
    def failed(uow) -> None:
        for name in ("A2", "A3"):
            add_failed_call(uow, name, NOW - ago)

    run(database.write(failed))
    assert run(house.menu.load(ATTEMPT)).identity_locked is locked


def test_our_call_that_failed_counts_once_whether_it_went_on_or_was_hung_up(house: House, database: Database) -> None:
    run(database.write(lambda uow: add_failed_call(uow, "A2", NOW - timedelta(hours=1))))
    for name in ("A2", ATTEMPT):
        answer = WrongAnswer(attempt_id=name, debtor_id=MARIA, number=MARIAS, at=NOW)
        run(database.write(lambda uow, answer=answer: uow.identity.add(answer)))
    assert len(run(database.read(lambda uow: uow.identity.failed_calls(MARIA, since=NOW - LOCK_TIME)))) == 2
    assert run(house.menu.load(ATTEMPT)).identity_locked


def test_a_wrong_answer_in_a_call_of_ours_is_kept_and_forgiven(house: House, database: Database) -> None:
    context = run(house.menu.load(ATTEMPT))
    run(house.menu.count_wrong_answer(context))
    (row,) = rows_of(database, IdentityFailureRow)
    assert (row["attempt_id"], row["debtor_id"], row["number"]) == (ATTEMPT, MARIA, MARIAS)
    run(database.write(lambda uow: uow.identity.forgive(ATTEMPT, MARIA)))
    assert rows_of(database, IdentityFailureRow) == []


def test_wrong_answers_in_one_call_lock_nothing(house: House, database: Database) -> None:
    run(database.write(lambda uow: add_failed_call(uow, "A2", NOW - timedelta(hours=1))))
    assert run(house.menu.load(ATTEMPT)).identity_locked is False


def add_failed_call(uow, name: str, at: datetime) -> None:
    known = dict(uow.connection.execute(select(AttemptRow.__table__)).mappings().first())
    uow.connection.execute(insert(AttemptRow).values(known | {"id": name}))
    uow.connection.execute(
        insert(MenuSessionRow).values(
            attempt_id=name,
            started_at=at,
            pressed_keys=True,
            disposition=Disposition.IDENTIDADE_NAO_CONFIRMADA,
            steps=[],
        )
    )

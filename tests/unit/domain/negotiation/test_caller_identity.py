"""Who may hear of their debts when they call us."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.negotiation.caller_identity import (
    TRIES_FROM_NUMBER,
    TRIES_IN_CALL,
    TRIES_WITHHELD,
    CallerFailures,
    CallerProof,
    decide_caller_proof,
    is_caller,
    may_identify,
    names_by_itself,
)
from domain.negotiation.identity import FAILED_CALLS_BORNE, LOCK_TIME

CPF, BORN = "52998224725", date(1980, 3, 5)
NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
FRESH = CallerFailures()


@pytest.mark.parametrize("typed", ["529", CPF])
def test_document_and_birth_day_together_are_enough(typed: str) -> None:
    assert is_caller(CPF, BORN, typed_document=typed, typed_birth="0503")


@pytest.mark.parametrize(("document", "birth"), [("528", "0503"), ("529", "0305"), ("", "0503"), ("52", "0503")])
def test_one_of_them_alone_is_not(document: str, birth: str) -> None:
    assert not is_caller(CPF, BORN, typed_document=document, typed_birth=birth)


def test_without_a_birth_date_on_file_nobody_is_let_in_by_keys() -> None:
    assert not is_caller(CPF, None, typed_document=CPF, typed_birth="")


@given(document=st.text("0123456789", max_size=11), birth=st.text("0123456789", max_size=4))
def test_guessing_opens_nothing(document: str, birth: str) -> None:
    let_in = is_caller(CPF, BORN, typed_document=document, typed_birth=birth)
    assert let_in == (len(document) >= 3 and CPF.startswith(document) and birth == "0503")


def test_only_a_whole_cpf_names_somebody_by_itself() -> None:
    assert [names_by_itself(CPF[:digits]) for digits in (3, 10, 11)] == [False, False, True]


INSTANTS = st.lists(st.timedeltas(timedelta(hours=-48), timedelta(seconds=2)).map(NOW.__add__), max_size=40)
FAILURES = st.builds(CallerFailures, in_call=st.integers(0, 4), from_number=INSTANTS.map(tuple), withheld=st.booleans())


def proof(failures: CallerFailures = FRESH, **facts: object) -> CallerProof:
    asked = {"known": True, "right": True, "failed_calls": (), "now": NOW} | facts
    return decide_caller_proof(failures, **asked)


def test_right_answers_confirm_and_wrong_ones_have_one_more_try() -> None:
    assert proof() == CallerProof(confirmed=True)
    assert proof(right=False) == CallerProof(confirmed=False, counts_against_person=True, may_try_again=True)
    assert not proof(CallerFailures(in_call=1), right=False).may_try_again


def test_nobodys_document_is_never_right_and_counts_against_nobody() -> None:
    assert proof(known=False) == CallerProof(confirmed=False, counts_against_person=False, may_try_again=True)


def test_two_failed_calls_of_a_day_lock_the_person_and_what_is_not_judged_prolongs_nothing() -> None:
    failed = [NOW - timedelta(hours=1), NOW + timedelta(seconds=1)]
    assert proof(failed_calls=failed) == CallerProof(confirmed=False, may_try_again=True)
    assert proof(failed_calls=failed[:1]).confirmed
    assert proof(failed_calls=[NOW - LOCK_TIME, NOW - timedelta(hours=1)]).confirmed


@pytest.mark.parametrize(("withheld", "most"), [(False, TRIES_FROM_NUMBER), (True, TRIES_WITHHELD)])
def test_a_number_has_so_many_tries_a_day(*, withheld: bool, most: int) -> None:
    given_up = CallerFailures(from_number=[NOW] * most, withheld=withheld)
    assert not may_identify(given_up, now=NOW)
    assert may_identify(given_up, now=NOW + LOCK_TIME)
    assert may_identify(CallerFailures(from_number=[NOW] * (most - 1), withheld=withheld), now=NOW)


@given(failures=FAILURES, failed_calls=INSTANTS, known=st.booleans(), right=st.booleans())
def test_what_is_heard_after_a_wrong_answer_does_not_depend_on_whom_it_named(
    *, failures: CallerFailures, failed_calls: list[datetime], known: bool, right: bool
) -> None:
    heard = proof(failures, known=known, right=right, failed_calls=failed_calls)
    nobody = proof(failures, known=False, right=False)
    assert heard.confirmed or heard.may_try_again == nobody.may_try_again
    assert heard.confirmed <= (known and right and may_identify(failures, now=NOW))
    assert not (heard.confirmed and (heard.may_try_again or heard.counts_against_person))


@dataclass
class Try:
    call: int
    number: int
    person: int
    minutes: int
    right: bool


TRIES = st.builds(
    Try,
    call=st.integers(0, 30),
    number=st.integers(0, 4),
    person=st.integers(0, 3),
    minutes=st.integers(0, 40),
    right=st.integers(0, 9).map(lambda drawn: drawn == 0),
)


@given(st.lists(TRIES, max_size=150))
def test_however_many_call_nobody_is_guessed_at_more_than_four_times_in_the_locks_time(tries: list[Try]) -> None:
    wrong: list[tuple[datetime, Try, bool]] = []
    now = NOW
    for one in tries:
        now += timedelta(minutes=one.minutes)
        same_person = [(at, past.call) for at, past, judged in wrong if judged and past.person == one.person]
        others = {call: at for at, call in same_person if call != one.call}
        failures = CallerFailures(
            in_call=sum(past.call == one.call for _, past, _ in wrong),
            from_number=[at for at, past, _ in wrong if past.number == one.number],
        )
        decided = proof(failures, right=one.right, failed_calls=list(others.values()), now=now)
        judged = decided.confirmed or decided.counts_against_person
        assert judged <= may_identify(failures, now=now)
        if not decided.confirmed and may_identify(failures, now=now):
            wrong.append((now, one, decided.counts_against_person))
    for at, one, _ in wrong:
        day = [(past, judged) for then, past, judged in wrong if at - LOCK_TIME < then <= at]
        assert sum(judged for past, judged in day if past.person == one.person) <= TRIES_IN_CALL * FAILED_CALLS_BORNE
        assert sum(past.number == one.number for past, _ in day) <= TRIES_FROM_NUMBER
        assert sum(past.call == one.call for past, _ in day) <= TRIES_IN_CALL

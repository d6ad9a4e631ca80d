from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.contact.decide_contact import (
    GAP_FLOOR,
    Allowed,
    ContactPolicy,
    ContactRule,
    PastDial,
    PersonFacts,
    PhoneFacts,
    Refused,
    decide_contact,
    decide_lead,
    gap_of,
    rotate,
)
from domain.contact.facts import DebtStanding
from domain.ids import DebtorId, PhoneId

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # Tuesday, 15:00 in Brasília
ME, OTHER = DebtorId(1), DebtorId(2)
OWES = DebtStanding(status="open", due_date=date(2026, 1, 1))
PERSON = PersonFacts(debtor_id=ME, address_uf="SP", attempts_made=0, debts=(OWES,))
MOBILE = PhoneFacts(phone_id=PhoneId(1), number="+5511987654321")
HOME = PhoneFacts(phone_id=PhoneId(2), number="+551133334444", rank=1)
POLICY = ContactPolicy(max_attempts=5)


def dial(hours_ago: float, *, who: DebtorId = ME, number: str = MOBILE.number, **more: bool) -> PastDial:
    return PastDial(debtor_id=who, number=number, at=NOW - timedelta(hours=hours_ago), **more)


def rule(person: PersonFacts = PERSON, phone: PhoneFacts = MOBILE, *dials: PastDial) -> ContactRule | None:
    verdict = decide_contact(person, phone, dials, POLICY, now=NOW)
    return verdict.rule if isinstance(verdict, Refused) else None


def test_somebody_never_called_who_owes_may_be_called() -> None:
    assert decide_contact(PERSON, MOBILE, (), POLICY, now=NOW) == Allowed(MOBILE)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (replace(PERSON, debts=()), ContactRule.NO_OPEN_DEBT),
        (replace(PERSON, attempts_made=5), ContactRule.MAX_ATTEMPTS),
        (replace(PERSON, paused_until=NOW + timedelta(days=1)), ContactRule.COLLECTION_PAUSED),
        (replace(PERSON, paused_until=NOW), None),
        (replace(PERSON, address_uf="XX"), ContactRule.UNKNOWN_REGION),
    ],
)
def test_facts_of_the_person_refuse(person: PersonFacts, expected: ContactRule | None) -> None:
    assert rule(person) is expected


@pytest.mark.parametrize(
    ("dials", "expected"),
    [
        ([dial(0.1, open=True)], ContactRule.PERSON_IN_CALL),
        ([dial(0.1, number=HOME.number, open=True)], ContactRule.PERSON_IN_CALL),
        ([dial(0.1, who=OTHER, open=True)], ContactRule.NUMBER_IN_CALL),
        ([dial(3.9)], ContactRule.PERSON_GAP),
        ([dial(4.0)], None),
        ([dial(3.9, who=OTHER)], ContactRule.NUMBER_GAP),
        ([dial(6, right_party=True)], ContactRule.SPOKEN_TODAY),
        ([dial(30, right_party=True)], None),
        ([dial(5), dial(9)], ContactRule.NUMBER_DAY_CAP),
        ([dial(5), dial(16)], None),  # the second was yesterday in São Paulo
        ([dial(5, number=HOME.number), dial(9, number=HOME.number), dial(13)], ContactRule.PERSON_DAY_CAP),
        ([dial(26, dead_number=True)], ContactRule.NUMBER_DEAD),
        ([dial(20 + 18 * n, number=HOME.number) for n in range(8)], ContactRule.PERSON_WEEK_CAP),
        ([dial(24 + 18 * n, number=HOME.number) for n in range(7)], None),
    ],
)
def test_earlier_dials_refuse(dials: list[PastDial], expected: ContactRule | None) -> None:
    assert rule(PERSON, MOBILE, *dials) is expected


def test_a_refusal_ends_when_its_rule_no_longer_holds() -> None:
    verdict = decide_contact(PERSON, MOBILE, [dial(1)], POLICY, now=NOW)
    assert isinstance(verdict, Refused)
    assert verdict.until is not None
    later = decide_contact(PERSON, MOBILE, [dial(1)], POLICY, now=verdict.until)
    assert isinstance(later, Allowed)


def test_the_next_number_is_the_one_dialled_least_and_longest_ago() -> None:
    assert rotate([HOME, MOBILE], []) == [MOBILE, HOME]
    assert rotate([HOME, MOBILE], [dial(5)]) == [HOME, MOBILE]
    assert rotate([HOME, MOBILE], [dial(5), dial(9, number=HOME.number)]) == [HOME, MOBILE]


def test_a_person_is_called_on_the_number_that_is_left() -> None:
    unlinked = replace(MOBILE, unlinked=True)
    assert decide_lead(PERSON, [unlinked, HOME], (), POLICY, now=NOW) == Allowed(HOME)


def test_a_person_without_numbers_is_never_called() -> None:
    assert decide_lead(PERSON, [], (), POLICY, now=NOW) == Refused(ContactRule.NO_NUMBER, None)
    unlinked = [replace(MOBILE, unlinked=True), replace(HOME, unlinked=True)]
    assert decide_lead(PERSON, unlinked, (), POLICY, now=NOW) == Refused(ContactRule.NUMBER_UNLINKED, None)
    dead = [dial(26, number=HOME.number, dead_number=True)]
    assert decide_lead(PERSON, [unlinked[0], HOME], dead, POLICY, now=NOW) == Refused(ContactRule.NO_NUMBER, None)
    alone = decide_lead(PERSON, unlinked[:1], (), POLICY, now=NOW)
    assert alone == Refused(ContactRule.NUMBER_UNLINKED, None)


def test_of_several_refusals_the_one_that_ends_first_counts() -> None:
    phones = [replace(MOBILE, unlinked=True), HOME]
    verdict = decide_lead(PERSON, phones, [dial(1, who=OTHER, number=HOME.number)], POLICY, now=NOW)
    assert verdict == Refused(ContactRule.NUMBER_GAP, NOW + timedelta(hours=3))


@pytest.mark.parametrize(
    ("retry_delay", "gap"),
    [
        (timedelta(hours=24), timedelta(hours=24)),
        (timedelta(hours=1), timedelta(hours=4)),
        (timedelta(0), GAP_FLOOR),
    ],
)
def test_a_campaign_lengthens_the_gap_and_never_shortens_it(retry_delay: timedelta, gap: timedelta) -> None:
    assert gap_of(retry_delay) == gap

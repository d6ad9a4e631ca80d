"""Who is asked to call back after a case was decided against them, and by what."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.facts import Channel
from domain.contact.refused import Refused
from domain.contact.rules import RULE_TEXTS, ContactRule
from domain.notice.contact import contact_at
from domain.notice.decide_notice import USEFUL_FOR
from domain.notice.result_message import TellInPerson, Write, decide_result_message
from domain.strategy.step_message import NO_CONTACT, Place

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SMS = contact_at(Channel.SMS, "+5511987654321")
EMAIL = contact_at(Channel.EMAIL, "maria@exemplo.com.br")
HOUR = timedelta(hours=1)


def refused(rule: ContactRule, wait: timedelta | None) -> Refused:
    return Refused(rule, None if wait is None else NOW + wait)


NEVER = refused(ContactRule.OPTED_OUT, None)
TOO_LATE = refused(ContactRule.COLLECTION_PAUSED, USEFUL_FOR + HOUR)
SOON = refused(ContactRule.CALLING_WINDOW, 15 * HOUR)
SOONER = refused(ContactRule.PERSON_GAP, 2 * HOUR)


@pytest.mark.parametrize(
    ("sms", "email", "expected"),
    [
        (None, None, Write(SMS)),
        (NEVER, None, Write(EMAIL)),
        (SOON, None, Write(EMAIL)),
        (SOON, SOONER, Write(EMAIL)),
        (SOON, TOO_LATE, Write(SMS)),
        (NEVER, TOO_LATE, TellInPerson(RULE_TEXTS[ContactRule.OPTED_OUT].says)),
    ],
)
def test_a_message_goes_where_it_may_now_or_soonest(
    sms: Refused | None, email: Refused | None, expected: Write | TellInPerson
) -> None:
    assert decide_result_message([Place(SMS, sms), Place(EMAIL, email)], now=NOW) == expected


def test_who_has_no_contact_is_told_by_whoever_speaks_with_them() -> None:
    assert decide_result_message([], now=NOW) == TellInPerson(NO_CONTACT)


waits = st.none() | st.integers(-48, 200).map(lambda hours: timedelta(hours=hours))
verdicts = st.none() | st.builds(refused, st.sampled_from(ContactRule), waits)


@given(verdicts=st.lists(verdicts, max_size=5))
def test_nobody_is_written_to_whom_the_rules_refuse_for_good_or_for_too_long(verdicts: list[Refused | None]) -> None:
    places = [Place(contact_at(Channel.SMS, f"+551198765432{place}"), told) for place, told in enumerate(verdicts)]
    decision = decide_result_message(places, now=NOW)
    if isinstance(decision, Write):
        (told,) = (place.refused for place in places if place.contact == decision.contact)
        assert told is None or (told.until is not None and told.until - NOW <= USEFUL_FOR)
    else:
        assert all(told is not None for told in verdicts)

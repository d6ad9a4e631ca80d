from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.contact.facts import Channel
from domain.contact.refused import Refused
from domain.contact.rules import RULE_TEXTS, ContactRule
from domain.notice.contact import contact_at
from domain.strategy.step_message import NO_CONTACT, TOLD_TODAY, Go, LetBe, LookAgain, Place, decide_step_message

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
DAY_ENDS = datetime(2026, 11, 25, 3, tzinfo=UTC)
FIRST, SECOND = (contact_at(Channel.SMS, f"+551198765432{last}") for last in (1, 2))
GAP = Refused(ContactRule.PERSON_GAP, NOW + timedelta(hours=3))
WINDOW = Refused(ContactRule.CALLING_WINDOW, NOW + timedelta(hours=1))
TOMORROW = Refused(ContactRule.PERSON_DAY_CAP, DAY_ENDS)
NEVER = Refused(ContactRule.OPTED_OUT, None)


def decide(*places: Place, told_today: bool = False) -> Go | LookAgain | LetBe:
    return decide_step_message(places, told_today=told_today, day_ends=DAY_ENDS)


def test_it_goes_to_the_best_contact_that_nothing_is_against() -> None:
    assert decide(Place(FIRST, None), Place(SECOND, None)) == Go(FIRST)
    assert decide(Place(FIRST, NEVER), Place(SECOND, None)) == Go(SECOND)


def test_what_the_rules_allow_later_today_is_looked_at_then_whichever_comes_first() -> None:
    told = decide(Place(FIRST, GAP), Place(SECOND, WINDOW))
    assert told == LookAgain(NOW + timedelta(hours=1), RULE_TEXTS[ContactRule.CALLING_WINDOW].says)
    assert decide(Place(FIRST, NEVER), Place(SECOND, GAP)) == LookAgain(
        NOW + timedelta(hours=3), RULE_TEXTS[ContactRule.PERSON_GAP].says
    )


def test_what_they_do_not_allow_today_any_more_is_let_be_with_the_rule() -> None:
    assert decide(Place(FIRST, TOMORROW)) == LetBe(RULE_TEXTS[ContactRule.PERSON_DAY_CAP].says)
    assert decide(Place(FIRST, NEVER), Place(SECOND, TOMORROW)) == LetBe(RULE_TEXTS[ContactRule.OPTED_OUT].says)


def test_without_a_contact_there_is_no_message() -> None:
    assert decide() == LetBe(NO_CONTACT)


def test_nobody_gets_the_same_words_twice_a_day_for_two_debts() -> None:
    assert decide(Place(FIRST, None), told_today=True) == LetBe(TOLD_TODAY)


refusals = st.none() | st.builds(
    Refused, st.sampled_from(ContactRule), st.none() | st.datetimes(timezones=st.just(UTC))
)


@given(found=st.lists(refusals, max_size=4), told=st.booleans())
def test_nothing_ever_goes_where_a_rule_refuses_nor_after_the_day(found: list[Refused | None], *, told: bool) -> None:
    places = [Place(contact_at(Channel.SMS, f"+551198765432{at}"), one) for at, one in enumerate(found)]
    match decide(*places, told_today=told):
        case Go(contact):
            assert not told
            assert Place(contact, None) in places
        case LookAgain(at, _reason):
            assert at < DAY_ENDS
            assert None not in found
        case LetBe(reason):
            assert reason

"""A promise holds every contact back until it is due, save its own message on the day before or on the day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.decide_contact import Allowed, Refused, decide_contact
from domain.contact.facts import (
    MESSAGES,
    Channel,
    DebtStanding,
    Hold,
    HoldKind,
    PastDial,
    PersonFacts,
    PhoneFacts,
    Purpose,
)
from domain.contact.policy import ContactPolicy
from domain.contact.rules import ContactRule
from domain.ids import DebtorId, PhoneId, PortfolioId

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # Tuesday, 15:00 in Brasília
MIDNIGHT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # in São Paulo, the end of that Tuesday
DAY = timedelta(days=1)
ME, HERE = DebtorId(1), PortfolioId(1)
PHONE = PhoneFacts(phone_id=PhoneId(1), number="+5511987654321")
POLICY = ContactPolicy(max_attempts=5)
OWES = DebtStanding(status="open", due_date=date(2026, 1, 1))
PERSON = PersonFacts(debtor_id=ME, address_uf="SP", attempts_made=0, debts=(OWES,), portfolio_id=HERE)


def promised(*ends: datetime | None) -> PersonFacts:
    """`ends`: the midnights after the days on which the promises are due."""
    holds = [Hold(kind=HoldKind.PROMISE, starts_at=NOW - 9 * DAY, ends_at=end, portfolio_id=HERE) for end in ends]
    return replace(PERSON, holds=tuple(holds))


def rule(person: PersonFacts, *, now: datetime = NOW, channel: Channel = Channel.SMS) -> ContactRule | None:
    verdict = decide_contact(person, PHONE, (), POLICY, now=now, channel=channel, purpose=Purpose.PROMISE_REMINDER)
    return verdict.rule if isinstance(verdict, Refused) else None


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([MIDNIGHT], None),  # due today
        ([MIDNIGHT + DAY], None),  # due tomorrow
        ([MIDNIGHT + 2 * DAY], ContactRule.PROMISE_NOT_DUE),
        ([MIDNIGHT, MIDNIGHT + 5 * DAY], ContactRule.PROMISE_NOT_DUE),  # the later one is what was promised last
        ([None], ContactRule.PROMISE_NOT_DUE),
    ],
)
def test_a_promise_due_tomorrow_or_today_may_be_reminded_of(
    ends: list[datetime | None], expected: ContactRule | None
) -> None:
    assert rule(promised(*ends)) is expected


def test_at_eight_of_the_day_before_it_is_time_and_at_eight_of_the_day_before_that_it_is_not() -> None:
    eight = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert rule(promised(MIDNIGHT + DAY), now=eight) is None
    assert rule(promised(MIDNIGHT + DAY), now=eight - DAY) is ContactRule.PROMISE_NOT_DUE


@pytest.mark.parametrize("channel", sorted({*Channel} - MESSAGES))
def test_nothing_but_a_message_reminds(channel: Channel) -> None:
    assert rule(promised(MIDNIGHT), channel=channel) is ContactRule.PROMISE_NOT_DUE


@pytest.mark.parametrize("channel", Channel)
def test_no_other_contact_is_let_through(channel: Channel) -> None:
    verdict = decide_contact(promised(MIDNIGHT), PHONE, (), POLICY, now=NOW, channel=channel)
    assert isinstance(verdict, Refused)
    assert verdict.rule is ContactRule.PROMISE_NOT_DUE


@st.composite
def people(draw: st.DrawFn) -> PersonFacts:
    offsets = st.integers(-40, 400).map(lambda hours: timedelta(hours=hours))
    holds = [
        Hold(
            kind=draw(st.sampled_from([*HoldKind, HoldKind.PROMISE, HoldKind.PROMISE, "a new kind"])),
            starts_at=NOW + draw(st.sampled_from([-9 * DAY, DAY])),
            ends_at=draw(st.none() | offsets.map(lambda span: NOW + span)),
            portfolio_id=draw(st.sampled_from([None, HERE, PortfolioId(2)])),
            number=draw(st.sampled_from([None, PHONE.number, "+5511912345678"])),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    return replace(
        PERSON,
        holds=tuple(holds),
        address_uf=draw(st.sampled_from(["SP", "CE", "AM", ""])),
        debts=(replace(OWES, status=draw(st.sampled_from(["open", "open", "paid", "disputed"]))),),
        paused_until=draw(st.none() | offsets.map(lambda span: NOW + span)),
        payment_in_doubt=draw(st.booleans()),
    )


dials = st.builds(
    PastDial,
    debtor_id=st.just(ME),
    number=st.just(PHONE.number),
    at=st.integers(0, 180).map(lambda hours: NOW - timedelta(hours=hours)),
    open=st.booleans(),
    right_party=st.booleans(),
    channel=st.sampled_from(Channel),
)
instants = st.integers(-60, 400).map(lambda hours: NOW + timedelta(hours=hours))


@given(person=people(), made=st.lists(dials, max_size=4), now=instants, channel=st.sampled_from(Channel))
def test_the_reminder_passes_the_promise_alone_and_every_other_rule_holds_for_it(
    person: PersonFacts, made: list[PastDial], now: datetime, channel: Channel
) -> None:
    reminder = decide_contact(person, PHONE, made, POLICY, now=now, channel=channel, purpose=Purpose.PROMISE_REMINDER)
    any_contact = decide_contact(person, PHONE, made, POLICY, now=now, channel=channel)
    unpromised = replace(person, holds=tuple(hold for hold in person.holds if hold.kind != HoldKind.PROMISE))
    if isinstance(reminder, Allowed):
        assert decide_contact(unpromised, PHONE, made, POLICY, now=now, channel=channel) == reminder
    if reminder != any_contact:
        # What differs is a promise due within two days, reminded of by a message.
        assert isinstance(any_contact, Refused)
        assert any_contact.rule is ContactRule.PROMISE_NOT_DUE
        assert any_contact.until is not None
        assert any_contact.until - now <= 2 * DAY
        assert channel in MESSAGES

"""When a message may leave: what was asked for at once, all else in the hours of a contact, never to a third party."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.calling_window import decide_calling_window
from domain.contact.facts import Channel
from domain.notice.contact import contact_at
from domain.notice.decide_notice import ON_THE_LINE, USEFUL_FOR, Drop, NoticeCase, NoticeRule, Send, Wait, decide_notice
from domain.notice.notice import ASKED_FOR, DISCLOSES, Confirmation, NoticeKind

TEN = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
"""Ten o'clock of a Tuesday in São Paulo."""
NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MOBILE = contact_at(Channel.SMS, "+5511987654321")
EMAIL = contact_at(Channel.EMAIL, "maria@exemplo.com.br")
CASE = NoticeCase(
    kind=NoticeKind.AGREEMENT, contact=MOBILE, confirmation=Confirmation.LINE, asked_at=TEN, address_uf="SP"
)


def test_what_was_just_asked_for_leaves_at_any_hour() -> None:
    assert decide_notice(replace(CASE, asked_at=NIGHT), now=NIGHT + ON_THE_LINE) == Send()


def test_later_it_waits_for_the_hours_of_the_place() -> None:
    late = NIGHT + ON_THE_LINE + timedelta(seconds=1)
    waiting = decide_notice(replace(CASE, asked_at=NIGHT), now=late)
    assert waiting == Wait(datetime(2026, 11, 24, 11, 0, tzinfo=UTC), NoticeRule.QUIET_HOURS)
    assert decide_notice(replace(CASE, asked_at=NIGHT), now=TEN) == Send()


def test_a_receipt_keeps_to_the_hours_from_the_first() -> None:
    paid = replace(CASE, kind=NoticeKind.RECEIPT, asked_at=NIGHT)
    assert isinstance(decide_notice(paid, now=NIGHT), Wait)
    assert decide_notice(paid, now=TEN) == Send()


def test_a_municipal_holiday_is_no_day_for_a_late_message() -> None:
    holiday = replace(CASE, closed_dates=frozenset({date(2026, 11, 24)}))
    waiting = decide_notice(holiday, now=TEN + timedelta(hours=1))
    assert waiting == Wait(datetime(2026, 11, 25, 11, 0, tzinfo=UTC), NoticeRule.QUIET_HOURS)


def test_an_email_to_nobody_knows_where_keeps_to_the_tightest_hours() -> None:
    unknown = replace(CASE, contact=EMAIL, address_uf="", kind=NoticeKind.RECEIPT)
    assert decide_notice(unknown, now=TEN) == Send()
    assert isinstance(decide_notice(unknown, now=datetime(2026, 11, 24, 22, 30, tzinfo=UTC)), Wait)
    assert decide_notice(replace(unknown, address_uf="SP"), now=datetime(2026, 11, 24, 22, 30, tzinfo=UTC)) == Send()


def test_a_window_that_never_opens_drops_the_message() -> None:
    days = frozenset(date(2026, 11, 1) + timedelta(days=day) for day in range(900))
    closed = replace(CASE, kind=NoticeKind.RECEIPT, closed_dates=days)
    assert decide_notice(closed, now=TEN + timedelta(hours=1)) == Drop(NoticeRule.TOO_LATE)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"confirmation": Confirmation.NONE}, NoticeRule.NOT_CONFIRMED),
        ({"dead": True}, NoticeRule.PERSON_DEAD),
        ({"unlinked": True}, NoticeRule.NUMBER_UNLINKED),
        ({"opted_out_at": TEN}, NoticeRule.OPTED_OUT),
        ({"asked_at": TEN - USEFUL_FOR - timedelta(seconds=1)}, NoticeRule.TOO_LATE),
    ],
)
def test_what_never_leaves(changes, rule: NoticeRule) -> None:
    assert decide_notice(replace(CASE, **changes), now=TEN) == Drop(rule)


def test_who_asks_for_a_code_after_opting_out_gets_it_and_nothing_else() -> None:
    earlier = TEN - timedelta(days=1)
    assert decide_notice(replace(CASE, opted_out_at=earlier), now=TEN) == Send()
    receipt = replace(CASE, kind=NoticeKind.RECEIPT, opted_out_at=earlier)
    assert decide_notice(receipt, now=TEN) == Drop(NoticeRule.OPTED_OUT)


def test_a_reminder_needs_no_confirmed_contact_since_it_tells_nothing() -> None:
    assert decide_notice(replace(CASE, kind=NoticeKind.REMINDER, confirmation=Confirmation.NONE), now=TEN) == Send()


@given(
    kind=st.sampled_from(NoticeKind),
    contact=st.sampled_from([MOBILE, EMAIL, contact_at(Channel.WHATSAPP, "+5592987654321")]),
    confirmation=st.sampled_from(Confirmation),
    uf=st.sampled_from(["", "SP", "CE", "AM", "RJ", "AC", "??"]),
    asked=st.timedeltas(timedelta(), timedelta(days=700)).map(lambda later: TEN + later),
    later=st.timedeltas(timedelta(), timedelta(days=4)),
    unlinked=st.booleans(),
)
def test_nothing_ever_leaves_outside_the_law(kind, contact, confirmation, uf, asked, later, unlinked) -> None:
    case = NoticeCase(
        kind=kind, contact=contact, confirmation=confirmation, asked_at=asked, address_uf=uf, unlinked=unlinked
    )
    now = asked + later
    decision = decide_notice(case, now=now)
    if isinstance(decision, Wait):
        assert now < decision.until
    if not isinstance(decision, Send):
        return
    assert not unlinked
    assert kind not in DISCLOSES or confirmation is not Confirmation.NONE
    if kind not in ASKED_FOR or later > ON_THE_LINE:
        told = [
            decide_calling_window(contact.number, place, now=now, numberless=contact is EMAIL).allowed
            for place in (uf, "AM")
        ]
        assert any(told)

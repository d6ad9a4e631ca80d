from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from domain.contact.calling_window import WeekHours, WindowPolicy, WindowTable, decide_calling_window
from domain.contact.policy import BelowFloor, ContactPolicy, ContactPolicyRefused, tightened
from domain.contact.rules import ContactRule

BASE = ContactPolicy(max_attempts=3)
RIO = "+5521987654321"


@pytest.mark.parametrize(
    ("setting", "value", "rule"),
    [
        ("person_per_day", 4, ContactRule.PERSON_DAY_CAP),
        ("person_per_week", 9, ContactRule.PERSON_WEEK_CAP),
        ("number_per_day", 3, ContactRule.NUMBER_DAY_CAP),
        ("number_per_day", -1, ContactRule.NUMBER_DAY_CAP),
        ("prescription_years", 6, ContactRule.DEBT_PRESCRIBED),
        ("gap", timedelta(hours=4, seconds=-1), ContactRule.PERSON_GAP),
        ("window", WindowPolicy(closing_margin=timedelta(seconds=-1)), ContactRule.CALLING_WINDOW),
        (
            "window",
            WindowPolicy(table=WindowTable("loose", WeekHours((time(7), time(20)), None))),
            ContactRule.CALLING_WINDOW,
        ),
    ],
)
def test_no_policy_is_looser_than_the_floor(setting: str, value: Any, rule: ContactRule) -> None:
    with pytest.raises(BelowFloor, match=rule.value) as refused:
        ContactPolicy(max_attempts=3, **{setting: value})
    assert refused.value.law
    assert refused.value.law in refused.value.reason


def test_a_portfolio_tightens_limits() -> None:
    policy = tightened(BASE, {"person_per_day": 1, "number_per_day": 1, "gap_minutes": 600, "prescription_years": 3})
    assert (policy.person_per_day, policy.number_per_day, policy.prescription_years) == (1, 1, 3)
    assert policy.gap == timedelta(hours=10)
    assert tightened(BASE, {"gap_minutes": 240}).gap == BASE.gap


def test_a_portfolio_narrows_the_hours_and_never_widens_those_of_a_state() -> None:
    policy = tightened(BASE, {"opens": "09:00", "closes": "19:00", "saturday": False, "closed_dates": ["2026-11-25"]})

    def open_at(number: str, day: int, hour: int) -> bool:
        now = datetime(2026, 11, day, hour + 3, 30, tzinfo=UTC)
        return decide_calling_window(number, now=now, policy=policy.window).allowed

    assert open_at("+5511987654321", 24, 18)
    assert not open_at("+5511987654321", 24, 8)
    assert not open_at("+5511987654321", 24, 19)
    assert not open_at("+5511987654321", 25, 10)
    assert not open_at("+5511987654321", 28, 10)
    assert not open_at(RIO, 24, 18)


def test_hours_that_do_not_meet_close_the_day() -> None:
    policy = tightened(BASE, {"opens": "18:00"})
    assert not decide_calling_window(RIO, now=datetime(2026, 11, 24, 20, 0, tzinfo=UTC), policy=policy.window).allowed


@pytest.mark.parametrize(
    "settings",
    [
        {"person_per_day": "2"}, {"person_per_day": True}, {"gap_minutes": 239}, {"gap_minutes": 1.5},
        {"opens": "25:00"}, {"opens": "07:00"}, {"closes": "21:00"}, {"saturday": "no"}, {"closed_dates": "2026-01-01"},
        {"closed_dates": ["01/01/2026"]}, {"persons": 1}, {"person_per_week": 9},
    ],
)  # fmt: skip
def test_a_setting_that_is_none_is_refused_by_name(settings: dict[str, Any]) -> None:
    with pytest.raises(ContactPolicyRefused) as refused:
        tightened(BASE, settings)
    assert refused.value.reason
    assert refused.value.field in {*settings, "gap"}


def test_closed_dates_may_be_told_twice() -> None:
    policy = tightened(BASE, {"closed_dates": ("2026-11-25",)})
    assert policy.window.closed_dates == {date(2026, 11, 25)}

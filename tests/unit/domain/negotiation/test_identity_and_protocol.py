from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.negotiation.business_days import add_business_days, add_months, is_business_day, next_business_day
from domain.negotiation.identity import LOCK_TIME, IdentityQuestion, challenges_for, decide_identity_lock
from domain.negotiation.protocol import protocol_number

TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
MONDAY = date(2026, 11, 30)


def test_business_days_skip_weekends_and_holidays() -> None:
    assert is_business_day(FRIDAY)
    assert not is_business_day(FRIDAY, holidays={FRIDAY})
    assert next_business_day(date(2026, 11, 28)) == MONDAY
    assert next_business_day(FRIDAY) == FRIDAY
    assert add_business_days(FRIDAY, 2) == date(2026, 12, 1)
    assert add_business_days(FRIDAY, 0) == FRIDAY


def test_a_month_later_is_the_same_day_or_the_last_one() -> None:
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 31), 1) == date(2027, 1, 31)
    assert add_months(MONDAY, 0) == MONDAY


def test_identity_is_asked_by_birth_day_and_month_and_by_the_document() -> None:
    birth, start = challenges_for(birth_date=date(1980, 3, 5), document="52998224725")
    assert birth.question is IdentityQuestion.BIRTH_DAY_AND_MONTH
    assert birth.digits_asked == 4
    assert birth.is_met_by("0503")
    assert not birth.is_met_by("0305")
    assert start.question is IdentityQuestion.DOCUMENT_START


def test_without_a_birth_date_identity_is_asked_by_the_document() -> None:
    (challenge,) = challenges_for(birth_date=None, document="52998224725")
    assert challenge.question is IdentityQuestion.DOCUMENT_START
    assert challenge.is_met_by("529")
    assert not challenge.is_met_by("52")


def test_the_answer_is_in_no_printed_form() -> None:
    printed = repr(challenges_for(birth_date=date(1980, 3, 5), document="52998224725"))
    assert "0503" not in printed
    assert "529" not in printed


NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
AGO = st.lists(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)), max_size=6)


@given(AGO)
def test_two_failed_calls_within_a_day_lock_the_keys_and_fewer_never_do(ago: list[timedelta]) -> None:
    recent = [one for one in ago if one < LOCK_TIME]
    assert decide_identity_lock([NOW - one for one in ago], now=NOW) is (len(recent) >= 2)


def test_the_lock_opens_by_itself() -> None:
    failed = [NOW - LOCK_TIME, NOW - LOCK_TIME]
    assert not decide_identity_lock(failed, now=NOW)
    assert decide_identity_lock(failed, now=NOW - timedelta(seconds=1))


def test_a_protocol_is_twelve_digits_that_begin_with_the_day() -> None:
    protocol = protocol_number("01JD0000000000000000000000", day=TUESDAY)
    assert len(protocol) == 12
    assert protocol.isdigit()
    assert protocol.startswith("261124")
    assert protocol != protocol_number("01JD0000000000000000000001", day=TUESDAY)

from datetime import date

from domain.negotiation.business_days import add_business_days, add_months, is_business_day, next_business_day
from domain.negotiation.identity import IdentityQuestion, challenge_for
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


def test_identity_is_asked_by_birth_day_and_month() -> None:
    challenge = challenge_for(birth_date=date(1980, 3, 5), document="52998224725")
    assert challenge.question is IdentityQuestion.BIRTH_DAY_AND_MONTH
    assert challenge.digits_asked == 4
    assert challenge.is_met_by("0503")
    assert not challenge.is_met_by("0305")


def test_without_a_birth_date_identity_is_asked_by_the_document() -> None:
    challenge = challenge_for(birth_date=None, document="52998224725")
    assert challenge.question is IdentityQuestion.DOCUMENT_START
    assert challenge.is_met_by("529")
    assert not challenge.is_met_by("52")


def test_the_answer_is_in_no_printed_form() -> None:
    assert "0503" not in repr(challenge_for(birth_date=date(1980, 3, 5), document="52998224725"))


def test_a_protocol_is_twelve_digits_that_begin_with_the_day() -> None:
    protocol = protocol_number("01JD0000000000000000000000", day=TUESDAY)
    assert len(protocol) == 12
    assert protocol.isdigit()
    assert protocol.startswith("261124")
    assert protocol != protocol_number("01JD0000000000000000000001", day=TUESDAY)

"""Who is clearly likelier to answer later today may be kept for that, and nobody else."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.contact.better_hour import WORTH_WAITING, decide_better_hour, later_parts

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MORNING = datetime(2026, 11, 24, 8, 40, tzinfo=SAO_PAULO)


def at(hour: int) -> datetime:
    return MORNING.replace(hour=hour, minute=0)


def test_the_parts_of_the_day_yet_to_come_are_those_where_the_number_is() -> None:
    assert later_parts("+5511987654321", MORNING) == [at(9), at(12), at(16), at(18)]
    in_manaus = later_parts("+5592987654321", MORNING.replace(hour=12).astimezone(UTC))
    assert [one.hour for one in in_manaus] == [12, 16, 18]
    assert in_manaus[0] == at(13)
    assert later_parts("+5511987654321", at(18)) == []


def test_a_number_of_no_known_place_is_taken_to_be_where_the_house_is() -> None:
    assert later_parts("+351912345678", at(17)) == [at(18)]


def test_who_is_likelier_later_is_kept_for_the_likeliest_hour_and_the_earlier_of_two_alike() -> None:
    assert decide_better_hour(0.2, {at(12): 0.25, at(16): 0.4, at(18): 0.4}) == at(16)


def test_who_is_about_as_likely_now_is_not_kept() -> None:
    assert decide_better_hour(0.2, {at(12): 0.22, at(16): 0.2}) is None
    assert decide_better_hour(0.2, {}) is None


@given(chance=st.floats(0.001, 1.0), later=st.dictionaries(st.integers(9, 20), st.floats(0.0, 1.0), max_size=4))
def test_nobody_is_kept_for_an_hour_that_is_no_better_or_is_over(chance: float, later: dict[int, float]) -> None:
    hours = {at(hour): likely for hour, likely in later.items()}
    better = decide_better_hour(chance, hours)
    if better is not None:
        assert hours[better] == max(hours.values()) >= WORTH_WAITING * chance
    else:
        assert all(likely < WORTH_WAITING * chance for likely in hours.values())


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - made aware below
def test_what_is_later_is_later_today(moment: datetime) -> None:
    now = moment.replace(tzinfo=SAO_PAULO)
    for number in ("+5511987654321", "+5568987654321"):
        assert all(now < one < now + timedelta(days=1) for one in later_parts(number, now))

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from domain.contact.origination import (
    CallCounters,
    DayVolume,
    OriginationLevel,
    OriginationPolicy,
    count_volumes,
    decide_for_carrier,
    decide_origination,
    forecast_day,
    forecast_month,
    is_short_call,
    metered_day,
)

POLICY = OriginationPolicy()
NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # 14:00 in Brasília: half of the calling day is gone
BEFORE_OPENING, AFTER_CLOSING = NOON - timedelta(hours=7), NOON + timedelta(hours=7)


def level(calls: int, short: int, *, month: int = 0, days: int = 0, now: datetime = NOON) -> OriginationLevel:
    counters = CallCounters(calls=calls, short_calls=short, month_calls=month or calls, month_days=days)
    return decide_origination(counters, POLICY, now=now).level


@pytest.mark.parametrize(
    ("calls", "short", "expected"),
    [
        (0, 0, OriginationLevel.FREE),
        (300, 300, OriginationLevel.FREE),  # a small shop may have any share
        (20_000, 20_000, OriginationLevel.FREE),  # forecast: 40,000
        (30_000, 17_000, OriginationLevel.FREE),  # 57 %
        (30_000, 18_000, OriginationLevel.WARN),  # 60 %
        (30_000, 24_000, OriginationLevel.WARN),  # 80 %, but the day ends at 60,000
        (50_000, 37_500, OriginationLevel.THROTTLE),  # 75 %, forecast 100,000
        (95_000, 76_000, OriginationLevel.STOP),
        (95_000, 60_000, OriginationLevel.WARN),
    ],
)
def test_only_volumes_near_the_norm_are_held_back(calls: int, short: int, expected: OriginationLevel) -> None:
    assert level(calls, short) is expected


TODAY, EARLIER, LAST_MONTH = date(2026, 11, 24), date(2026, 11, 3), date(2026, 10, 30)


def volume(carrier: str, calls: int, short: int, *, day: date = TODAY, root: str = "11222333") -> DayVolume:
    return DayVolume(cnpj_root=root, carrier=carrier, day=day, calls=calls, short_calls=short)


def test_volumes_add_up_to_the_day_and_its_month() -> None:
    volumes = [
        volume("a", 10, 5), volume("b", 20, 1), volume("a", 100, 90, day=EARLIER), volume("a", 7, 7, day=LAST_MONTH),
        volume("a", 9, 9, day=TODAY + timedelta(days=1)), volume("b", 0, 0, day=date(2026, 11, 4)),
    ]  # fmt: skip
    assert count_volumes(volumes, TODAY) == CallCounters(calls=30, short_calls=6, month_calls=130, month_days=2)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], OriginationLevel.FREE),
        ([volume("b", 20_000, 18_000)], OriginationLevel.WARN),  # together they come near; neither does alone
        ([volume("b", 24_000, 22_000, root="99888777")], OriginationLevel.FREE),  # somebody else's calls
        ([volume("b", 60_000, 55_000)], OriginationLevel.THROTTLE),
        ([volume("b", 95_000, 90_000)], OriginationLevel.STOP),
        ([volume("b", 90_000, 0)], OriginationLevel.FREE),
    ],
)
def test_all_trunks_of_a_cnpj_root_count_together(others: list[DayVolume], expected: OriginationLevel) -> None:
    decision = decide_for_carrier(
        [volume("a", 24_000, 22_000), *others], POLICY, cnpj_root="11222333", carrier="a", now=NOON
    )
    levels = [reason.level for reason in decision.reasons if reason.code == "short_share"]
    assert max(levels, default=OriginationLevel.FREE) is expected


def test_a_carrier_takes_its_share_of_what_the_root_may_still_place() -> None:
    volumes = [volume("a", 20_000, 18_000), volume("b", 40_000, 36_000)]
    decisions = [decide_for_carrier(volumes, POLICY, cnpj_root="11222333", carrier=one, now=NOON) for one in "ab"]
    assert [one.level for one in decisions] == [OriginationLevel.THROTTLE] * 2
    rates = [one.calls_per_second or 0.0 for one in decisions]
    assert 60_000 + sum(rates) * 6 * 3600 == pytest.approx(95_000)
    assert rates[1] / rates[0] == pytest.approx((2 / 3 + 1 / 2) / (1 / 3 + 1 / 2))
    late = decide_for_carrier(volumes, POLICY, cnpj_root="11222333", carrier="c", now=NOON).calls_per_second
    assert late == pytest.approx(sum(rates) / 6)


def test_one_carrier_s_short_calls_do_not_drown_in_another_s_long_ones() -> None:
    volumes = [volume("a", 60_000, 50_000), volume("b", 60_000, 0)]
    for carrier, expected in (("a", OriginationLevel.THROTTLE), ("b", OriginationLevel.WARN)):  # of the month
        decision = decide_for_carrier(volumes, POLICY, cnpj_root="11222333", carrier=carrier, now=NOON)
        assert ("short_share" in {reason.code for reason in decision.reasons}) is (carrier == "a")
        assert decision.level is expected


def test_the_month_of_all_carriers_is_told_once() -> None:
    volumes = [volume(carrier, 500_000, 0, day=EARLIER) for carrier in "ab"]
    decision = decide_for_carrier(volumes, POLICY, cnpj_root="11222333", carrier="a", now=NOON)
    assert [reason.code for reason in decision.reasons] == ["monthly_volume"]


def test_a_throttled_day_ends_below_the_norm() -> None:
    counters = CallCounters(calls=60_000, short_calls=50_000)
    decision = decide_origination(counters, POLICY, now=NOON)
    per_second = 60_000 / (6 * 3600)
    assert counters.calls + per_second * decision.rate_factor * 6 * 3600 == pytest.approx(95_000)
    assert decision.calls_per_second == pytest.approx(35_000 / (6 * 3600))
    assert decision.reasons[0].code == "short_share"


def test_with_the_day_over_there_is_nothing_left_to_place() -> None:
    counters = CallCounters(calls=94_999, short_calls=94_999)
    policy = OriginationPolicy(closest=0.96, relevant=0.5)
    assert decide_origination(counters, policy, now=AFTER_CLOSING).level is OriginationLevel.WARN
    odd = CallCounters(calls=95_500, short_calls=95_500)
    assert decide_origination(odd, OriginationPolicy(closest=0.955), now=AFTER_CLOSING).rate_factor == 0.0


def test_calls_before_the_opening_are_forecast_as_they_are() -> None:
    assert forecast_day(CallCounters(calls=90_000), POLICY, BEFORE_OPENING) == 90_000
    assert level(90_000, 90_000, now=BEFORE_OPENING) is OriginationLevel.WARN


def test_a_few_calls_forecast_nothing() -> None:
    assert forecast_day(CallCounters(calls=999), POLICY, NOON) == 999
    assert forecast_day(CallCounters(calls=1000), POLICY, NOON) == 2000


@pytest.mark.parametrize(
    ("calls", "month", "days", "forecast"),
    [
        (0, 0, 0, 0),
        (10_000, 10_000, 1, 20_000 + round(20_000 * 5 / 7 * 6)),
        (10_000, 250_000, 17, 325_000),
        (0, 240_000, 16, 300_000),
    ],
)
def test_the_month_is_forecast_from_its_days(calls: int, month: int, days: int, forecast: int) -> None:
    counters = CallCounters(calls=calls, month_calls=month, month_days=days)
    assert forecast_month(counters, POLICY, NOON) == forecast


def test_a_month_that_nears_the_duty_is_told() -> None:
    assert level(0, 0, month=399_999, days=20, now=datetime(2026, 11, 30, 17, 0, tzinfo=UTC)) is OriginationLevel.FREE
    assert level(0, 0, month=400_000, days=20) is OriginationLevel.WARN


@given(
    calls=st.integers(0, 200_000),
    share=st.floats(0, 1),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
)
def test_the_factor_is_a_part_and_a_small_shop_is_never_slowed(calls: int, share: float, now: datetime) -> None:
    counters = CallCounters(calls=calls, short_calls=int(calls * share))
    decision = decide_origination(counters, POLICY, now=now)
    assert 0.0 <= decision.rate_factor <= 1.0
    if max(calls, forecast_day(counters, POLICY, now)) < 50_000:
        assert decision.rate_factor == 1.0
    if calls >= 95_000 and counters.short_calls >= 0.85 * calls:
        assert decision.rate_factor == 0.0


@pytest.mark.parametrize(
    ("seconds", "disposition", "answer_class", "short"),
    [
        (None, Disposition.NAO_ATENDE, None, True),
        (6, Disposition.DESLIGOU, AnswerClass.HUMAN, True),
        (6.5, Disposition.DESLIGOU, AnswerClass.HUMAN, False),
        (30, Disposition.CAIXA_POSTAL, AnswerClass.UNKNOWN, True),
        (30, Disposition.MUDO, AnswerClass.MACHINE, True),
    ],
)
def test_what_counts_as_short(
    seconds: float | None, disposition: Disposition, answer_class: AnswerClass | None, *, short: bool
) -> None:
    answered = None if seconds is None else NOON - timedelta(seconds=seconds)
    assert is_short_call(answered, NOON, disposition, answer_class) is short


def test_a_call_counts_for_the_day_in_brasilia() -> None:
    assert metered_day(datetime(2026, 11, 24, 2, 0, tzinfo=UTC)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "wrong", [{"warn_share": 0.8}, {"short_share": 0.9}, {"calls_per_day": 200_000}, {"closest": 1.0}]
)
def test_the_house_stays_below_the_norm(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="norm"):
        OriginationPolicy(**wrong)  # type: ignore[arg-type]

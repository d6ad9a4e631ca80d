from datetime import date

import pytest

from domain.reporting.cost import MOST_MILLICENTS, CostRates, NoSuchRate, cost_cents, cost_spans
from domain.reporting.kpi import Counts

RATES = CostRates(
    valid_from=date(2026, 11, 1), attempt_millicents=200, minute_millicents=4_000, agent_hour_millicents=2_500_000
)
"""R$ 0,002 a try, R$ 0,04 a minute, R$ 25,00 an hour."""


@pytest.mark.parametrize(
    ("counts", "cents"),
    [
        (Counts(), 0),
        (Counts(dialed=10), 2),
        (Counts(dialed=2), 0),
        (Counts(dialed=3), 1),
        (Counts(talk_seconds=90), 6),
        (Counts(logged_seconds=7200, busy_seconds=60), 5_000),
        (Counts(busy_seconds=360), 250),
        (Counts(dialed=1000, talk_seconds=6000, logged_seconds=3600), 200 + 400 + 2_500),
    ],
)
def test_the_cost_is_the_sum_of_tries_minutes_and_hours_half_up(counts: Counts, cents: int) -> None:
    assert cost_cents(counts, RATES) == cents


@pytest.mark.parametrize("field", ["attempt_millicents", "minute_millicents", "agent_hour_millicents"])
@pytest.mark.parametrize("value", [-1, MOST_MILLICENTS + 1])
def test_a_rate_that_is_none_is_named(field: str, value: int) -> None:
    with pytest.raises(NoSuchRate, match=field) as refused:
        CostRates(valid_from=date(2026, 11, 1), **{field: value})
    assert refused.value.field == field


def test_a_period_is_cut_where_the_rates_change() -> None:
    later = CostRates(valid_from=date(2026, 11, 16))
    spans = cost_spans([later, RATES], date(2026, 10, 20), date(2026, 11, 30))
    assert [(one.first_day, one.last_day, one.rates) for one in spans] == [
        (date(2026, 11, 1), date(2026, 11, 15), RATES),
        (date(2026, 11, 16), date(2026, 11, 30), later),
    ]


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 2), date(2026, 11, 1))]
)
def test_days_before_every_rate_and_empty_periods_cost_nothing(first: date, last: date) -> None:
    assert cost_spans([RATES], first, last) == []


def test_without_rates_nothing_costs_anything() -> None:
    assert cost_spans([], date(2026, 11, 1), date(2026, 11, 30)) == []

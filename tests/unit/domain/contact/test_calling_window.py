from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.calling_window import WindowPolicy, decide_calling_window
from domain.contact.closed_days import is_closed_day
from domain.contact.ddd import UF_OF_DDD

SP, RJ, AM, AC, CE = "+5511987654321", "+5521987654321", "+5592987654321", "+5568987654321", "+5585987654321"
BRASILIA = timedelta(hours=-3)
OFFSETS = {"AC": (-5,), "AM": (-4, -5), "RR": (-4,), "RO": (-4,), "MT": (-4,), "MS": (-4,)}
CLOSES = {"CE": (18, 0), "AM": (18, 0), "RJ": (18, 0), "ES": (19, 0)}


def brasilia(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC) - BRASILIA  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "address_uf", "when", "allowed"),
    [
        (SP, "", (2026, 11, 24, 7, 59, 59), False),
        (SP, "", (2026, 11, 24, 8, 0), True),
        (SP, "", (2026, 11, 24, 19, 58), True),
        (SP, "", (2026, 11, 24, 19, 59, 30), False),  # it could still ring at eight
        (SP, "", (2026, 11, 28, 13, 58), True),
        (SP, "", (2026, 11, 28, 14, 0), False),
        (SP, "", (2026, 11, 29, 10, 0), False),  # Sunday
        (SP, "", (2026, 11, 20, 10, 0), False),  # national holiday
        (SP, "", (2026, 7, 9, 10, 0), False),  # holiday of São Paulo
        (RJ, "", (2026, 7, 9, 10, 0), True),
        (RJ, "SP", (2026, 7, 9, 10, 0), False),  # the address counts too
        (SP, "", (2026, 2, 17, 10, 0), False),  # Carnival
        (SP, "", (2026, 6, 4, 10, 0), False),  # Corpus Christi
        (RJ, "", (2026, 11, 24, 18, 30), False),
        (SP, "RJ", (2026, 11, 24, 18, 30), False),
        (RJ, "", (2026, 11, 28, 10, 0), False),  # no Saturdays in Rio
        (AC, "", (2026, 11, 24, 9, 30), False),  # half past seven in Acre
        (AC, "", (2026, 11, 24, 10, 0), True),
        (AC, "", (2026, 11, 24, 21, 30), True),
        (AM, "", (2026, 11, 24, 9, 30), False),  # eight in Manaus, not yet in Eirunepé
        (AM, "", (2026, 11, 24, 10, 0), True),
        (AM, "", (2026, 11, 24, 18, 58), True),
        (AM, "", (2026, 11, 24, 19, 0), False),  # six in Manaus
        (CE, "", (2026, 11, 24, 18, 0), False),
        ("+5520987654321", "", (2026, 11, 24, 10, 0), False),  # no such DDD
        (SP, "XX", (2026, 11, 24, 10, 0), False),  # no such state
        ("+12025550123", "", (2026, 11, 24, 10, 0), False),
    ],
)
def test_the_hours_of_the_number_and_of_the_address_both_hold(
    number: str, address_uf: str, when: tuple[int, ...], *, allowed: bool
) -> None:
    assert decide_calling_window(number, address_uf, now=brasilia(*when)).allowed is allowed


def test_a_refusal_tells_the_next_opening() -> None:
    decision = decide_calling_window(SP, now=brasilia(2026, 11, 28, 15, 0))
    assert decision.rule == "calling_window"
    assert decision.until == brasilia(2026, 11, 30, 8, 0)


def test_an_unknown_region_has_no_opening() -> None:
    decision = decide_calling_window("+5500987654321", now=brasilia(2026, 11, 24, 10, 0))
    assert (decision.allowed, decision.rule, decision.until) == (False, "unknown_region", None)


def test_further_closed_dates_hold() -> None:
    policy = WindowPolicy(closed_dates=frozenset({date(2026, 11, 24)}))
    assert not decide_calling_window(SP, now=brasilia(2026, 11, 24, 10, 0), policy=policy).allowed


def test_nothing_opens_when_every_day_is_closed() -> None:
    every_day = frozenset(date(2026, 11, 1) + timedelta(days=n) for n in range(90))
    decision = decide_calling_window(SP, now=brasilia(2026, 11, 24, 10, 0), policy=WindowPolicy(closed_dates=every_day))
    assert (decision.allowed, decision.until) == (False, None)


def test_a_naive_instant_is_an_error() -> None:
    with pytest.raises(ValueError, match="naive"):
        decide_calling_window(SP, now=datetime(2026, 11, 24, 10, 0))  # noqa: DTZ001 - the point of the test


def test_a_state_that_does_not_exist_has_no_calendar() -> None:
    with pytest.raises(KeyError):
        is_closed_day("XX", date(2026, 11, 24))


instants = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
ufs = sorted(set(UF_OF_DDD.values()))


@given(ddd=st.sampled_from(sorted(UF_OF_DDD)), address=st.sampled_from(["", *ufs]), now=instants)
def test_no_instant_outside_the_hours_is_ever_allowed(ddd: int, address: str, now: datetime) -> None:
    if not decide_calling_window(f"+55{ddd}987654321", address, now=now).allowed:
        return
    states = {UF_OF_DDD[ddd], address} - {""}
    for offset in {offset for uf in states for offset in OFFSETS.get(uf, (-3,))}:
        local = now + timedelta(hours=offset)
        assert local.weekday() != 6
        for uf in states:
            weekday, saturday = CLOSES.get(uf, (20, 14))
            assert 8 <= local.hour < (saturday if local.weekday() == 5 else weekday)
            assert not is_closed_day(uf, local.date())


@given(ddd=st.sampled_from(sorted(UF_OF_DDD)), address=st.sampled_from(["", *ufs]), now=instants)
def test_the_opening_that_a_refusal_names_is_open_and_later(ddd: int, address: str, now: datetime) -> None:
    number = f"+55{ddd}987654321"
    decision = decide_calling_window(number, address, now=now)
    if not decision.allowed:
        assert decision.until is not None
        assert decision.until > now
        assert decide_calling_window(number, address, now=decision.until).allowed

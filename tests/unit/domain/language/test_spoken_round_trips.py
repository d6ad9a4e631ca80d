"""What is said is understood by a reader that shares nothing with the speaker."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.dates import at_time, spoken_date, spoken_time
from domain.language.digits import spoken_decimal, spoken_digits, spoken_document, spoken_percent, spoken_phone
from domain.language.normalise import speakable
from domain.language.numbers import ordinal
from tests.support.spoken_reader import (
    read_date,
    read_digits,
    read_number,
    read_ordinal,
    read_percent,
    read_reais,
    read_time,
)


@given(st.integers(1, 99), st.booleans())
def test_ordinals(number: int, feminine: bool) -> None:  # noqa: FBT001
    assert read_ordinal(ordinal(number, feminine=feminine)) == (number, feminine)


@given(st.text("0123456789", min_size=1, max_size=20))
def test_digits_one_by_one(digits: str) -> None:
    said = spoken_digits(digits)
    assert read_digits(said) == digits
    assert "seis" not in said


@given(st.from_regex(r"[0-9]{11}|[0-9]{14}", fullmatch=True))
def test_documents(document: str) -> None:
    assert read_digits(spoken_document(document)) == document


@given(st.from_regex(r"[1-9]{2}(9[0-9]{8}|[2-5][0-9]{7})", fullmatch=True))
def test_phones(number: str) -> None:
    assert read_digits(spoken_phone(number)) == number


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_dates(day: date) -> None:
    assert read_date(spoken_date(day)) == (day.year, day.month, day.day)


@given(st.times().map(lambda moment: time(moment.hour, moment.minute)))
def test_times_with_and_without_their_preposition(moment: time) -> None:
    assert read_time(spoken_time(moment)) == (moment.hour, moment.minute)
    assert read_time(at_time(moment)) == (moment.hour, moment.minute)


@given(st.integers(0, 100_000), st.integers(0, 4))
def test_percentages_and_decimals(figures: int, places: int) -> None:
    value = Decimal(figures).scaleb(-places)
    whole, fraction = read_percent(spoken_percent(value))
    assert Decimal(f"{whole}.{fraction or 0}") == value
    assert spoken_percent(value) == f"{spoken_decimal(value)} por cento"


@given(st.integers(1, 99_999_999_999))
def test_an_amount_as_it_is_written_is_the_amount_that_is_said(cents: int) -> None:
    written = f"R$ {cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"
    assert read_reais(speakable(written)) == cents


@given(st.integers(0, 999_999), st.sampled_from(["parcelas", "pessoas", "vezes", "dívidas", "tentativas"]))
def test_what_is_counted_lends_its_gender(number: int, counted: str) -> None:
    said, _, noun = speakable(f"{number} {counted}").rpartition(" ")
    assert (read_number(said), noun) == (number, counted)
    assert not {"um", "dois"} & set(said.split())
    assert "entos" not in said


@given(st.datetimes().map(lambda at: at.replace(year=2026)))
def test_a_date_and_an_hour_in_a_sentence(at: object) -> None:
    moment = at.replace(second=0)  # type: ignore[attr-defined]
    said = speakable(f"vence em {moment:%d/%m/%Y} às {moment:%H:%M}")
    day, _, hour = said.removeprefix("vence em ").rpartition(" à" if " à" in said else " ao")
    assert read_date(day) == (2026, moment.month, moment.day)
    hour = hour.removeprefix("s ").strip()
    assert read_time(hour) == (moment.hour, moment.minute)


@pytest.mark.parametrize(("first", "days"), [(date(2026, 1, 1), 366)])
def test_only_the_first_of_a_month_is_an_ordinal(first: date, days: int) -> None:
    said = {day: spoken_date(first + timedelta(days=day)) for day in range(days)}
    firsts = [day for day, words in said.items() if words.startswith("primeiro ")]
    assert [(first + timedelta(days=day)).day for day in firsts] == [1] * 13

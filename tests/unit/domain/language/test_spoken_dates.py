from datetime import date, time

import pytest

from domain.language.dates import spoken_date, spoken_time


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 1), "primeiro de maio de dois mil e vinte e seis"),
        (date(2026, 5, 2), "dois de maio de dois mil e vinte e seis"),
        (date(2000, 12, 31), "trinta e um de dezembro de dois mil"),
        (date(1999, 3, 21), "vinte e um de março de mil novecentos e noventa e nove"),
    ],
)
def test_a_date_is_said_with_only_the_first_as_an_ordinal(day: date, words: str) -> None:
    assert spoken_date(day) == words


def test_the_year_may_be_left_out() -> None:
    assert spoken_date(date(2026, 2, 28), with_year=False) == "vinte e oito de fevereiro"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(14, 30), "quatorze horas e trinta"),
        (time(1), "uma hora"),
        (time(22), "vinte e duas horas"),
        (time(0), "meia-noite"),
        (time(0, 5), "zero horas e cinco"),
    ],
)
def test_hours_are_feminine(moment: time, words: str) -> None:
    assert spoken_time(moment) == words

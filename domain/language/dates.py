"""Dates and times of day in words."""

from datetime import date, time
from typing import Final

from domain.language.numbers import cardinal

MONTHS: Final = (
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
)


def spoken_date(day: date, *, with_year: bool = True) -> str:
    """Gives "primeiro de maio de dois mil e vinte e seis"; the first is the only ordinal day."""
    words = f"{spoken_day(day.day)} de {MONTHS[day.month - 1]}"
    return f"{words} de {cardinal(day.year)}" if with_year else words


def spoken_day(day_of_month: int) -> str:
    return "primeiro" if day_of_month == 1 else cardinal(day_of_month)


def spoken_time(moment: time) -> str:
    """Gives "quatorze horas e trinta", "uma hora", "meia-noite"; minutes only, without the preposition."""
    if moment.hour == 0 and moment.minute == 0:
        return "meia-noite"
    words = f"{cardinal(moment.hour, feminine=True)} {'hora' if moment.hour == 1 else 'horas'}"
    return f"{words} e {cardinal(moment.minute)}" if moment.minute else words

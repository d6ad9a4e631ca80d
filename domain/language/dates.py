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


def spoken_month(month: int, year: int) -> str:
    """Gives "maio de dois mil e vinte e seis"."""
    return f"{MONTHS[month - 1]} de {cardinal(year)}"


def at_time(moment: time) -> str:
    """With its preposition: "às quatorze horas e trinta", "à uma hora", "ao meio-dia", "à meia-noite"."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "à meia-noite" if moment.hour == 0 else "ao meio-dia"
    return f"{'à' if moment.hour == 1 else 'às'} {spoken_time(moment)}"


def spoken_time(moment: time) -> str:
    """Gives "quatorze horas e trinta", "uma hora", "meia-noite"; minutes only, without the preposition."""
    if moment.hour == 0 and moment.minute == 0:
        return "meia-noite"
    words = f"{cardinal(moment.hour, feminine=True)} {'hora' if moment.hour == 1 else 'horas'}"
    return f"{words} e {cardinal(moment.minute)}" if moment.minute else words

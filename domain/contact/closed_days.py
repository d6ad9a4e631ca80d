"""Days on which nobody is called: Sundays, national and state holidays, Carnival and Corpus Christi."""

from datetime import date
from functools import lru_cache

from holidays.countries.brazil import Brazil

_TREATED_AS_HOLIDAYS = ("Carnival", "Corpus Christi")
"""Optional days off in Brazilian law, on which a collection call is nevertheless taken badly."""


@lru_cache(maxsize=4096)
def is_closed_day(uf: str, day: date) -> bool:
    """Whether `day` is a Sunday or a holiday in the state `uf`; raises KeyError for a state that does not exist."""
    return day.weekday() == 6 or day in _holidays_of(uf, day.year)


def is_state_holiday(uf: str, day: date) -> bool:
    """Whether `day` is a holiday in the state `uf`, of the state or of the nation; raises KeyError as above."""
    return day in _holidays_of(uf, day.year)


@lru_cache(maxsize=512)
def _holidays_of(uf: str, year: int) -> frozenset[date]:
    if uf not in Brazil.subdivisions:
        raise KeyError(uf)
    public = Brazil(subdiv=uf, years=year)
    optional = Brazil(subdiv=uf, years=year, categories=("optional",), language="en_US")
    extra = {day for day, name in optional.items() if any(word in name for word in _TREATED_AS_HOLIDAYS)}
    return frozenset(public) | frozenset(extra)

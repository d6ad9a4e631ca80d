"""Days on which banks do not settle: weekends aside, the national holidays, Carnival and Corpus Christi (FEBRABAN)."""

from datetime import date
from functools import lru_cache

from holidays.countries.brazil import Brazil

_CLOSED_OPTIONAL_DAYS = ("Carnival", "Corpus Christi")


class BankHolidays:
    """A container of every bank holiday of any year, to be handed to the rules that ask for `holidays`."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _of_year(day.year)


BANK_HOLIDAYS = BankHolidays()


@lru_cache(maxsize=128)
def _of_year(year: int) -> frozenset[date]:
    optional = Brazil(years=year, categories=("optional",), language="en_US")
    closed = {day for day, name in optional.items() if name.startswith(_CLOSED_OPTIONAL_DAYS)}
    return frozenset(Brazil(years=year)) | closed

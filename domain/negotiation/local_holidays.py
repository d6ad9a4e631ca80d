"""The days without banks where a debtor lives: national, of the state and of the city."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from domain.contact.closed_days import is_state_holiday
from domain.contact.ddd import UF_OF_DDD
from domain.money.bank_holidays import BANK_HOLIDAYS

_UFS = frozenset(UF_OF_DDD.values())


@dataclass(frozen=True, slots=True)
class LocalHolidays(Container[date]):
    """For the rules that ask for `holidays`. A state that nobody knows adds nothing to the national days."""

    uf: str = ""
    city_days: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        if day in BANK_HOLIDAYS or day in self.city_days:
            return True
        return isinstance(day, date) and self.uf in _UFS and is_state_holiday(self.uf, day)

"""Calls counted as the carrier and Anatel count them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from domain.contact.origination import DayVolume


class CallMeterRepository(Protocol):
    def count(self, day: date, *, trunk: str, dialer: str, short: bool) -> None:
        """One more call; in one statement."""
        ...

    def own_trunk(self, trunk: str, *, carrier: str, cnpj_root: str, at: datetime) -> None:
        """Whose calls the trunk carries, and through which carrier; told again by every dialer that starts."""
        ...

    def month_volumes(self, day: date) -> Sequence[DayVolume]:
        """Of the days of the month up to `day`. A trunk that nobody told of is a carrier of its own, root empty."""
        ...

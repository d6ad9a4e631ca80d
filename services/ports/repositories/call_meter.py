"""Calls counted as the carrier and Anatel count them."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from domain.contact.origination import CallCounters


class CallMeterRepository(Protocol):
    def count(self, day: date, *, carrier: str, dialer: str, short: bool) -> None:
        """One more call; in one statement."""
        ...

    def counters(self, day: date, *, carriers: Collection[str]) -> CallCounters:
        """Of `day` and of its month up to it, over all dialers of the carriers that one CNPJ root uses."""
        ...

    def carriers(self, day: date) -> list[str]:
        """Those with calls in the month of `day`."""
        ...

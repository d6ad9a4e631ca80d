"""Whom the menu will have to name: the people and companies of campaigns that run."""

from collections.abc import Sequence
from typing import Protocol

from domain.ids import DebtorId


class SpokenNameRepository(Protocol):
    def debtors(self, *, after: DebtorId, limit: int) -> Sequence[tuple[DebtorId, str]]:
        """Full names of debtors still to be called, by id; personal data that must not be logged."""
        ...

    def organisations(self) -> Sequence[str]: ...

"""Tables of price indices that operators put in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIndex:
    """`source` is the file that was checked."""

    name: str
    source: str


class IndicesRepository(Protocol):
    def in_force(self) -> Sequence[StoredIndex]:
        """The newest of each name."""
        ...

    def add(self, index: StoredIndex, *, at: datetime) -> None: ...

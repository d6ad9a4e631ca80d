"""What a shift came to: sums by the hour, and the figures that follow from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

import numpy as np

_WINDOW_SECONDS = 1800.0
_LEAST_IN_WINDOW = 25


@dataclass(slots=True)
class Sums:
    """Of an hour, or of more. Seconds are agents' seconds."""

    dials: int = 0
    persons: int = 0
    """Answered by a person."""
    needed: int = 0
    """Who needed an agent: direct, whoever was put through; behind a menu, who asked."""
    lost: int = 0
    late: int = 0
    """Served after more than two seconds."""
    served: int = 0
    right_parties: int = 0
    """Conversations of an agent with the right person."""
    agreements: int = 0
    settled: int = 0
    """Agreements made alone in the menu."""
    wait_seconds: float = 0.0
    ready_seconds: float = 0.0
    talk_seconds: float = 0.0
    wrap_seconds: float = 0.0
    line_seconds: float = 0.0
    """Answered calls, from the answer to the end."""

    def plus(self, other: "Sums") -> "Sums":
        return Sums(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)})

    @property
    def logged_seconds(self) -> float:
        return self.ready_seconds + self.talk_seconds + self.wrap_seconds

    @property
    def occupancy(self) -> float:
        return (self.talk_seconds + self.wrap_seconds) / self.logged_seconds if self.logged_seconds else 0.0

    @property
    def abandonment(self) -> float:
        return self.lost / self.needed if self.needed else 0.0

    @property
    def late_or_lost(self) -> float:
        return (self.late + self.lost) / self.needed if self.needed else 0.0

    @property
    def mean_wait_seconds(self) -> float:
        return self.wait_seconds / self.needed if self.needed else 0.0

    @property
    def contacts(self) -> int:
        """Right parties reached, by an agent or alone in the menu."""
        return self.right_parties + self.settled


@dataclass(slots=True)
class Measures:
    hours: list[Sums] = field(default_factory=list)
    needed_at: list[float] = field(default_factory=list)
    lost_at: list[float] = field(default_factory=list)
    ended_at: float = 0.0
    """When the last call ended, or the shift did."""
    list_worked: bool = False
    """Nobody was left to call before the shift's end."""

    def hour(self, t: float) -> Sums:
        number = int(t // 3600)
        while number >= len(self.hours):
            self.hours.append(Sums())
        return self.hours[number]

    def total(self) -> Sums:
        return total(self.hours)

    def worst_half_hour(self) -> float:
        """The largest share lost in any half hour with enough people; over the whole when that is shorter."""
        needed, lost = np.asarray(self.needed_at), np.asarray(self.lost_at)
        if self.ended_at <= _WINDOW_SECONDS or not len(needed):
            return len(lost) / max(1, len(needed))
        ends = np.arange(_WINDOW_SECONDS, self.ended_at + 1, 60.0)
        asked = np.searchsorted(needed, ends) - np.searchsorted(needed, ends - _WINDOW_SECONDS)
        gone = np.searchsorted(lost, ends) - np.searchsorted(lost, ends - _WINDOW_SECONDS)
        enough = asked >= _LEAST_IN_WINDOW
        return float((gone[enough] / asked[enough]).max()) if enough.any() else 0.0


def total(sums: Iterable[Sums]) -> Sums:
    added = Sums()
    for one in sums:
        added = added.plus(one)
    return added

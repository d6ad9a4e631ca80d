"""The promise about abandoned people over 30 days, the day and the last half hour, and when it stops overdialing."""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

HALF_HOUR = timedelta(minutes=30)
DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonmentTally:
    """`answered`: people who needed an agent, the `abandoned` among them."""

    answered: int = 0
    abandoned: int = 0

    @property
    def share(self) -> float:
        return self.abandoned / self.answered if self.answered else 0.0

    def __add__(self, other: "AbandonmentTally") -> "AbandonmentTally":
        return AbandonmentTally(answered=self.answered + other.answered, abandoned=self.abandoned + other.abandoned)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonmentWindows:
    thirty_days: AbandonmentTally = field(default_factory=AbandonmentTally)
    """Today included."""
    day: AbandonmentTally = field(default_factory=AbandonmentTally)
    half_hour: AbandonmentTally = field(default_factory=AbandonmentTally)


class AbandonmentWindow(StrEnum):
    THIRTY_DAYS = "thirty_days"
    DAY = "day"
    HALF_HOUR = "half_hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonmentPolicy:
    target: float = 0.03
    """Abandoned per answered, at most. 0: no call without a free agent."""
    least_answers: int = 100
    """Before so many over 30 days, and in the day, one person is worth too much for a verdict."""
    grown_answers: int = 3000
    """From so many on nothing above the target is borne; before, part of what chance explains, ever less."""
    young_sigmas: float = 2.0
    """What chance explains, at its most, in standard deviations of people lost one by one."""
    half_hour_sigmas: float = 3.0
    """The half hour is no promise but an alarm: it stops only what chance does not explain."""

    def __post_init__(self) -> None:
        if not 0 <= self.target < 1:
            raise ValueError("a target is a share from 0 to below 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdialDecision:
    allowed: bool
    """May calls be placed for which no agent is free yet?"""
    window: AbandonmentWindow | None = None
    """The one that forbids it; None with a target of 0, which never allows it."""


def decide_overdial(windows: AbandonmentWindows, policy: AbandonmentPolicy) -> OverdialDecision:
    """The last resort: the pacer's own price keeps the promise, and this stops what that price does not hold.

    So a window with few people in it is not stopped for what chance alone brings about, and a grown one is stopped by
    the first person too many (docs/decisions/0007).
    """
    if policy.target == 0:
        return OverdialDecision(allowed=False)
    for window, tally in (
        (AbandonmentWindow.THIRTY_DAYS, windows.thirty_days),
        (AbandonmentWindow.DAY, windows.day),
    ):
        if tally.answered >= policy.least_answers and tally.abandoned > _most_borne(tally.answered, policy):
            return OverdialDecision(allowed=False, window=window)
    if windows.half_hour.abandoned > _most_by_chance(windows.half_hour.answered, policy):
        return OverdialDecision(allowed=False, window=AbandonmentWindow.HALF_HOUR)
    return OverdialDecision(allowed=True)


def _most_borne(answered: int, policy: AbandonmentPolicy) -> float:
    expected = policy.target * answered
    youth = max(0.0, 1.0 - answered / policy.grown_answers)
    return expected + youth * policy.young_sigmas * math.sqrt(expected)


def _most_by_chance(answered: int, policy: AbandonmentPolicy) -> float:
    expected = policy.target * answered
    return expected + policy.half_hour_sigmas * math.sqrt(expected) + 1


class AbandonmentMeter:
    """Counts people as they are served or lost; `day` is an instant's local date, `days` what earlier runs counted."""

    def __init__(self, *, days: Mapping[date, AbandonmentTally] | None = None) -> None:
        self._days = dict(days or {})
        self._minutes: deque[tuple[datetime, AbandonmentTally]] = deque()

    def answered(self, at: datetime, day: date) -> None:
        self._count(at, day, AbandonmentTally(answered=1))

    def abandoned(self, at: datetime, day: date) -> None:
        """Somebody already counted as answered was lost."""
        self._count(at, day, AbandonmentTally(abandoned=1))

    def windows(self, now: datetime, today: date) -> AbandonmentWindows:
        self._forget(now, today)
        return AbandonmentWindows(
            thirty_days=sum((t for day, t in self._days.items() if day <= today), AbandonmentTally()),
            day=self._days.get(today, AbandonmentTally()),
            half_hour=sum((tally for _, tally in self._minutes), AbandonmentTally()),
        )

    def _count(self, at: datetime, day: date, one: AbandonmentTally) -> None:
        self._days[day] = self._days.get(day, AbandonmentTally()) + one
        minute = at.replace(second=0, microsecond=0)
        if self._minutes and self._minutes[-1][0] >= minute:
            last, tally = self._minutes[-1]
            self._minutes[-1] = (last, tally + one)
        else:
            self._minutes.append((minute, one))

    def _forget(self, now: datetime, today: date) -> None:
        # A minute counts until all of it is older than the half hour.
        while self._minutes and self._minutes[0][0] + timedelta(minutes=1) <= now - HALF_HOUR:
            self._minutes.popleft()
        oldest = today - timedelta(days=DAYS - 1)
        for day in [day for day in self._days if day < oldest]:
            del self._days[day]

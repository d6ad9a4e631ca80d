"""Who is about to leave the floor: a pause asked for, a break that the law gives, the end of the longest shift.

NR-17, annex II: six hours at most; two rests of ten minutes, after the first hour and before the last; a
meal of twenty.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.call.agent_session import PauseReason

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakPolicy:
    """Times since the shift began. The law gives the windows; within them the shift is cut into like parts."""

    longest_shift: timedelta = 6 * HOUR
    rests_at: tuple[timedelta, ...] = (timedelta(minutes=100), timedelta(minutes=260))
    meals_at: tuple[timedelta, ...] = (timedelta(minutes=180),)
    rest: timedelta = timedelta(minutes=10)
    meal: timedelta = timedelta(minutes=20)
    notice: timedelta = timedelta(seconds=20)
    """About as long as a call placed now takes to need its agent."""
    grace: timedelta = timedelta(minutes=2)
    """Who has not left by then stays for now."""

    def __post_init__(self) -> None:
        for at in self.rests_at:
            if not HOUR <= at <= self.longest_shift - HOUR - self.rest:
                raise ValueError("a rest lies after the first and before the last hour")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftSoFar:
    """`rests` and `meals` are the breaks taken that were as long as the law wants."""

    began_at: datetime
    rests: int = 0
    meals: int = 0
    asked: PauseReason | None = None
    """A pause after the call in hand."""


class Leaving(StrEnum):
    ASKED = "asked"
    REST_DUE = "rest_due"
    MEAL_DUE = "meal_due"
    SHIFT_OVER = "shift_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingDecision:
    because: Leaving | None = None

    @property
    def leaves(self) -> bool:
        """Another call is not to be counted on."""
        return self.because is not None


def decide_leaving(shift: ShiftSoFar, policy: BreakPolicy, *, now: datetime) -> LeavingDecision:
    if shift.asked is not None:
        return LeavingDecision(because=Leaving.ASKED)
    worked = now - shift.began_at
    due = (
        (Leaving.SHIFT_OVER, (policy.longest_shift,)),
        (Leaving.MEAL_DUE, policy.meals_at[shift.meals :]),
        (Leaving.REST_DUE, policy.rests_at[shift.rests :]),
    )
    for because, moments in due:
        if any(at - policy.notice <= worked < at + policy.grace for at in moments):
            return LeavingDecision(because=because)
    return LeavingDecision()


def after_pause(shift: ShiftSoFar, policy: BreakPolicy, *, reason: PauseReason | None, lasted: timedelta) -> ShiftSoFar:
    """The shift when a pause is over: a rest or a meal counts when it was whole."""
    if reason is PauseReason.REST and lasted >= policy.rest:
        return replace(shift, rests=shift.rests + 1)
    if reason is PauseReason.MEAL and lasted >= policy.meal:
        return replace(shift, meals=shift.meals + 1)
    return shift

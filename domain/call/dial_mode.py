"""How a campaign dials, and by which settings."""

from dataclasses import dataclass
from enum import StrEnum


class DialMode(StrEnum):
    PREVIEW = "preview"
    """The agent sees the debtor first and presses dial."""
    PROGRESSIVE = "progressive"
    """One call for each agent who is ready."""
    POWER = "power"
    """A fixed number of calls for each agent who is ready."""
    PREDICTIVE = "predictive"
    """As many as keep the agents busy within the abandonment target; who answers is given to an agent at once."""
    MENU_FIRST = "menu_first"
    """Predictive, and who answers is greeted by the menu: only those who want a person reach an agent."""
    IVR = "ivr"
    """The menu alone; a person only for those who ask for one."""

    @property
    def direct(self) -> bool:
        """Whoever answers is given to an agent, without the menu in between."""
        return self in _DIRECT


_DIRECT = frozenset({DialMode.PREVIEW, DialMode.PROGRESSIVE, DialMode.POWER, DialMode.PREDICTIVE})

DIRECT_WAIT_SECONDS = 2
"""Two seconds from the end of the greeting: past them the call counts as abandoned."""
MENU_WAIT_SECONDS = 20


class PacingGoal(StrEnum):
    STRICT = "strict"
    """Of those who ask for a person, no more than the target are lost or wait more than two seconds."""
    RELAXED = "relaxed"
    """No more than the target are lost, and the mean wait stays within five seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingSettings:
    """A campaign's wishes of its pacer. `abandonment_target` is the share of the answered that may find nobody."""

    abandonment_target: float = 0.03
    goal: PacingGoal = PacingGoal.STRICT
    ratio: float = 1.5
    """Calls for each ready agent, when dialling with a fixed ratio."""
    max_wait_seconds: int | None = None
    """How long a person waits for an agent before the menu takes over; None: what is usual in the mode."""
    ring_timeout_seconds: int = 30
    weight: int = 1
    """Share of the calls, against the other campaigns that the same agents work."""
    cancel_surplus: bool = False
    """Whether calls that ring are let go when nobody would be there; direct modes only."""

    def wait_seconds(self, mode: DialMode) -> int:
        if self.max_wait_seconds is not None:
            return self.max_wait_seconds
        return DIRECT_WAIT_SECONDS if mode.direct else MENU_WAIT_SECONDS

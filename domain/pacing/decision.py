"""One answer of a pacer to "how many calls now?", with what it was decided from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class Reason(StrEnum):
    DIALING = "dialing"
    ENOUGH_UNDER_WAY = "enough_under_way"
    """One more call would risk that its answer finds nobody."""
    NOBODY_FREE = "nobody_free"
    """In modes that dial for free agents only."""
    NO_AGENTS = "no_agents"
    ABANDONMENT_STOP = "abandonment_stop"
    """Too many people were lost: no call without a free agent."""
    TRUNK_FULL = "trunk_full"
    RATE_LIMIT = "rate_limit"
    NOTHING_ASKED = "nothing_asked"
    """Preview: no agent asked for a call."""
    LINES_TAKEN = "lines_taken"
    """Menu only: as many calls as allowed are in flight."""


Plain = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingDecision:
    """Chances and shares are from 0 to 1; None where the mode does not know them."""

    mode: str
    calls: int
    reason: Reason
    agents_ready: int = 0
    agents_talking: int = 0
    agents_wrap: int = 0
    agents_leaving: int = 0
    """Of them, those about to pause or log out."""
    calls_ringing: int = 0
    """Without a verdict: set up, ringing, in the menu."""
    people_waiting: int = 0
    horizon_seconds: float | None = None
    """When a call placed now would need its agent."""
    agents_soon_free: float | None = None
    """Expected by the horizon, those ready now included."""
    answers_expected: float | None = None
    """People who will need an agent by the horizon, out of the calls under way."""
    answer_rate: float | None = None
    request_rate: float | None = None
    """Of the answered, those who ask for a person in the menu."""
    risk: float | None = None
    """That the next call's answer would find nobody free."""
    risk_limit: float | None = None
    target: float | None = None
    """The share of people who may be lost."""

    def as_dict(self) -> dict[str, Plain]:
        """Flat and fit for JSON."""
        return {**asdict(self), "reason": self.reason.value}

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "PacingDecision":
        """What `as_dict` gave, even of another version: unknown keys are left out. Raises ValueError or TypeError."""
        known = {key: value for key, value in values.items() if key in cls.__dataclass_fields__}
        known["reason"] = Reason(str(values.get("reason")))
        return cls(**known)  # type: ignore[arg-type]

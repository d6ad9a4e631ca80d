"""Which calls that still ring are too many: were they answered, nobody would be there for the person.

A phone that rings and stops troubles somebody for nothing, so this is a campaign's own choice, off unless chosen; a
cancelled call counts against every limit like one that nobody answered.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ids import AttemptId

WHOLE_PERSON = 1.0
"""What is expected too many before anything is cancelled: half a person is no reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RingingCall:
    attempt_id: AttemptId
    rings: bool
    """The phone is heard ringing; before that nobody is troubled."""
    age_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SurplusState:
    """Of one direct campaign. `answers_expected` and the like are None where the mode does not foresee."""

    ringing: Sequence[RingingCall]
    agents_at_work: int
    agents_free: int
    """Ready, and not about to leave."""
    people_waiting: int
    lines_per_agent: float = 1.0
    """How many calls the mode means to have for each free agent, where it does not foresee."""
    agents_soon_free: float | None = None
    """By the horizon, those free now included."""
    answers_expected: float | None = None
    answer_rate: float | None = None


def decide_surplus(state: SurplusState) -> list[AttemptId]:
    """The calls to cancel: those that do not ring yet before the others, and of these the youngest first."""
    count = min(_too_many(state), len(state.ringing))
    least_troubling = sorted(state.ringing, key=lambda call: (call.rings, call.age_seconds, call.attempt_id))
    return [call.attempt_id for call in least_troubling[:count]]


def _too_many(state: SurplusState) -> int:
    if state.agents_at_work <= 0:
        return len(state.ringing)
    if state.agents_soon_free is None or state.answers_expected is None or not state.answer_rate:
        free = max(0, state.agents_free - state.people_waiting)
        return max(0, len(state.ringing) - math.floor(state.lines_per_agent * free))
    excess = state.answers_expected + state.people_waiting - state.agents_soon_free
    # People who wait already are not helped by it: no more than what still rings may bring.
    excess = min(excess, state.answers_expected)
    return 0 if excess < WHOLE_PERSON else math.floor(excess / state.answer_rate)

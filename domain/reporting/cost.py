"""What the operation costs, from the rates that the house pays: per try, per minute of talk, per hour of an agent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from domain.errors import DomainError
from domain.reporting.kpi import Counts

MOST_MILLICENTS = 100_000_000
"""R$ 1.000 for one try or minute, R$ 1.000 for an hour: whatever is more is a slip of the finger."""
_MILLICENTS_IN_A_CENT = 1000


class NoSuchRate(DomainError):
    """`field` is the rate to blame; `reason` is for the user, in Portuguese."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.reason = "O custo vai de zero a R$ 1.000,00."
        super().__init__(f"{field}: {self.reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRates:
    """In force from `valid_from` until the next rates are. A thousandth of a cent is a millicent.

    Raises NoSuchRate for a rate that is negative or beyond MOST_MILLICENTS.
    """

    valid_from: date
    attempt_millicents: int = 0
    minute_millicents: int = 0
    """Of talk, as the carrier bills it."""
    agent_hour_millicents: int = 0

    def __post_init__(self) -> None:
        for field in ("attempt_millicents", "minute_millicents", "agent_hour_millicents"):
            if not 0 <= getattr(self, field) <= MOST_MILLICENTS:
                raise NoSuchRate(field)


@dataclass(frozen=True, slots=True)
class CostSpan:
    """Days, both included, and the rates of all of them."""

    first_day: date
    last_day: date
    rates: CostRates


def cost_spans(rates: Iterable[CostRates], first_day: date, last_day: date) -> Sequence[CostSpan]:
    """The days of the period that have rates, cut where the rates change."""
    known = sorted(rates, key=lambda one: one.valid_from)
    spans = []
    for index, one in enumerate(known):
        until = known[index + 1].valid_from - timedelta(days=1) if index + 1 < len(known) else last_day
        begins, ends = max(first_day, one.valid_from), min(last_day, until)
        if begins <= ends:
            spans.append(CostSpan(begins, ends, one))
    return spans


def cost_cents(counts: Counts, rates: CostRates) -> int:
    """Half-up. Where nobody's shift is counted (a campaign, an hour), agents cost what they were busy."""
    agent_seconds = counts.logged_seconds or counts.busy_seconds
    millicents = (
        Decimal(counts.dialed * rates.attempt_millicents)
        + Decimal(counts.talk_seconds * rates.minute_millicents) / 60
        + Decimal(agent_seconds * rates.agent_hour_millicents) / 3600
    )
    return int((millicents / _MILLICENTS_IN_A_CENT).quantize(Decimal(1), ROUND_HALF_UP))

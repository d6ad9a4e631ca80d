"""Which of the leads that may be called now go first: where most may come of it, and nobody is passed over for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.contact.phone_ranking import RIGHT_PARTY_CHANCE, Evidence
from domain.ids import LeadId

MOST_PASSES = 3
"""Passed over so often, a lead goes before any that is worth more."""
_USUAL_DEBT = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """`position` is its place in the list's own order; `passes` how often others were taken before it."""

    lead_id: LeadId
    position: int
    chance: float
    evidence: Evidence | None = None
    open_cents: int = 0
    callback: bool = False
    """The debtor asked to be called now."""
    passes: int = 0
    better_at: datetime | None = None
    """Later today they are clearly likelier to answer, and have not been kept for that yet."""

    @property
    def may_wait(self) -> bool:
        return self.better_at is not None and not self.callback and self.passes < MOST_PASSES

    @property
    def value(self) -> float:
        """Of the contact: chance of an answer, that it is the debtor, and what may come of it.

        What may come of it grows more slowly than the debt: nobody's small debt is worth nothing.
        """
        debt = 1.0 if self.open_cents <= 0 else (self.open_cents / _USUAL_DEBT) ** 0.5
        return self.chance * RIGHT_PARTY_CHANCE[Evidence.UNKNOWN if self.evidence is None else self.evidence] * debt


def decide_claim_order(candidates: Iterable[Candidate]) -> list[LeadId]:
    """Call-backs first, for they are promises; then whoever waited through enough rounds; then by value.

    Last come those whose better hour is yet to come: they are called now only where nobody else may be.
    """
    ordered = sorted(
        candidates,
        key=lambda one: (
            not one.callback,
            one.passes < MOST_PASSES,
            one.may_wait,
            0.0 if one.callback or one.passes >= MOST_PASSES else -one.value,
            one.position,
        ),
    )
    return [one.lead_id for one in ordered]

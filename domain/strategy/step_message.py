"""What becomes of a régua's message today: it goes to a contact, is looked at again later, or is let be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.contact.refused import Refused
from domain.contact.rules import RULE_TEXTS
from domain.notice.contact import Contact

NO_CONTACT: Final = "sem contato para este canal"
TOLD_TODAY: Final = "a mesma mensagem já foi hoje para esta pessoa"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it may go, and what the rules of contact say of that now; `refused` None: nothing against it."""

    contact: Contact
    refused: Refused | None


@dataclass(frozen=True, slots=True)
class Go:
    contact: Contact


@dataclass(frozen=True, slots=True)
class LookAgain:
    """`reason` is for people, in pt-BR."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LetBe:
    """`reason` is for people, in pt-BR."""

    reason: str


StepMessage = Go | LookAgain | LetBe


def decide_step_message(places: Sequence[Place], *, told_today: bool, day_ends: datetime) -> StepMessage:
    """`places` best first. A step has its day: what the rules do not allow before that is over is not sent at all.

    `told_today`: the person gets the same words for another debt already.
    """
    if told_today:
        return LetBe(TOLD_TODAY)
    if not places:
        return LetBe(NO_CONTACT)
    refusals = []
    for place in places:
        if place.refused is None:
            return Go(place.contact)
        refusals.append(place.refused)
    later = [(one.until, one) for one in refusals if one.until is not None and one.until < day_ends]
    if not later:
        return LetBe(RULE_TEXTS[refusals[0].rule].says)
    at, first = min(later, key=lambda one: one[0])
    return LookAgain(at, RULE_TEXTS[first.rule].says)

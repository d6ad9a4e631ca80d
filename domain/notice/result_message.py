"""How a debtor whose case was decided against them is asked to call: by a message where one may arrive in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.contact.rules import RULE_TEXTS
from domain.notice.contact import Contact
from domain.notice.decide_notice import USEFUL_FOR
from domain.strategy.step_message import NO_CONTACT, Place


@dataclass(frozen=True, slots=True)
class Write:
    """The message says nothing of the case: it asks to be called back."""

    contact: Contact


@dataclass(frozen=True, slots=True)
class TellInPerson:
    """Whoever speaks with them next tells it. `reason` is for people, in pt-BR."""

    reason: str


def decide_result_message(places: Sequence[Place], *, now: datetime) -> Write | TellInPerson:
    """`places` best first. One that nothing is against, else the one that may soonest be written to while of use."""
    for place in places:
        if place.refused is None:
            return Write(place.contact)
    refusals = [(place.refused, place.contact) for place in places if place.refused is not None]
    in_time = [
        (told.until, contact) for told, contact in refusals if told.until is not None and told.until - now <= USEFUL_FOR
    ]
    if in_time:
        return Write(min(in_time, key=lambda one: one[0])[1])
    return TellInPerson(RULE_TEXTS[refusals[0][0].rule].says if refusals else NO_CONTACT)

"""What one conversation has learned so far: words read it, the ways between steps write it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.call.disposition import Disposition
from domain.contact.callback import CallbackSlot
from domain.negotiation.identity import IdentityChallenge
from domain.negotiation.offer import Offer
from domain.notice.contact import Contact
from ivr_flows.contract import HeardOut
from services.menu import MenuContext
from sounds.pieces import Pieces


@dataclass(slots=True, repr=False)
class Talk:
    """A flow of another kind may add its own facts by a subclass. No repr: it holds who somebody is and what they owe.

    `digits` is what was typed last for a question that asks for a number; `result` how the last request
    ended, or how the last question lapsed.
    """

    context: MenuContext
    reason: str = "answered"
    at_ms: int = 0
    pressed_keys: bool = False
    identity_confirmed_ms: int | None = None
    disposition: Disposition | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    digits: str = ""
    result: str = ""
    protocol: str = ""

    identity_tries: int = 0
    challenges_met: tuple[bool, ...] = ()
    """How the challenges asked so far in this try went."""

    payments: int = 1
    offer: Offer | None = None
    read_back: Pieces = ()
    contact_place: int = 0
    """Which of the contacts gets the code."""
    agreement_id: str = ""
    waits_for_payment: int = 0
    """How often the debtor was asked to wait for the payment to arrive."""

    heard: HeardOut | None = None
    """How it went when somebody was heard out last."""

    marks: int = 0
    comment: tuple[int, int] | None = None
    """When the debtor said what they think of the call, from and until, as `at_ms`."""

    told: str = ""
    """A word of the enum of what is being told: a way of paying, a reason, a cause."""
    paid_on: date | None = None
    slot_day: date | None = None
    slot: CallbackSlot | None = None

    @property
    def identity_confirmed(self) -> bool:
        return self.identity_confirmed_ms is not None

    @property
    def has_agreed(self) -> bool:
        return self.identity_confirmed and bool(self.agreement_id)

    @property
    def challenge(self) -> IdentityChallenge:
        """The one being asked."""
        return self.context.challenges[len(self.challenges_met)]

    @property
    def contact(self) -> Contact | None:
        contacts: Sequence[Contact] = self.context.contacts
        return contacts[self.contact_place % len(contacts)] if contacts else None

    def note(self, step: str, result: str) -> None:
        self.steps.append({"step": step, "at_ms": self.at_ms, "result": result})

"""What goes into a flow and what comes out of it. A flow does nothing itself: it is fed events and gives actions.

Of the actions that one event gives, only the last one waits (Say, Listen, Hear, Do); its end is the next event.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from domain.call.case import DelayCause, DisputeReason, PaymentWay
from domain.contact.callback import CallbackSlot
from domain.negotiation.offer import Offer
from domain.notice.contact import Contact
from services.menu import MenuContext
from sounds.pieces import Pieces

Ending: TypeAlias = Literal["silence", "key", "limit", "hang_up"]
"""Of what somebody says freely; at the limit they still speak."""


@dataclass(frozen=True, slots=True)
class Started:
    """`reason` is why the menu was entered: `answered`, or `nobody_free` when no agent came."""

    reason: str = "answered"


@dataclass(frozen=True, slots=True)
class PromptEnded:
    """All was said and no key came."""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key, during a prompt or after it; kept out of logs by having no repr of its own."""

    key: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No key came in time."""


@dataclass(frozen=True, slots=True)
class HungUp:
    pass


@dataclass(frozen=True, slots=True)
class ServiceDone:
    """What was asked for is committed, or known. `protocol` is the number to be told, `context` the facts read anew.

    `agreement_id` is that of an agreement just made, `result` a word by which the flow chooses its way, where the
    request has several good ends.
    """

    protocol: str = ""
    context: MenuContext | None = None
    agreement_id: str = ""
    result: str = "done"


@dataclass(frozen=True, slots=True)
class ServiceFailed:
    """It is not known to be committed: the database failed, was slow, or the debts changed meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardOut:
    """Whoever was to speak freely is done; both are the same where nobody spoke. Milliseconds as in `Flow.feed`."""

    from_ms: int
    until_ms: int
    ended_by: Ending = "silence"


Event: TypeAlias = Started | PromptEnded | Key | Silence | HungUp | HeardOut | ServiceDone | ServiceFailed


class Request:
    """What a flow asks to be committed or looked up; ServiceDone or ServiceFailed follows."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Agree(Request):
    """`read_back` is what the debtor heard before the yes, `contact` (also heard) is where the payment code goes."""

    offer: Offer
    read_back: Pieces
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class CountWrongAnswer(Request):
    """To who somebody is: kept before anything more is said, so that hanging up undoes no try."""


@dataclass(frozen=True, slots=True)
class LookAtDebts(Request):
    """What is owed at this moment, and where a code may be sent; `context` comes back with it."""


@dataclass(frozen=True, slots=True)
class LookForPayment(Request):
    """Has a payment arrived since the call began? `result` is `paid` or `not_yet`."""


@dataclass(frozen=True, slots=True)
class ClaimPaid(Request):
    paid_on: date | None
    way: PaymentWay


@dataclass(frozen=True, slots=True)
class Dispute(Request):
    reason: DisputeReason


@dataclass(frozen=True, slots=True)
class TellCause(Request):
    cause: DelayCause


@dataclass(frozen=True, slots=True)
class Schedule(Request):
    """The debtor is to be called in this slot."""

    slot: CallbackSlot


@dataclass(frozen=True, slots=True)
class LeaveWish(Request):
    """Whoever answered says when the person can be reached."""

    slot: CallbackSlot


@dataclass(frozen=True, slots=True)
class LeaveMessage(Request):
    """Nobody acted: may a message be left? `result` is `granted`, and then it counts as left, or `spent`."""


@dataclass(frozen=True, slots=True)
class StopCalls(Request):
    pass


@dataclass(frozen=True, slots=True)
class Rate(Request):
    """1 to 5."""

    marks: int


@dataclass(frozen=True, slots=True)
class UnlinkNumber(Request):
    pass


@dataclass(frozen=True, slots=True)
class Say:
    pieces: Pieces
    barge_in: bool = True
    fresh: bool = False
    """What was pressed before it is forgotten."""


@dataclass(frozen=True, slots=True)
class Listen:
    timeout_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hear:
    """The debtor speaks, for `most_seconds`; HeardOut follows a key, `silence_seconds` without a voice, or
    `start_seconds` in which none began.
    """

    most_seconds: float
    silence_seconds: float
    start_seconds: float


@dataclass(frozen=True, slots=True)
class Do:
    request: Request


@dataclass(frozen=True, slots=True)
class Remember:
    """Commit what is known so far while the call goes on; nothing follows, and a failure is made good at the end."""


@dataclass(frozen=True, slots=True)
class RequestPerson:
    """The last action: the debtor waits for an agent."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """The last action."""


Action: TypeAlias = Say | Listen | Hear | Do | Remember | RequestPerson | HangUp
Actions: TypeAlias = list[Action]

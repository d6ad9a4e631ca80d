"""What is known of a person, their numbers, their debts and the contacts made so far: all that the rules ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.contact.ddd import ddd_of
from domain.ids import DebtorId, PhoneId, PortfolioId

LOOK_BACK = timedelta(days=8)
"""How far back contacts must be known for the rules to hold."""


class Channel(StrEnum):
    CALL = "call"
    MANUAL_CALL = "manual_call"
    CALLBACK = "callback"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    LETTER = "letter"
    VOICEMAIL = "voicemail"
    """A message on the tape of a machine that answered; the call itself is counted as a call."""


CALLS = frozenset({Channel.CALL, Channel.MANUAL_CALL, Channel.CALLBACK})
MESSAGES = frozenset({Channel.SMS, Channel.WHATSAPP, Channel.EMAIL})


class Purpose(StrEnum):
    """What a contact is for."""

    COLLECT = "collect"
    PROMISE_REMINDER = "promise_reminder"
    """A message that reminds of a promise: of all contacts the only one that a promise not yet due lets through."""


class HoldKind(StrEnum):
    """Why a person, a portfolio of theirs or a number is let alone."""

    DEAD = "dead"
    OVER_INDEBTED = "over_indebted"
    LAWYER = "lawyer"
    OPT_OUT = "opt_out"
    """Of the person; of one portfolio or one number when the hold names it."""
    PAYMENT_CLAIM = "payment_claim"
    DISPUTE = "dispute"
    PROMISE = "promise"
    """Until the day the promise is due."""
    CALLBACK = "callback"
    """The window that the person asked for: no contact before it, and none but in it while it is to come."""


class DebtStatus(StrEnum):
    OPEN = "open"
    CLAIMED_PAID = "claimed_paid"
    UNDER_AGREEMENT = "under_agreement"
    DISPUTED = "disputed"
    PAID = "paid"
    WITHDRAWN = "withdrawn"
    """The dispute was upheld: it is not owed."""


class BlockListKind(StrEnum):
    PROCON_SP = "procon_sp"
    PROCON_PA = "procon_pa"
    OWN = "own"
    NAO_ME_PERTURBE = "nao_me_perturbe"


@dataclass(frozen=True, slots=True)
class BlockListScope:
    """`ddds` empty: every number. `grace`: from registration until it binds. Not every list binds collections."""

    name: str
    law: str
    ddds: frozenset[int] = frozenset()
    grace: timedelta = timedelta()
    collections: bool = True


BLOCK_LISTS: Mapping[BlockListKind, BlockListScope] = MappingProxyType(
    {
        BlockListKind.PROCON_SP: BlockListScope(
            "Procon-SP Não Me Ligue", "Lei SP 17.334/2021", frozenset(range(11, 20)), timedelta(days=30)
        ),
        BlockListKind.PROCON_PA: BlockListScope("Procon-PA", "Lei PA 9.263/2021", frozenset({91, 93, 94})),
        BlockListKind.OWN: BlockListScope("Lista própria", "LGPD art. 18"),
        BlockListKind.NAO_ME_PERTURBE: BlockListScope(
            "Não Me Perturbe", "Autorregulação: não alcança cobrança", collections=False
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """In force from `starts_at` until `ends_at` (None: until lifted). A kind nobody knows refuses all the same."""

    kind: str
    starts_at: datetime
    ends_at: datetime | None = None
    portfolio_id: PortfolioId | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedNumber:
    """A number's entry in an imported list; without a date of registration it binds at once."""

    kind: str
    registered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtStanding:
    status: str
    due_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDial:
    """A contact that reached out to a person or to a number of theirs, whatever the campaign and the channel."""

    debtor_id: DebtorId
    number: str
    """Empty for e-mail and letter."""
    at: datetime
    open: bool = False
    right_party: bool = False
    dead_number: bool = False
    """The network said that the number does not exist."""
    channel: Channel = Channel.CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneFacts:
    phone_id: PhoneId
    number: str
    rank: int = 0
    unlinked: bool = False
    listed: tuple[ListedNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """One debtor; `debts` and `attempts_made` are those of the campaign that asks."""

    debtor_id: DebtorId
    address_uf: str
    attempts_made: int
    debts: tuple[DebtStanding, ...]
    portfolio_id: PortfolioId | None = None
    paused_until: datetime | None = None
    holds: tuple[Hold, ...] = ()
    closed_dates: frozenset[date] = frozenset()
    """The municipal holidays of where they live."""
    payment_in_doubt: bool = False
    """A payment of theirs, for whatever debt, may have been made and is not cleared up."""


def blocks(listed: ListedNumber, number: str, *, today: date) -> bool:
    """Whether the entry forbids calling `number` to collect; a list that nobody knows forbids."""
    try:
        scope = BLOCK_LISTS[BlockListKind(listed.kind)]
    except ValueError:
        return True
    if not scope.collections or (scope.ddds and ddd_of(number) not in scope.ddds):
        return False
    return listed.registered_on is None or today >= listed.registered_on + scope.grace

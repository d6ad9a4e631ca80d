"""Who may be contacted and who asked not to be: what explains a decision, and what people and lists changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from domain.contact.facts import Channel, HoldKind, PastDial, PersonFacts, PhoneFacts
from domain.ids import AttemptId, CampaignId, DebtorId, LeadId, PhoneId, PortfolioId, UserId
from domain.negotiation.local_holidays import LocalHolidays


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactScope:
    """A campaign's lead of the person, or with `campaign_id` None a portfolio that has no campaign for them yet."""

    portfolio_id: PortfolioId
    portfolio: str
    campaign_id: CampaignId | None
    campaign: str
    max_attempts: int
    retry_delay: timedelta
    policy_settings: str
    last_verdict: str
    person: PersonFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSubject:
    debtor_id: DebtorId
    phones: tuple[PhoneFacts, ...]
    dials: tuple[PastDial, ...]
    scopes: tuple[ContactScope, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSubject:
    """Whom an attempt was for."""

    attempt_id: AttemptId
    lead_id: LeadId
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    phone_id: PhoneId
    number: str
    uf: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewHold:
    """Without a debtor, the hold is the number's. Raises ValueError when neither is given."""

    kind: HoldKind
    starts_at: datetime
    ends_at: datetime | None = None
    debtor_id: DebtorId | None = None
    portfolio_id: PortfolioId | None = None
    number: str | None = None
    reason: str = ""
    attempt_id: AttemptId | None = None
    created_by: UserId | None = None

    def __post_init__(self) -> None:
        if self.debtor_id is None and self.number is None:
            raise ValueError("a hold is a person's or a number's")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFacts:
    id: int
    kind: str
    starts_at: datetime
    ends_at: datetime | None
    portfolio_id: PortfolioId | None
    number: str | None
    reason: str
    created_at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMade:
    """A contact that the dialer did not make; `reference` told twice counts once."""

    debtor_id: DebtorId
    channel: Channel
    at: datetime
    number: str = ""
    right_party: bool = False
    portfolio_id: PortfolioId | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts:
    portfolio_id: PortfolioId
    version: int
    settings: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ListEntry:
    number: str
    registered_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockListFacts:
    id: int
    kind: str
    file_name: str
    state: str
    entries: int
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalHoliday:
    """`city` as `services.importing.values.plain` writes it."""

    uf: str
    city: str
    day: date
    name: str


class ContactRepository(Protocol):
    def find_debtor(self, reference: str) -> DebtorId | None:
        """By document (11 or 14 characters, no punctuation) or by id."""
        ...

    def find_by_contract(self, contract: str) -> DebtorId | None:
        """Whoever has a debt of this contract; the newest one when several portfolios use the number."""
        ...

    def subject(self, debtor_id: DebtorId, *, at: datetime) -> ContactSubject | None: ...

    def attempt_subject(self, attempt_id: AttemptId) -> AttemptSubject | None: ...

    def add_hold(self, hold: NewHold, *, at: datetime) -> int: ...

    def has_callback(self, attempt_id: AttemptId) -> bool:
        """Whether a callback was promised in this call."""
        ...

    def lift_hold(self, hold_id: int, *, by: UserId | None, at: datetime) -> bool:
        """False when there is none in force."""
        ...

    def lift_holds_of(self, attempt_id: AttemptId, kind: HoldKind, *, by: UserId, at: datetime) -> None:
        """Those of that kind which the attempt gave rise to."""
        ...

    def holds(self, debtor_id: DebtorId) -> Sequence[HoldFacts]:
        """Newest first, lifted ones too."""
        ...

    def unlink_number(self, phone_id: PhoneId, *, at: datetime) -> None:
        """Of this person, for every portfolio; it was unlinked before: nothing changes."""
        ...

    def pause(self, debtor_id: DebtorId, *, until: datetime) -> None:
        """Never shortens a pause."""
        ...

    def record_contact(self, contact: ContactMade) -> None: ...

    def messages_left(self, debtor_id: DebtorId, *, since: datetime) -> Sequence[datetime]:
        """On the person's voicemail, whichever portfolio and number it was for. Nobody else leaves one meanwhile."""
        ...

    def policy(self, portfolio_id: PortfolioId) -> PolicyFacts | None: ...

    def replace_policy(self, portfolio_id: PortfolioId, settings: str, *, by: UserId | None, at: datetime) -> int:
        """Gives the version."""
        ...

    def begin_list(self, kind: str, *, file_name: str, at: datetime) -> int: ...

    def add_entries(self, list_id: int, entries: Sequence[ListEntry]) -> None: ...

    def activate_list(self, list_id: int, kind: str) -> None:
        """From now on it is the list of its kind."""
        ...

    def drop_entries(self, *, limit: int) -> int:
        """Entries of lists that were replaced or never came into force; how many went."""
        ...

    def block_lists(self) -> Sequence[BlockListFacts]: ...

    def local_holidays(self, debtor_id: DebtorId) -> LocalHolidays:
        """Of where the debtor lives; national ones alone when that is not known."""
        ...

    def replace_holidays(self, holidays: Sequence[MunicipalHoliday]) -> None:
        """The whole table."""
        ...

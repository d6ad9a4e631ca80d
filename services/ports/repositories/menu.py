"""What the menu reads at the start of a call, and the facts that it commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from domain.call.disposition import Disposition
from domain.ids import AgreementId, AttemptId, CampaignId, DebtId, DebtorId, PhoneId, PortfolioId
from domain.reporting.survey import SpokenComment
from services.ports.repositories.evidence import MenuTrace

Steps = tuple[Mapping[str, Any], ...]
"""See `MenuSessionRow.steps`: names, milliseconds and verdicts; no keys, no amounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierMenu:
    """The debtor was in this menu before, in the same call, and comes back to it."""

    started_at: datetime
    pressed_keys: bool
    identity_confirmed_at: datetime | None
    disposition: Disposition | None
    protocol: str | None
    agreement_id: AgreementId | None
    steps: Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuCall:
    """Who is called, for whom, and by which phone."""

    attempt_id: AttemptId
    campaign_id: CampaignId
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    phone_id: PhoneId
    phone_number: str
    uf: str
    name: str
    document: str
    birth_date: date | None
    portfolio: str
    company_name: str
    creditor_name: str
    callback_number: str
    earlier: EarlierMenu | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtFacts:
    debt_id: DebtId
    contract: str
    description: str
    principal_cents: int
    due_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuProgress:
    """The menu session so far, whole: saving it again is harmless."""

    attempt_id: AttemptId
    started_at: datetime
    ended_at: datetime | None = None
    pressed_keys: bool = False
    identity_confirmed_at: datetime | None = None
    disposition: Disposition | None = None
    steps: Steps = ()
    trace: MenuTrace | None = None
    """Of a visit that is over."""
    comment: SpokenComment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptNow:
    """The attempt as the dialer left it, so far."""

    dialed: bool
    closed: bool
    hangup_cause: int
    disposition: Disposition | None
    disposed_by_agent: bool
    asked_for_person: bool
    bridged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesToSay:
    """Full names of people who owe something, and the companies that are named to them."""

    people: tuple[str, ...]
    organisations: tuple[str, ...]


class MenuRepository(Protocol):
    def names_to_say(self) -> NamesToSay:
        """Of all portfolios; for preparing sounds ahead, not for a call."""
        ...

    def find_call(self, attempt_id: AttemptId) -> MenuCall | None: ...

    def open_debts(self, debtor_id: DebtorId, portfolio_id: PortfolioId) -> Sequence[DebtFacts]:
        """Oldest first."""
        ...

    def start(self, attempt_id: AttemptId, at: datetime) -> None:
        """Once; a second start changes nothing."""
        ...

    def save(self, progress: MenuProgress) -> None:
        """Whatever is None leaves what was saved before; a verdict that has a protocol is never replaced."""
        ...

    def set_protocol(self, attempt_id: AttemptId, protocol: str, agreement_id: AgreementId | None = None) -> None: ...

    def protocol_of(self, attempt_id: AttemptId) -> str | None: ...

    def agreement_of(self, attempt_id: AttemptId) -> tuple[str, AgreementId] | None:
        """Protocol and agreement that the call has made."""
        ...

    def forget_protocol(self, attempt_id: AttemptId) -> None:
        """So that the session takes another verdict and protocol; what was told under the former keeps it."""
        ...

    def fact_of(self, attempt_id: AttemptId) -> Disposition | None:
        """The verdict that has a protocol already."""
        ...

    def protocol_taken(self, protocol: str) -> bool: ...

    def lock_attempt(self, attempt_id: AttemptId) -> AttemptNow | None:
        """Until the transaction ends nobody else closes the attempt."""
        ...

    def correct_disposition(self, attempt_id: AttemptId, disposition: Disposition) -> None: ...

    def lock_open_debts(self, debt_ids: Collection[DebtId]) -> frozenset[DebtId]:
        """Those of them that are open still, held until the transaction ends."""
        ...

    def claim_paid(self, call: MenuCall, *, paused_until: datetime, at: datetime) -> None:
        """Open debts of the portfolio become `claimed_paid`, and the debtor is not called before `paused_until`."""
        ...

    def dispute(self, call: MenuCall, *, at: datetime) -> None:
        """Open debts of the portfolio become `disputed`."""
        ...

    def unlink_phone(self, phone_id: PhoneId, *, protocol: str, at: datetime) -> None: ...

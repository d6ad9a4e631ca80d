"""Calls that debtors make to a published number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from domain.ids import AttemptId, CampaignId, DebtorId, LeadId, PhoneId, PortfolioId

UNKNOWN_MARK: Final = "?"
"""The document of who stands for a portfolio's unknown callers begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundLine:
    """Where the calls to a portfolio's number are kept: a campaign that never dials, and who stands for the unknown."""

    portfolio_id: PortfolioId
    campaign_id: CampaignId
    lead_id: LeadId
    debtor_id: DebtorId
    phone_id: PhoneId


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Candidate:
    """Somebody who may be on the line. No repr: it holds who they are."""

    debtor_id: DebtorId
    document: str
    birth_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundAttempt:
    attempt_id: AttemptId
    line: InboundLine
    dialer: str
    trunk: str
    at: datetime


class InboundRepository(Protocol):
    def portfolio_of(self, spellings: Sequence[str]) -> PortfolioId | None:
        """The portfolio whose published number is one of these; the oldest where several share it."""
        ...

    def line(self, portfolio_id: PortfolioId, *, at: datetime) -> InboundLine:
        """Made when it is first needed."""
        ...

    def add(self, attempt: InboundAttempt) -> None: ...

    def by_phone(self, number: str, portfolio_id: PortfolioId) -> Candidate | None:
        """The one person with that number who has a debt in the portfolio; None for none and for several."""
        ...

    def by_document(self, document: str, portfolio_id: PortfolioId) -> Candidate | None:
        """Who has, or had, a debt in the portfolio."""
        ...

    def portfolio_of_attempt(self, attempt_id: AttemptId) -> PortfolioId | None: ...

    def lead_to_dial(self, debtor_id: DebtorId, portfolio_id: PortfolioId) -> LeadId | None:
        """Theirs in the newest campaign of the portfolio that dials; None: no campaign calls them."""
        ...

    def assign(self, attempt_id: AttemptId, debtor_id: DebtorId, *, number: str) -> None:
        """The attempt is theirs from now on; `number` is one of theirs or not."""
        ...

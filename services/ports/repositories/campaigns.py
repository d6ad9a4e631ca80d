"""Campaigns as managers see and make them, and the portfolios they work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ids import CampaignId, PortfolioId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    name: str
    portfolio_id: PortfolioId
    dial_mode: str
    concurrent_calls: int
    max_attempts: int
    retry_delay_minutes: int
    caller_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    id: CampaignId
    name: str
    portfolio_id: PortfolioId
    portfolio: str
    dial_mode: str
    status: str
    concurrent_calls: int
    max_attempts: int
    retry_delay_minutes: int
    caller_id: str
    created_at: datetime
    leads_total: int
    leads_done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioFacts:
    """Of debts that are open; `open_cents` adds up their principal."""

    id: PortfolioId
    name: str
    creditor_name: str
    company_name: str
    debtors: int
    open_debts: int
    open_cents: int


class CampaignRepository(Protocol):
    def all(self) -> Sequence[CampaignFacts]:
        """Newest first."""
        ...

    def get(self, campaign_id: CampaignId) -> CampaignFacts | None: ...

    def name_taken(self, name: str) -> bool: ...

    def portfolio_exists(self, portfolio_id: PortfolioId) -> bool: ...

    def add(self, campaign: NewCampaign) -> CampaignId:
        """Paused, and without leads."""
        ...

    def add_leads(self, campaign_id: CampaignId, portfolio_id: PortfolioId) -> int:
        """A new lead for each debtor who has an open debt in the portfolio and no lead yet; how many."""
        ...

    def set_status(self, campaign_id: CampaignId, status: str) -> None: ...

    def portfolios(self) -> Sequence[PortfolioFacts]: ...

"""Campaigns as managers see and make them, and the portfolios they work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.call.dial_mode import DialMode, PacingSettings
from domain.ids import CampaignId, DebtorId, PortfolioId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    name: str
    portfolio_id: PortfolioId
    dial_mode: DialMode
    concurrent_calls: int
    max_attempts: int
    retry_delay_minutes: int
    caller_id: str
    created_at: datetime
    pacing: PacingSettings = field(default_factory=PacingSettings)
    agents: frozenset[UserId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    id: CampaignId
    name: str
    portfolio_id: PortfolioId
    portfolio: str
    dial_mode: DialMode
    status: str
    concurrent_calls: int
    max_attempts: int
    retry_delay_minutes: int
    caller_id: str
    created_at: datetime
    leads_total: int
    leads_done: int
    pacing: PacingSettings
    agents: frozenset[UserId]
    """Who works for it; empty: whoever works for no campaign of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioFacts:
    """Of debts that are open; `open_cents` adds up their principal."""

    id: PortfolioId
    name: str
    creditor_name: str
    company_name: str
    callback_number: str
    """Where debtors reach us: E.164, or a service number as it is dialled; empty: none is published."""
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

    def worked_on(self, portfolio_id: PortfolioId) -> Sequence[CampaignId]:
        """The portfolio's campaigns that run, and those that finished only because nobody was left."""
        ...

    def reopen_refused(self, campaign_id: CampaignId) -> int:
        """Leads that were given up without a final outcome of a call are to be looked at again; how many."""
        ...

    def reopen_lead(self, campaign_id: CampaignId, debtor_id: DebtorId, *, given_up: Collection[str]) -> bool:
        """The debtor's lead is to be looked at again if it ended with a verdict that begins so; whether it is."""
        ...

    def wake(self, campaign_id: CampaignId) -> bool:
        """Running again if it had finished by itself; whether it had."""
        ...

    def set_pacing(
        self, campaign_id: CampaignId, mode: DialMode, concurrent_calls: int, pacing: PacingSettings
    ) -> None: ...

    def set_agents(self, campaign_id: CampaignId, agents: frozenset[UserId]) -> None: ...

    def agents_exist(self, agents: frozenset[UserId]) -> bool:
        """Whether all of them are users who may take calls."""
        ...

    def portfolios(self) -> Sequence[PortfolioFacts]: ...

"""Campaigns: made from a portfolio, started, paused, finished."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.call.dial_mode import DialMode, PacingSettings
from domain.call.events import CampaignChanged
from domain.ids import CampaignId, PortfolioId, UserId
from services.errors import ServiceError
from services.ports.clock import Clock
from services.ports.repositories.campaigns import CampaignFacts, NewCampaign, PortfolioFacts
from services.ports.storage import Storage, UnitOfWork


class NoSuchCampaign(ServiceError):
    """No campaign has this id."""


class NoSuchPortfolio(ServiceError):
    """No portfolio has this id."""


class CampaignNameTaken(ServiceError):
    """Another campaign has this name."""


class NoSuchAgent(ServiceError):
    """One of the users named does not exist or takes no calls."""


class CampaignFinished(ServiceError):
    """A finished campaign can only be started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlan:
    """What is wanted of a campaign; `caller_id` is E.164, or empty for the trunk's own."""

    name: str
    portfolio_id: int
    dial_mode: DialMode = DialMode.MENU_FIRST
    concurrent_calls: int = 10
    max_attempts: int = 3
    retry_delay_minutes: int = 240
    caller_id: str = ""
    pacing: PacingSettings = field(default_factory=PacingSettings)
    agents: frozenset[UserId] = frozenset()
    """Who works for it; empty: whoever works for no campaign of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDialing:
    """How a campaign dials, whole: what is not named is as usual again."""

    dial_mode: DialMode
    concurrent_calls: int
    pacing: PacingSettings
    agents: frozenset[UserId]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignService:
    storage: Storage
    clock: Clock

    async def campaigns(self) -> Sequence[CampaignFacts]:
        return await self.storage.read(lambda uow: uow.campaigns.all())

    async def portfolios(self) -> Sequence[PortfolioFacts]:
        return await self.storage.read(lambda uow: uow.campaigns.portfolios())

    async def create(self, plan: CampaignPlan) -> CampaignFacts:
        """Paused, with a lead for each debtor who has an open debt.

        Raises NoSuchPortfolio, CampaignNameTaken, NoSuchAgent.
        """
        now = self.clock.now()
        portfolio_id = PortfolioId(plan.portfolio_id)
        campaign = NewCampaign(
            name=plan.name,
            portfolio_id=portfolio_id,
            dial_mode=plan.dial_mode,
            concurrent_calls=plan.concurrent_calls,
            max_attempts=plan.max_attempts,
            retry_delay_minutes=plan.retry_delay_minutes,
            caller_id=plan.caller_id,
            created_at=now,
            pacing=plan.pacing,
            agents=plan.agents,
        )

        def work(uow: UnitOfWork) -> CampaignFacts:
            if not uow.campaigns.portfolio_exists(portfolio_id):
                raise NoSuchPortfolio
            if uow.campaigns.name_taken(plan.name):
                raise CampaignNameTaken
            if not uow.campaigns.agents_exist(plan.agents):
                raise NoSuchAgent
            campaign_id = uow.campaigns.add(campaign)
            uow.campaigns.add_leads(campaign_id, portfolio_id)
            uow.record(CampaignChanged(at=now, campaign_id=campaign_id))
            return _get(uow, campaign_id)

        return await self.storage.write(work)

    async def set_dialing(self, campaign_id: int, dialing: CampaignDialing) -> CampaignFacts:
        """Counts from the dialer's next decision. Raises NoSuchCampaign, NoSuchAgent."""

        def work(uow: UnitOfWork) -> CampaignFacts:
            campaign = _get(uow, CampaignId(campaign_id))
            if not uow.campaigns.agents_exist(dialing.agents):
                raise NoSuchAgent
            uow.campaigns.set_pacing(campaign.id, dialing.dial_mode, dialing.concurrent_calls, dialing.pacing)
            uow.campaigns.set_agents(campaign.id, dialing.agents)
            uow.record(CampaignChanged(at=self.clock.now(), campaign_id=campaign.id))
            return _get(uow, campaign.id)

        return await self.storage.write(work)

    async def set_status(self, campaign_id: int, status: str) -> CampaignFacts:
        """Setting the status that it has changes nothing. Raises NoSuchCampaign, CampaignFinished.

        A start takes in debtors whom imports brought since; the dialer finishes a campaign that has nobody left.
        """

        def work(uow: UnitOfWork) -> CampaignFacts:
            campaign = _get(uow, CampaignId(campaign_id))
            if campaign.status == status:
                return campaign
            if campaign.status == "finished" and status != "running":
                raise CampaignFinished
            if status == "running":
                uow.campaigns.add_leads(campaign.id, campaign.portfolio_id)
            uow.campaigns.set_status(campaign.id, status)
            uow.record(CampaignChanged(at=self.clock.now(), campaign_id=campaign.id))
            return _get(uow, campaign.id)

        return await self.storage.write(work)


def take_in_imported(uow: UnitOfWork, portfolio_id: PortfolioId, *, now: datetime) -> None:
    """An import ended: campaigns at work take in whom it brought, and wake if they had finished for want of people."""
    for campaign_id in uow.campaigns.worked_on(portfolio_id):
        brought = uow.campaigns.add_leads(campaign_id, portfolio_id) + uow.campaigns.reopen_refused(campaign_id)
        if brought and uow.campaigns.wake(campaign_id):
            uow.record(CampaignChanged(at=now, campaign_id=campaign_id))


def _get(uow: UnitOfWork, campaign_id: CampaignId) -> CampaignFacts:
    campaign = uow.campaigns.get(campaign_id)
    if campaign is None:
        raise NoSuchCampaign
    return campaign

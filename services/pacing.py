"""Why a campaign dials or waits, for whoever asks: what the dialer decided, and how its promise stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.ids import CampaignId
from domain.pacing.abandonment import DAYS, HALF_HOUR, AbandonmentTally
from domain.pacing.decision import Plain
from domain.pacing.holding import say_sample
from services.campaigns import NoSuchCampaign
from services.ports.clock import Clock
from services.ports.repositories.campaigns import CampaignFacts
from services.ports.repositories.pacing import PacingSample
from services.ports.storage import Storage, UnitOfWork

FRESH = timedelta(seconds=30)
"""Older than this, a decision says nothing of now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidDecision:
    at: datetime
    says: str
    inputs: Mapping[str, Plain]


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingWhy:
    """`decisions` newest first; empty for a campaign that has not run lately."""

    campaign: CampaignFacts
    now: datetime
    decisions: Sequence[SaidDecision]
    thirty_days: AbandonmentTally
    day: AbandonmentTally
    half_hour: AbandonmentTally


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingService:
    storage: Storage
    clock: Clock
    timezone: ZoneInfo

    async def why(self, campaign_id: int, *, limit: int = 20) -> PacingWhy:
        """Raises NoSuchCampaign."""
        return await self.storage.read(lambda uow: self._why(uow, uow.campaigns.get(CampaignId(campaign_id)), limit))

    async def why_named(self, name: str, *, limit: int = 20) -> PacingWhy:
        """By the campaign's name, whatever its case. Raises NoSuchCampaign."""

        def read(uow: UnitOfWork) -> PacingWhy:
            found = next((one for one in uow.campaigns.all() if one.name.casefold() == name.strip().casefold()), None)
            return self._why(uow, found, limit)

        return await self.storage.read(read)

    def _why(self, uow: UnitOfWork, campaign: CampaignFacts | None, limit: int) -> PacingWhy:
        if campaign is None:
            raise NoSuchCampaign
        now = self.clock.now()
        midnight = datetime.combine(now.astimezone(self.timezone).date(), time(), self.timezone)

        def since(start: datetime) -> AbandonmentTally:
            return uow.pacing.tally(campaign.id, since=start, until=now + timedelta(seconds=1))

        return PacingWhy(
            campaign=campaign,
            now=now,
            decisions=[_said(sample) for sample in uow.pacing.last(campaign.id, limit=limit)],
            thirty_days=since(midnight - timedelta(days=DAYS - 1)),
            day=since(midnight),
            half_hour=since(now - HALF_HOUR),
        )


def _said(sample: PacingSample) -> SaidDecision:
    return SaidDecision(at=sample.at, says=say_sample(sample.decision), inputs=sample.decision)

"""Preview: the agent sees who would be called next, and asks for the call."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.call.dial_mode import DialMode
from domain.contact.decide_contact import Allowed
from domain.ids import LeadId, UserId
from domain.language.names import first_name
from services.lead_verdicts import claim_update, decide_lead_now
from services.masking import mask_phone
from services.ports.clock import Clock
from services.ports.repositories.leads import ClaimedLead, LeadFacts
from services.ports.storage import Storage, UnitOfWork

LOOKED_AT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """No name in full, no debt: identity is confirmed in the call."""

    lead_id: LeadId
    campaign: str
    first_name: str
    city: str
    uf: str
    phone_masked: str
    attempts_made: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewService:
    storage: Storage
    clock: Clock

    async def next(self, user_id: UserId) -> Preview | None:
        """Whom the agent may call now; None: nobody, or no campaign in preview is theirs."""
        now = self.clock.now()
        return await self.storage.read(lambda uow: _next(uow, user_id, now))


def claim_previewed(
    uow: UnitOfWork, lead_id: LeadId, *, dialer: str, now: datetime, lease: timedelta
) -> ClaimedLead | None:
    """The one lead that an agent asked for, if it may still be called; in one work with the claim."""
    for facts in uow.leads.facts([lead_id], now=now):
        verdict = _allowed(uow, facts, now)
        if verdict is None:
            return None
        lead = ClaimedLead(
            lead_id=lead_id,
            campaign_id=facts.campaign_id,
            phone_id=verdict.phone.phone_id,
            claimed_until=now + lease,
        )
        uow.leads.update([claim_update(facts, lead, dialer)])
        return lead
    return None


def _next(uow: UnitOfWork, user_id: UserId, now: datetime) -> Preview | None:
    campaigns = uow.leads.running_campaigns()
    lent = frozenset[UserId]().union(*(one.agents for one in campaigns))
    for campaign in campaigns:
        serves = user_id in campaign.agents if campaign.agents else user_id not in lent
        if campaign.dial_mode is not DialMode.PREVIEW or not serves:
            continue
        for facts in uow.leads.facts(uow.leads.due(campaign.campaign_id, now=now, limit=LOOKED_AT), now=now):
            verdict = _allowed(uow, facts, now)
            if verdict is not None:
                return _preview(uow, facts, verdict)
    return None


def _allowed(uow: UnitOfWork, facts: LeadFacts, now: datetime) -> Allowed | None:
    if facts.dial_mode is not DialMode.PREVIEW or not facts.campaign_running or facts.claimed_by is not None:
        return None
    verdict = decide_lead_now(uow, facts, now)
    return verdict if isinstance(verdict, Allowed) else None


def _preview(uow: UnitOfWork, facts: LeadFacts, verdict: Allowed) -> Preview:
    campaign, name, city = uow.leads.names(facts.lead_id)
    return Preview(
        lead_id=facts.lead_id,
        campaign=campaign,
        first_name=first_name(name),
        city=city,
        uf=facts.person.address_uf,
        phone_masked=mask_phone(verdict.phone.number),
        attempts_made=facts.person.attempts_made,
    )

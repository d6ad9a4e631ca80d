"""Claiming leads: which of the due ones may be called now and which of these go first, and giving claims back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from domain.call.events import CampaignChanged
from domain.call.lead import LeadState
from domain.contact.answer_chance import AnswerModel, context_of
from domain.contact.better_hour import decide_better_hour, later_parts
from domain.contact.claim_order import Candidate, decide_claim_order
from domain.contact.decide_contact import Allowed, Refused
from domain.contact.facts import HoldKind
from domain.contact.phone_ranking import Try
from domain.ids import CampaignId, LeadId, PhoneId
from services.lead_verdicts import claim_update, decide_on, give_back, keep_for, refusal, tries_of
from services.ports.repositories.leads import ClaimedLead, LeadFacts, LeadUpdate
from services.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`seen` tells how many leads were looked at, so that a caller knows whether more may be due."""

    leads: tuple[ClaimedLead, ...]
    seen: int
    passed: tuple[LeadId, ...] = ()
    """They may be called now, and others went first."""


def claim_leads(
    uow: UnitOfWork,
    campaign_id: CampaignId,
    *,
    dialer: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    model: AnswerModel | None = None,
    passes: Mapping[LeadId, int] = MappingProxyType({}),
) -> Claim:
    """Look at the next due leads: claim those that may be called now, put the verdict on the others.

    With a `model` each is called on the number likeliest to reach the debtor, twice as many are looked at as are
    claimed, and those go first of whom most may come; `passes` says how often each was passed over already. Who is not
    claimed and is likelier to answer later today is kept for that, once between two calls. A campaign of which every
    lead is done is finished with that.
    """
    lead_ids = uow.leads.lock_due(campaign_id, now=now, limit=limit if model is None else 2 * limit)
    if not lead_ids:
        if uow.leads.finish_worked_campaign(campaign_id, now=now):
            uow.record(CampaignChanged(at=now, campaign_id=campaign_id))
        return Claim(leads=(), seen=0)
    updates: list[LeadUpdate] = []
    due = uow.leads.facts(lead_ids, now=now)
    tries = tries_of(uow, due, now)
    callable_now: dict[LeadId, tuple[LeadFacts, ClaimedLead]] = {}
    for facts in due:
        verdict = decide_on(facts, tries, now, model=model)
        if isinstance(verdict, Refused):
            updates.append(refusal(facts, verdict))
            continue
        lead = ClaimedLead(
            lead_id=facts.lead_id,
            campaign_id=campaign_id,
            phone_id=verdict.phone.phone_id,
            claimed_until=now + lease,
            context=context_of(
                verdict.phone.phone_id, verdict.phone.number, tries.get(verdict.phone.phone_id, ()), at=now
            ),
        )
        callable_now[lead.lead_id] = (facts, lead)
    kept: dict[LeadId, datetime] = {}
    order = list(callable_now)
    if model is not None:
        candidates = _candidates(uow, callable_now, _Seen(model, tries, passes, now))
        order = decide_claim_order(candidates.values())
        kept = {one.lead_id: one.better_at for one in candidates.values() if one.may_wait and one.better_at is not None}
    taken, passed = order[:limit], order[limit:]
    updates += [claim_update(*callable_now[lead_id], dialer) for lead_id in taken]
    updates += [keep_for(callable_now[lead_id][0], kept[lead_id]) for lead_id in passed if lead_id in kept]
    uow.leads.update(updates)
    leads = tuple(callable_now[lead_id][1] for lead_id in taken)
    return Claim(leads=leads, seen=len(lead_ids), passed=tuple(one for one in passed if one not in kept))


def give_back_leads(uow: UnitOfWork, leads: Sequence[ClaimedLead], *, dialer: str, now: datetime) -> None:
    """Leads claimed and not dialled are ready again.

    Only the very claim is given back: done late or twice, this must not free a lead that was claimed anew meanwhile.
    """
    claims = {lead.lead_id: lead.claimed_until for lead in leads}
    uow.leads.update(
        give_back(facts)
        for facts in uow.leads.facts(list(claims), now=now)
        if facts.state is LeadState.DIALING
        and facts.claimed_by == dialer
        and facts.claimed_until == claims[facts.lead_id]
    )


def free_stranded_leads(uow: UnitOfWork, *, dialer: str | None, now: datetime, limit: int = 500) -> int:
    """Give back leads that a dead dialer left claimed: those of `dialer`, or with None any whose lease has ended."""
    stranded = uow.leads.stranded(dialer=dialer, now=now, limit=limit)
    uow.leads.update([give_back(facts) for facts in stranded])
    return len(stranded)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What candidates are judged by besides their facts."""

    model: AnswerModel
    tries: Mapping[PhoneId, Sequence[Try]]
    passes: Mapping[LeadId, int]
    now: datetime


def _candidates(
    uow: UnitOfWork, callable_now: Mapping[LeadId, tuple[LeadFacts, ClaimedLead]], seen: _Seen
) -> dict[LeadId, Candidate]:
    cents = uow.leads.open_cents(list(callable_now)) if callable_now else {}
    candidates: dict[LeadId, Candidate] = {}
    for position, (lead_id, (facts, lead)) in enumerate(callable_now.items()):
        context = lead.context
        chance = 0.0 if context is None else seen.model.chance(context)
        callback = _asked_for_now(facts, seen.now)
        candidates[lead_id] = Candidate(
            lead_id=lead_id,
            position=position,
            chance=chance,
            evidence=None if context is None else context.last,
            open_cents=cents.get(lead_id, 0),
            callback=callback,
            passes=seen.passes.get(lead_id, 0),
            better_at=None if callback or facts.kept else _better_hour(facts, lead, chance, seen),
        )
    return candidates


def _better_hour(facts: LeadFacts, lead: ClaimedLead, chance: float, seen: _Seen) -> datetime | None:
    number = next(phone.number for phone in facts.phones if phone.phone_id == lead.phone_id)
    later: dict[datetime, float] = {}
    for at in later_parts(number, seen.now):
        verdict = decide_on(facts, seen.tries, at, model=seen.model)
        if isinstance(verdict, Allowed):
            phone = verdict.phone
            context = context_of(phone.phone_id, phone.number, seen.tries.get(phone.phone_id, ()), at=at)
            later[at] = seen.model.chance(context)
    return decide_better_hour(chance, later)


def _asked_for_now(facts: LeadFacts, now: datetime) -> bool:
    return any(
        hold.kind == HoldKind.CALLBACK and hold.starts_at <= now and (hold.ends_at is None or now < hold.ends_at)
        for hold in facts.person.holds
    )

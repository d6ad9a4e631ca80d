"""Use cases of the dialer: claim leads, begin attempts, save their progress, close them. Each is one storage work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from domain.call.dial_mode import DialMode
from domain.call.events import AttemptEvent, AttemptOriginated, CampaignChanged
from domain.call.lead import LEAD_MOVES, LeadMove, LeadState
from domain.contact.answer_chance import AnswerModel, context_of
from domain.contact.claim_order import Candidate, decide_claim_order
from domain.contact.decide_contact import Allowed, Refused, decide_contact, decide_lead
from domain.contact.facts import HoldKind, PastDial, PhoneFacts
from domain.contact.phone_ranking import EVIDENCE_AGE, Try, rank_phones
from domain.contact.policy import ContactPolicy
from domain.contact.rules import ContactRule
from domain.ids import AttemptId, CampaignId, LeadId, PhoneId
from services.contact_policy import PolicyUnreadable, contact_policy
from services.ports.repositories.attempts import AttemptProgress, NewAttempt
from services.ports.repositories.leads import ClaimedLead, LeadFacts, LeadUpdate
from services.ports.storage import UnitOfWork

POLICY_RECHECK = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`seen` tells how many leads were looked at, so that a caller knows whether more may be due."""

    leads: tuple[ClaimedLead, ...]
    seen: int
    passed: tuple[LeadId, ...] = ()
    """They may be called now, and others went first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """A decision to call: a fresh attempt id for a claimed lead."""

    attempt_id: AttemptId
    lead: ClaimedLead
    trunk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunAttempt:
    """Committed as originating; now the originate may be sent."""

    attempt_id: AttemptId
    campaign_id: CampaignId
    lead_id: LeadId
    number: str
    trunk: str
    caller_id: str
    dial_mode: DialMode
    max_wait_seconds: float
    ring_timeout_seconds: float
    originated_at: datetime


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

    With a `model` twice as many are looked at as are claimed, and those go first of whom most may come; `passes` says
    how often each was passed over already. A campaign of which every lead is done is finished with that.
    """
    lead_ids = uow.leads.lock_due(campaign_id, now=now, limit=limit if model is None else 2 * limit)
    if not lead_ids:
        if uow.leads.finish_worked_campaign(campaign_id, now=now):
            uow.record(CampaignChanged(at=now, campaign_id=campaign_id))
        return Claim(leads=(), seen=0)
    updates: list[LeadUpdate] = []
    due = uow.leads.facts(lead_ids, now=now)
    tries = _tries(uow, due, now)
    callable_now: dict[LeadId, tuple[LeadFacts, ClaimedLead]] = {}
    for facts in due:
        verdict = _decide(facts, tries, now)
        if isinstance(verdict, Refused):
            updates.append(_refusal(facts, verdict))
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
    order = list(callable_now) if model is None else _order(uow, callable_now, model, passes, now)
    taken, passed = order[:limit], order[limit:]
    updates += [claim_update(*callable_now[lead_id], dialer) for lead_id in taken]
    uow.leads.update(updates)
    leads = tuple(callable_now[lead_id][1] for lead_id in taken)
    return Claim(leads=leads, seen=len(lead_ids), passed=tuple(passed))


def begin_attempts(uow: UnitOfWork, dials: Sequence[Dial], *, dialer: str, now: datetime) -> list[BegunAttempt]:
    """Decide again with what is true now, and commit the attempts that may be dialled as originating.

    This is where two dialers, two campaigns and a list that changed since the claim are settled: whatever was
    refused here was not dialled and its lead has the verdict.
    """
    uow.attempts.one_decision_at_a_time()
    facts_of = {facts.lead_id: facts for facts in uow.leads.facts([dial.lead.lead_id for dial in dials], now=now)}
    begun: list[BegunAttempt] = []
    rows: list[NewAttempt] = []
    updates: list[LeadUpdate] = []
    started: list[PastDial] = []
    for dial in dials:
        facts = facts_of.get(dial.lead.lead_id)
        if facts is None or not _still_mine(facts, dialer, now):
            continue
        verdict = _decide_again(facts, dial, started, now)
        if verdict is None:
            updates.append(_give_back(facts))
        elif isinstance(verdict, Refused):
            updates.append(_refusal(facts, verdict))
        else:
            rows.append(_new_attempt(facts, dial, verdict.phone, dialer=dialer, now=now))
            started.append(PastDial(debtor_id=facts.person.debtor_id, number=verdict.phone.number, at=now, open=True))
            begun.append(_begun(facts, dial, verdict.phone, now))
    uow.leads.update(updates)
    uow.attempts.insert_originating(rows)
    for row in rows:
        uow.record(
            AttemptOriginated(at=now, attempt_id=row.attempt_id, campaign_id=row.campaign_id, lead_id=row.lead_id)
        )
    return begun


def save_progress(uow: UnitOfWork, progress: Sequence[AttemptProgress], events: Iterable[AttemptEvent]) -> None:
    uow.attempts.save_progress(progress)
    for event in events:
        uow.record(event)


def give_back_leads(uow: UnitOfWork, leads: Sequence[ClaimedLead], *, dialer: str, now: datetime) -> None:
    """Leads claimed and not dialled are ready again.

    Only the very claim is given back: done late or twice, this must not free a lead that was claimed anew meanwhile.
    """
    claims = {lead.lead_id: lead.claimed_until for lead in leads}
    uow.leads.update(
        _give_back(facts)
        for facts in uow.leads.facts(list(claims), now=now)
        if facts.state is LeadState.DIALING
        and facts.claimed_by == dialer
        and facts.claimed_until == claims[facts.lead_id]
    )


def free_stranded_leads(uow: UnitOfWork, *, dialer: str | None, now: datetime, limit: int = 500) -> int:
    """Give back leads that a dead dialer left claimed: those of `dialer`, or with None any whose lease has ended."""
    stranded = uow.leads.stranded(dialer=dialer, now=now, limit=limit)
    uow.leads.update([_give_back(facts) for facts in stranded])
    return len(stranded)


def decide_lead_now(uow: UnitOfWork, facts: LeadFacts, now: datetime) -> Allowed | Refused:
    """May this lead be called at this moment, and on which number."""
    return _decide(facts, _tries(uow, [facts], now), now)


def policy_of(facts: LeadFacts) -> ContactPolicy:
    """Raises PolicyUnreadable."""
    return contact_policy(facts.max_attempts, facts.retry_delay, facts.policy_settings)


def _order(
    uow: UnitOfWork,
    callable_now: Mapping[LeadId, tuple[LeadFacts, ClaimedLead]],
    model: AnswerModel,
    passes: Mapping[LeadId, int],
    now: datetime,
) -> list[LeadId]:
    cents = uow.leads.open_cents(list(callable_now)) if callable_now else {}
    candidates: list[Candidate] = []
    for position, (lead_id, (facts, lead)) in enumerate(callable_now.items()):
        context = lead.context
        candidates.append(
            Candidate(
                lead_id=lead_id,
                position=position,
                chance=0.0 if context is None else model.chance(context),
                evidence=None if context is None else context.last,
                open_cents=cents.get(lead_id, 0),
                callback=_asked_for_now(facts, now),
                passes=passes.get(lead_id, 0),
            )
        )
    return decide_claim_order(candidates)


def _asked_for_now(facts: LeadFacts, now: datetime) -> bool:
    return any(
        hold.kind == HoldKind.CALLBACK and hold.starts_at <= now and (hold.ends_at is None or now < hold.ends_at)
        for hold in facts.person.holds
    )


def _tries(uow: UnitOfWork, due: Sequence[LeadFacts], now: datetime) -> dict[PhoneId, list[Try]]:
    phones = [phone.phone_id for facts in due for phone in facts.phones]
    found: dict[PhoneId, list[Try]] = {}
    for one in uow.leads.tried(phones, since=now - EVIDENCE_AGE) if phones else ():
        found.setdefault(one.phone_id, []).append(one)
    return found


def _decide(facts: LeadFacts, tries: dict[PhoneId, list[Try]], now: datetime) -> Allowed | Refused:
    try:
        policy = policy_of(facts)
    except PolicyUnreadable:
        return Refused(ContactRule.POLICY_BROKEN, now + POLICY_RECHECK)
    mine = [one for phone in facts.phones for one in tries.get(phone.phone_id, ())]
    phones = rank_phones(facts.phones, mine, facts.dials, now=now)
    return decide_lead(facts.person, phones, facts.dials, policy, now=now)


def _still_mine(facts: LeadFacts, dialer: str, now: datetime) -> bool:
    return (
        facts.state is LeadState.DIALING
        and facts.claimed_by == dialer
        and facts.claimed_until is not None
        and now < facts.claimed_until
    )


def _decide_again(facts: LeadFacts, dial: Dial, started: list[PastDial], now: datetime) -> Allowed | Refused | None:
    """None: the campaign was stopped meanwhile."""
    if not facts.campaign_running:
        return None
    phone = next((phone for phone in facts.phones if phone.phone_id == dial.lead.phone_id), None)
    if phone is None:
        return Refused(ContactRule.NO_NUMBER, None)
    try:
        policy = policy_of(facts)
    except PolicyUnreadable:
        return Refused(ContactRule.POLICY_BROKEN, now + POLICY_RECHECK)
    return decide_contact(facts.person, phone, (*facts.dials, *started), policy, now=now)


def _new_attempt(facts: LeadFacts, dial: Dial, phone: PhoneFacts, *, dialer: str, now: datetime) -> NewAttempt:
    return NewAttempt(
        attempt_id=dial.attempt_id,
        campaign_id=facts.campaign_id,
        lead_id=facts.lead_id,
        debtor_id=facts.person.debtor_id,
        phone_id=phone.phone_id,
        number_in_lead=facts.person.attempts_made + 1,
        dialer=dialer,
        trunk=dial.trunk,
        dial_mode=facts.dial_mode,
        at=now,
    )


def _begun(facts: LeadFacts, dial: Dial, phone: PhoneFacts, now: datetime) -> BegunAttempt:
    return BegunAttempt(
        attempt_id=dial.attempt_id,
        campaign_id=facts.campaign_id,
        lead_id=facts.lead_id,
        number=phone.number,
        trunk=dial.trunk,
        caller_id=facts.caller_id,
        dial_mode=facts.dial_mode,
        max_wait_seconds=float(facts.pacing.wait_seconds(facts.dial_mode)),
        ring_timeout_seconds=float(facts.pacing.ring_timeout_seconds),
        originated_at=now,
    )


def claim_update(facts: LeadFacts, lead: ClaimedLead, dialer: str) -> LeadUpdate:
    state = LEAD_MOVES.next(_made_ready(facts.state), LeadMove.CLAIM)
    return LeadUpdate(
        lead_id=facts.lead_id,
        state=state,
        attempts_made=facts.person.attempts_made,
        last_verdict="allowed",
        claimed_by=dialer,
        claimed_until=lead.claimed_until,
    )


def _refusal(facts: LeadFacts, refused: Refused) -> LeadUpdate:
    later = refused.until is not None
    move = LeadMove.RETRY_LATER if later else LeadMove.FINISH
    until = f" until {refused.until.isoformat(timespec='seconds')}" if refused.until is not None else ""
    return LeadUpdate(
        lead_id=facts.lead_id,
        state=LEAD_MOVES.next(_made_ready(facts.state), move),
        waiting_until=refused.until,
        attempts_made=facts.person.attempts_made,
        last_verdict=f"refused: {refused.rule.value}{until}",
    )


def _give_back(facts: LeadFacts) -> LeadUpdate:
    return LeadUpdate(
        lead_id=facts.lead_id,
        state=LEAD_MOVES.next(facts.state, LeadMove.UNCLAIM),
        attempts_made=facts.person.attempts_made,
        last_verdict="given back: not dialled",
    )


def _made_ready(state: LeadState) -> LeadState:
    if state is LeadState.NEW:
        return LEAD_MOVES.next(state, LeadMove.ADMIT)
    if state is LeadState.WAITING:
        return LEAD_MOVES.next(state, LeadMove.COME_DUE)
    return state

"""What a decision on a lead makes of it: claimed, refused until later or for good, given back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from domain.call.lead import LEAD_MOVES, LeadMove, LeadState
from domain.contact.answer_chance import AnswerModel, chances_of
from domain.contact.decide_contact import Allowed, Refused, decide_lead
from domain.contact.phone_ranking import EVIDENCE_AGE, Try, rank_phones
from domain.contact.policy import ContactPolicy
from domain.contact.rules import ContactRule
from domain.ids import PhoneId
from services.contact_policy import PolicyUnreadable, contact_policy
from services.ports.repositories.leads import KEPT_VERDICT, ClaimedLead, LeadFacts, LeadUpdate
from services.ports.storage import UnitOfWork

POLICY_RECHECK = timedelta(hours=1)


def decide_lead_now(uow: UnitOfWork, facts: LeadFacts, now: datetime) -> Allowed | Refused:
    """May this lead be called at this moment, and on which number."""
    return decide_on(facts, tries_of(uow, [facts], now), now)


def decide_on(
    facts: LeadFacts, tries: Mapping[PhoneId, Sequence[Try]], now: datetime, *, model: AnswerModel | None = None
) -> Allowed | Refused:
    """With a `model` the number is chosen by its chance of an answer too, not by what it has shown alone."""
    try:
        policy = policy_of(facts)
    except PolicyUnreadable:
        return Refused(ContactRule.POLICY_BROKEN, now + POLICY_RECHECK)
    mine = [one for phone in facts.phones for one in tries.get(phone.phone_id, ())]
    chances = None if model is None else chances_of(model, facts.phones, tries, at=now)
    phones = rank_phones(facts.phones, mine, facts.dials, now=now, chances=chances)
    return decide_lead(facts.person, phones, facts.dials, policy, now=now)


def tries_of(uow: UnitOfWork, due: Sequence[LeadFacts], now: datetime) -> dict[PhoneId, list[Try]]:
    phones = [phone.phone_id for facts in due for phone in facts.phones]
    found: dict[PhoneId, list[Try]] = {}
    for one in uow.leads.tried(phones, since=now - EVIDENCE_AGE) if phones else ():
        found.setdefault(one.phone_id, []).append(one)
    return found


def policy_of(facts: LeadFacts) -> ContactPolicy:
    """Raises PolicyUnreadable."""
    return contact_policy(facts.max_attempts, facts.retry_delay, facts.policy_settings)


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


def refusal(facts: LeadFacts, refused: Refused) -> LeadUpdate:
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


def keep_for(facts: LeadFacts, better_at: datetime) -> LeadUpdate:
    """May be called now, and is not yet: later today is likelier to reach them."""
    return LeadUpdate(
        lead_id=facts.lead_id,
        state=LEAD_MOVES.next(_made_ready(facts.state), LeadMove.RETRY_LATER),
        waiting_until=better_at,
        attempts_made=facts.person.attempts_made,
        last_verdict=f"{KEPT_VERDICT}: {better_at.isoformat(timespec='seconds')}",
    )


def give_back(facts: LeadFacts) -> LeadUpdate:
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

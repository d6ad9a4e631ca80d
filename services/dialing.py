"""Use cases of the dialer: begin attempts and save their progress. Each is one storage work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.call.dial_mode import DialMode
from domain.call.events import AttemptEvent, AttemptOriginated
from domain.call.lead import LeadState
from domain.contact.decide_contact import Allowed, Refused, decide_contact
from domain.contact.facts import PastDial, PhoneFacts
from domain.contact.rules import ContactRule
from domain.ids import AttemptId, CampaignId, LeadId
from services.contact_policy import PolicyUnreadable
from services.lead_verdicts import POLICY_RECHECK, give_back, policy_of, refusal
from services.ports.repositories.attempts import AttemptProgress, NewAttempt
from services.ports.repositories.leads import ClaimedLead, LeadFacts, LeadUpdate
from services.ports.storage import UnitOfWork


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
            updates.append(give_back(facts))
        elif isinstance(verdict, Refused):
            updates.append(refusal(facts, verdict))
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

"""What an agent's outcome of a call brings about: for the person, the number, the campaign's list and the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from domain.call.agent_disposition import AGENT_DISPOSITIONS, DispositionNotForAgents, may_be_chosen
from domain.call.disposition import Disposition
from domain.call.disposition_details import DetailRefused, DispositionDetails, check_details
from domain.call.disposition_rules import (
    DISPOSITION_RULES,
    DispositionRule,
    NextStep,
    PortfolioDisposition,
    RequiredField,
)
from domain.call.events import CampaignChanged
from domain.call.inbound import is_inbound
from domain.call.lead import LEAD_MOVES, LeadMove, LeadState
from domain.contact.calling_window import decide_calling_window
from domain.contact.ddd import zones_of
from domain.contact.facts import HoldKind
from domain.contact.policy import gap_of
from domain.contact.retry import RetryAt, RetryPolicy, decide_retry
from domain.ids import LeadId, PortfolioId, UserId
from domain.negotiation.business_days import end_of_pause
from domain.negotiation.policy import Authority
from services.negotiation.ground import ground_of
from services.negotiation.promises import end_of, record_promise
from services.ports.repositories.contact import AttemptSubject, NewHold
from services.ports.repositories.leads import LeadFacts, LeadUpdate
from services.ports.repositories.negotiation import NewPromise
from services.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was chosen: a standard disposition, or a portfolio's own with its base and its own rule."""

    disposition: Disposition
    rule: DispositionRule
    own: PortfolioDisposition | None = None

    @property
    def own_code(self) -> str | None:
        return None if self.own is None else self.own.code

    @property
    def code(self) -> str:
        return self.own_code or self.disposition.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says it, when, on which calendar. `promise_id` names the promise, should it be one."""

    by: UserId | None
    now: datetime
    zone: tzinfo
    promise_id: str

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


def standard(disposition: Disposition) -> Outcome:
    return Outcome(disposition=disposition, rule=DISPOSITION_RULES[disposition])


def outcomes_of(
    uow: UnitOfWork, portfolio_id: PortfolioId | None, *, agreement: int | None = None, caller_known: bool = True
) -> list[Outcome]:
    """What an agent may choose in a call of the portfolio, each of its own after its base.

    `agreement`: into how many instalments the call's agreement goes; None: there is none. `caller_known`: whose call it
    is has been told.
    """
    own = () if portfolio_id is None else uow.dispositions.of_portfolio(portfolio_id)
    in_use = [one.own for one in own if one.retired_at is None]
    found: list[Outcome] = []
    for code in (*_of_agreement(agreement), *AGENT_DISPOSITIONS):
        found.append(standard(code))
        found += [Outcome(disposition=one.base, rule=one.rule, own=one) for one in in_use if one.base is code]
    return [one for one in found if may_be_chosen(one.disposition, caller_known=caller_known)]


def find_outcome(uow: UnitOfWork, portfolio_id: PortfolioId, code: str) -> Outcome:
    """A retired disposition of the portfolio's is none. Raises DispositionNotForAgents."""
    if code in Disposition.__members__:
        return standard(Disposition(code))
    for one in uow.dispositions.of_portfolio(portfolio_id):
        if one.own.code == code and one.retired_at is None:
            return Outcome(disposition=one.own.base, rule=one.own.rule, own=one.own)
    raise DispositionNotForAgents


def apply_disposition(
    uow: UnitOfWork, subject: AttemptSubject, outcome: Outcome, details: DispositionDetails, saying: Saying
) -> None:
    """By the tabulação. Raises DetailRefused when a field that it asks for is missing or makes no sense."""
    rule = outcome.rule
    check_details(rule.required, details, now=saying.now, zone=saying.zone)
    if rule.unlinks_number:
        uow.contact.unlink_number(subject.phone_id, at=saying.now)
    if rule.pause_days:
        holidays = uow.contact.local_holidays(subject.debtor_id)
        until = end_of_pause(saying.now, rule.pause_days, zone=saying.zone, holidays=holidays)
        uow.contact.pause(subject.debtor_id, until=until)
    if rule.promise:
        _promise(uow, subject, details, saying)
    elif rule.hold is not None:
        uow.contact.add_hold(_hold_of(rule.hold, subject, details, saying), at=saying.now)
    plan_next_call(uow, subject, outcome, details, saying)


def _of_agreement(installments: int | None) -> Sequence[Disposition]:
    if installments is None:
        return ()
    return (Disposition.ACORDO_A_VISTA if installments == 1 else Disposition.ACORDO_PARCELADO,)


def _promise(uow: UnitOfWork, subject: AttemptSubject, details: DispositionDetails, saying: Saying) -> None:
    """A promise that the agent wrote down during the call is this one."""
    due, cents = details.promise_date, details.promise_cents
    assert due is not None and cents is not None  # noqa: S101, PT018 - a promise requires both
    ground = ground_of(uow, subject.debtor_id, subject.portfolio_id, now=saying.now, zone=saying.zone)
    limits = ground.policy.authorities[Authority.AGENT]
    if (due - saying.today).days > limits.max_days_to_pay:
        limit = f"a política da carteira aceita até {limits.max_days_to_pay} dias"
        raise DetailRefused(RequiredField.PROMISE_DATE, limit)
    known = uow.negotiation.open_promises(debtor_id=subject.debtor_id)
    if any(one.attempt_id == subject.attempt_id for one in known):
        return
    record_promise(
        uow,
        NewPromise(
            id=saying.promise_id,
            debtor_id=subject.debtor_id,
            portfolio_id=subject.portfolio_id,
            attempt_id=subject.attempt_id,
            amount_cents=cents,
            due_date=due,
            made_by=saying.by,
            made_at=saying.now,
            held_until=end_of(due, saying.zone),
        ),
    )


def _hold_of(kind: HoldKind, subject: AttemptSubject, details: DispositionDetails, saying: Saying) -> NewHold:
    starts, ends, portfolio = saying.now, None, None
    if kind is HoldKind.DISPUTE:
        portfolio = subject.portfolio_id
    if kind is HoldKind.CALLBACK:
        assert details.callback_from is not None and details.callback_until is not None  # noqa: S101, PT018 - required
        _check_callback_hours(subject, details.callback_from, details.callback_until)
        starts, ends = details.callback_from, details.callback_until
    return NewHold(
        kind=kind,
        debtor_id=subject.debtor_id,
        portfolio_id=portfolio,
        starts_at=starts,
        ends_at=ends,
        reason=details.note,
        attempt_id=subject.attempt_id,
        created_by=saying.by,
    )


def _check_callback_hours(subject: AttemptSubject, starts: datetime, ends: datetime) -> None:
    """A callback at a time at which nobody may call would never be made."""
    window = decide_calling_window(subject.number, subject.uf, now=starts)
    if window.allowed or (window.until is not None and window.until < ends):
        return
    if window.until is None:
        raise DetailRefused(RequiredField.CALLBACK_FROM, "não é permitido ligar para esta pessoa nesse período")
    opens = window.until.astimezone(ZoneInfo(next(iter(zones_of(subject.number)), "America/Sao_Paulo")))
    told = f"fora do horário permitido; o próximo começa em {opens:%d/%m às %H:%M} (hora do devedor)"
    raise DetailRefused(RequiredField.CALLBACK_FROM, told)


def plan_next_call(
    uow: UnitOfWork, subject: AttemptSubject, outcome: Outcome, details: DispositionDetails, saying: Saying
) -> None:
    """In the campaign that dials this person. It went by what the network and the menu showed when the call ended; the
    agent knows better.
    """
    lead_id: LeadId | None = subject.lead_id
    if is_inbound(subject.attempt_id):
        # What keeps the calls that come in never dials: they are called again by who called them last.
        lead_id = uow.inbound.lead_to_dial(subject.debtor_id, subject.portfolio_id)
    facts = None if lead_id is None else next(iter(uow.leads.facts([lead_id], now=saying.now)), None)
    if facts is None or facts.state not in (LeadState.DONE, LeadState.WAITING):
        return
    policy = RetryPolicy(max_attempts=facts.max_attempts, delay=gap_of(facts.retry_delay))
    made = facts.person.attempts_made
    decision = decide_retry(outcome.disposition, made, policy, now=saying.now, rule=outcome.rule)
    at = decision.at if isinstance(decision, RetryAt) else None
    if at is not None and outcome.rule.next_step is NextStep.CALL_BACK and details.callback_from is not None:
        at = max(saying.now, details.callback_from)
    # What the outcome is of comes first: a lead given up for a doubt is found by it.
    told = " ".join(filter(None, (outcome.disposition.value, outcome.own_code)))
    verdict = f"disposed: {told}, {type(decision).__name__}"
    if at is None and facts.state is LeadState.DONE:
        return
    uow.leads.update([_lead_update(facts, at, verdict)])
    if at is not None and uow.campaigns.wake(facts.campaign_id):
        uow.record(CampaignChanged(at=saying.now, campaign_id=facts.campaign_id))


def _lead_update(facts: LeadFacts, at: datetime | None, verdict: str) -> LeadUpdate:
    ready = LEAD_MOVES.next(facts.state, LeadMove.REOPEN if facts.state is LeadState.DONE else LeadMove.COME_DUE)
    state = LEAD_MOVES.next(ready, LeadMove.FINISH if at is None else LeadMove.RETRY_LATER)
    return LeadUpdate(
        lead_id=facts.lead_id,
        state=state,
        waiting_until=at,
        attempts_made=facts.person.attempts_made,
        last_verdict=verdict,
    )

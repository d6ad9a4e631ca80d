"""What the desk shows: the session, the call in hand and, once identity is confirmed, the debts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.call.agent_session import AgentState, PauseReason
from domain.call.disposition import Disposition
from domain.ids import AgentSessionId, AttemptId, UserId
from domain.money.charges import charges_on
from services.masking import first_name, mask_document, mask_phone
from services.negotiation.ground import Ground, ground_of
from services.ports.repositories.desk import AgentSessionFacts, AgreementFacts, CallFacts, DebtFacts
from services.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPolicy:
    """Where the operation's day begins; the charges that are shown are those of the portfolio's policy."""

    timezone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    id: AgentSessionId
    state: AgentState
    pause_reason: PauseReason | None
    state_since: datetime
    seat: str
    leg_up: bool
    asked_pause: PauseReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorView:
    """`name` and `document_masked` are None until identity is confirmed."""

    first_name: str
    name: str | None
    document_masked: str | None
    city: str
    uf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtView:
    contract: str
    creditor: str
    description: str
    status: str
    due_date: date
    days_late: int
    principal_cents: int
    multa_cents: int
    juros_cents: int
    total_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """`disposition` is the agent's own, None until given; `debts` are empty until identity is confirmed."""

    attempt_id: AttemptId
    campaign: str
    answered_at: datetime | None
    bridged_at: datetime | None
    ended_at: datetime | None
    identity_confirmed: bool
    inbound: bool
    caller_known: bool
    """False where they called us and nobody has linked the call to a debtor yet."""
    debtor: DebtorView
    phone_masked: str
    debts: Sequence[DebtView]
    steps: Sequence[Mapping[str, Any]]
    agreement: AgreementFacts | None
    disposition: Disposition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    session: SessionView | None
    call: CallView | None
    now: datetime


def read_desk(uow: UnitOfWork, user_id: UserId, policy: DeskPolicy, *, now: datetime) -> DeskView:
    return read_desks(uow, [user_id], policy, now=now)[user_id]


def read_desks(
    uow: UnitOfWork, user_ids: Collection[UserId], policy: DeskPolicy, *, now: datetime
) -> dict[UserId, DeskView]:
    """Many desks cost hardly more statements than one."""
    if not user_ids:
        return {}
    sessions = uow.desk.open_sessions(user_ids)
    in_hand = {user_id: call for user_id, session in sessions.items() if (call := _shown_call(session)) is not None}
    calls = uow.desk.calls(in_hand.values())
    desks: dict[UserId, DeskView] = {}
    for user_id in user_ids:
        session = sessions.get(user_id)
        facts = calls.get(in_hand[user_id]) if user_id in in_hand else None
        desks[user_id] = DeskView(
            session=None if session is None else _read_session(session),
            call=None if facts is None else _read_call(uow, facts, policy, now),
            now=now,
        )
    return desks


def _shown_call(session: AgentSessionFacts) -> AttemptId | None:
    # Before the bridge the call is nobody's yet: nothing of it is shown.
    return session.attempt_id if session.state in (AgentState.ON_CALL, AgentState.WRAP_UP) else None


def _read_session(session: AgentSessionFacts) -> SessionView:
    return SessionView(
        id=session.id,
        state=session.state,
        pause_reason=session.pause_reason,
        state_since=session.state_since,
        seat=session.seat,
        leg_up=session.state is not AgentState.OFFLINE and session.leg_id is not None,
        asked_pause=session.asked_pause,
    )


def _read_call(uow: UnitOfWork, facts: CallFacts, policy: DeskPolicy, now: datetime) -> CallView:
    confirmed = facts.identity_confirmed
    debts = uow.desk.debts(facts.debtor_id, facts.portfolio_id) if confirmed else ()
    ground = ground_of(uow, facts.debtor_id, facts.portfolio_id, now=now, zone=policy.timezone) if debts else None
    return CallView(
        attempt_id=facts.attempt_id,
        campaign=facts.campaign,
        answered_at=facts.answered_at,
        bridged_at=facts.bridged_at,
        ended_at=facts.closed_at,
        identity_confirmed=confirmed,
        inbound=facts.inbound,
        caller_known=facts.caller_known,
        debtor=_debtor(facts),
        phone_masked=mask_phone(facts.phone),
        debts=[_debt(debt, facts.creditor, ground) for debt in debts] if ground is not None else [],
        steps=facts.steps,
        # The agreement names amounts of the debt, so it waits for the identity as well.
        agreement=facts.agreement if confirmed else None,
        disposition=facts.disposition if facts.disposed else None,
    )


def _debtor(facts: CallFacts) -> DebtorView:
    confirmed = facts.identity_confirmed
    return DebtorView(
        first_name=first_name(facts.debtor_name),
        name=facts.debtor_name if confirmed else None,
        document_masked=mask_document(facts.document) if confirmed else None,
        city=facts.city,
        uf=facts.uf,
    )


def _debt(debt: DebtFacts, creditor: str, ground: Ground) -> DebtView:
    charges = charges_on(
        debt.principal_cents,
        due_date=debt.due_date,
        paid_on=ground.today,
        policy=ground.policy.charges,
        holidays=ground.holidays,
    )
    return DebtView(
        contract=debt.contract,
        creditor=creditor,
        description=debt.description,
        status=debt.status,
        due_date=debt.due_date,
        days_late=charges.days_late,
        principal_cents=charges.principal_cents,
        multa_cents=charges.multa_cents,
        juros_cents=charges.juros_cents,
        total_cents=charges.total_cents,
    )

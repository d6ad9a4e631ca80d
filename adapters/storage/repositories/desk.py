"""Implements `services.ports.repositories.desk`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, CommandRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, PhoneRow, PortfolioRow
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.contact.facts import DebtStatus
from domain.ids import AgentSessionId, AttemptId, CampaignId, DebtorId, PortfolioId, UserId
from services.ports.repositories.desk import AgentSessionFacts, AgreementFacts, CallFacts, DebtFacts, NewCommand
from services.ports.repositories.inbound import UNKNOWN_MARK

_SEATS_LOCK = 7_365_617_473
"""Key of PostgreSQL's advisory lock for lending seats; any number that nothing else here uses."""
_SETTLED = (DebtStatus.PAID.value, DebtStatus.WITHDRAWN.value)

_OPEN_SESSION = select(
    AgentSessionRow.id,
    AgentSessionRow.user_id,
    AgentSessionRow.seat,
    AgentSessionRow.state,
    AgentSessionRow.pause_reason,
    AgentSessionRow.state_since,
    AgentSessionRow.leg_id,
    AgentSessionRow.attempt_id,
    AgentSessionRow.asked_pause,
).where(AgentSessionRow.ended_at.is_(None))
# Built once: what a statement is made of costs more than running it.
_OPEN_SESSION_OF = (
    _OPEN_SESSION.where(AgentSessionRow.user_id == bindparam("user_id")).order_by(AgentSessionRow.id.desc()).limit(1)
)
_OPEN_SESSIONS_OF = _OPEN_SESSION.where(AgentSessionRow.user_id.in_(bindparam("user_ids", expanding=True))).order_by(
    AgentSessionRow.id
)

INSTALLMENTS = (
    select(func.count())
    .where(InstallmentRow.agreement_id == AgreementRow.id)
    .correlate(AgreementRow)
    .scalar_subquery()
    .label("installments")
)
IN_AGREEMENT = ("confirmed", "in_force", "kept")

_CALL = (
    select(
        AttemptRow.id,
        AttemptRow.campaign_id,
        CampaignRow.name.label("campaign"),
        CampaignRow.portfolio_id,
        PortfolioRow.creditor_name,
        AttemptRow.debtor_id,
        DebtorRow.name.label("debtor_name"),
        DebtorRow.document,
        DebtorRow.city,
        DebtorRow.uf,
        PhoneRow.number,
        AttemptRow.answered_at,
        AttemptRow.bridged_at,
        AttemptRow.closed_at,
        AttemptRow.disposition,
        AttemptRow.disposed_by,
        AttemptRow.direction,
        MenuSessionRow.identity_confirmed_at,
        MenuSessionRow.steps,
        AgreementRow.protocol,
        AgreementRow.total_cents,
        INSTALLMENTS,
    )
    .join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
    .join(PortfolioRow, PortfolioRow.id == CampaignRow.portfolio_id)
    .join(DebtorRow, DebtorRow.id == AttemptRow.debtor_id)
    .join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
    .outerjoin(MenuSessionRow, MenuSessionRow.attempt_id == AttemptRow.id)
    .outerjoin(AgreementRow, (AgreementRow.attempt_id == AttemptRow.id) & AgreementRow.state.in_(IN_AGREEMENT))
)
_CALL_OF = _CALL.where(AttemptRow.id == bindparam("attempt_id"))
_CALLS_OF = _CALL.where(AttemptRow.id.in_(bindparam("attempt_ids", expanding=True)))


class SqlDesk:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_session(self, user_id: UserId) -> AgentSessionFacts | None:
        row = self._connection.execute(_OPEN_SESSION_OF, {"user_id": user_id}).one_or_none()
        return None if row is None else _session_facts(row)

    def open_sessions(self, user_ids: Collection[UserId]) -> Mapping[UserId, AgentSessionFacts]:
        if len(user_ids) == 1:
            (user_id,) = user_ids
            session = self.open_session(user_id)
            return {} if session is None else {user_id: session}
        rows = self._connection.execute(_OPEN_SESSIONS_OF, {"user_ids": list(user_ids)})
        # The latest of each agent's comes last.
        return {UserId(row.user_id): _session_facts(row) for row in rows}

    def taken_seats(self) -> frozenset[str]:
        if self._connection.dialect.name == "postgresql":
            # SQLite has one writer at a time anyway.
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEATS_LOCK})
        return frozenset(
            self._connection.scalars(select(AgentSessionRow.seat).where(AgentSessionRow.ended_at.is_(None)))
        )

    def start_session(self, session_id: AgentSessionId, *, user_id: UserId, seat: str, now: datetime) -> None:
        self._connection.execute(
            insert(AgentSessionRow).values(
                id=session_id, user_id=user_id, seat=seat, state=AgentState.OFFLINE, state_since=now, started_at=now
            )
        )

    def call(self, attempt_id: AttemptId) -> CallFacts | None:
        row = self._connection.execute(_CALL_OF, {"attempt_id": attempt_id}).one_or_none()
        return None if row is None else _call_facts(row)

    def calls(self, attempt_ids: Collection[AttemptId]) -> Mapping[AttemptId, CallFacts]:
        if not attempt_ids:
            return {}
        if len(attempt_ids) == 1:
            (attempt_id,) = attempt_ids
            call = self.call(attempt_id)
            return {} if call is None else {attempt_id: call}
        rows = self._connection.execute(_CALLS_OF, {"attempt_ids": list(attempt_ids)})
        return {AttemptId(row.id): _call_facts(row) for row in rows}

    def debts(self, debtor_id: DebtorId, portfolio_id: PortfolioId) -> Sequence[DebtFacts]:
        query = (
            select(DebtRow.contract, DebtRow.description, DebtRow.principal_cents, DebtRow.due_date, DebtRow.status)
            .where(
                DebtRow.debtor_id == debtor_id, DebtRow.portfolio_id == portfolio_id, DebtRow.status.not_in(_SETTLED)
            )
            .order_by(DebtRow.due_date, DebtRow.id)
        )
        return [
            DebtFacts(
                contract=row.contract,
                description=row.description,
                principal_cents=row.principal_cents,
                due_date=row.due_date,
                status=row.status,
            )
            for row in self._connection.execute(query)
        ]

    def confirm_identity(self, attempt_id: AttemptId, *, at: datetime) -> None:
        self._note(attempt_id, "agent_identity", "confirmed", at=at, identity_confirmed_at=at)

    def note_link(self, attempt_id: AttemptId, *, at: datetime) -> None:
        self._note(attempt_id, "agent_link", "linked", at=at)

    def _note(self, attempt_id: AttemptId, step: str, result: str, *, at: datetime, **values: datetime) -> None:
        """Among the steps of the menu; nothing changes any more once identity is confirmed."""
        row = self._connection.execute(
            select(MenuSessionRow.started_at, MenuSessionRow.identity_confirmed_at, MenuSessionRow.steps).where(
                MenuSessionRow.attempt_id == attempt_id
            )
        ).one_or_none()
        if row is None:
            steps = [{"step": step, "at_ms": 0, "result": result}]
            self._connection.execute(
                insert(MenuSessionRow).values(attempt_id=attempt_id, started_at=at, steps=steps, **values)
            )
        elif row.identity_confirmed_at is None:
            at_ms = int((at - row.started_at).total_seconds() * 1000)
            steps = [*row.steps, {"step": step, "at_ms": at_ms, "result": result}]
            self._connection.execute(
                update(MenuSessionRow).where(MenuSessionRow.attempt_id == attempt_id).values(steps=steps, **values)
            )

    def dispose(
        self,
        attempt_id: AttemptId,
        *,
        disposition: Disposition,
        own_code: str | None,
        note: str,
        user_id: UserId,
        at: datetime,
    ) -> None:
        said = {"disposition": disposition, "own_disposition": own_code, "note": note}
        self._connection.execute(
            update(AttemptRow).where(AttemptRow.id == attempt_id).values(**said, disposed_by=user_id, disposed_at=at)
        )

    def add_command(self, command: NewCommand) -> None:
        self._connection.execute(
            insert(CommandRow).values(
                id=command.id,
                kind=command.kind,
                data=dict(command.data),
                issued_by=command.issued_by,
                issued_at=command.issued_at,
            )
        )


def agreement_facts(row: Any) -> AgreementFacts | None:
    """From a row with an agreement's protocol, total_cents and installments, all null when there is none."""
    if row.protocol is None:
        return None
    return AgreementFacts(protocol=row.protocol, total_cents=row.total_cents, installments=row.installments)


def _session_facts(row: Any) -> AgentSessionFacts:
    return AgentSessionFacts(
        id=AgentSessionId(row.id),
        user_id=UserId(row.user_id),
        seat=row.seat,
        state=row.state,
        pause_reason=row.pause_reason,
        state_since=row.state_since,
        leg_id=row.leg_id,
        attempt_id=AttemptId(row.attempt_id) if row.attempt_id else None,
        asked_pause=row.asked_pause,
    )


def _call_facts(row: Any) -> CallFacts:
    return CallFacts(
        attempt_id=AttemptId(row.id),
        campaign_id=CampaignId(row.campaign_id),
        campaign=row.campaign,
        portfolio_id=PortfolioId(row.portfolio_id),
        creditor=row.creditor_name,
        debtor_id=DebtorId(row.debtor_id),
        debtor_name=row.debtor_name,
        document=row.document,
        city=row.city,
        uf=row.uf,
        phone=row.number,
        answered_at=row.answered_at,
        bridged_at=row.bridged_at,
        closed_at=row.closed_at,
        disposition=row.disposition,
        disposed=row.disposed_by is not None,
        identity_confirmed=row.identity_confirmed_at is not None,
        inbound=row.direction == "inbound",
        caller_known=not row.document.startswith(UNKNOWN_MARK),
        steps=row.steps or (),
        agreement=agreement_facts(row),
    )

"""Implements `services.ports.repositories.negotiation`."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, exists, func, insert, or_, select, update

from adapters.storage.repositories.negotiation_rows import (
    APPROVAL,
    approval_of,
    policy_of,
    promise_event_of,
    promise_of,
)
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, MenuSessionRow
from adapters.storage.tables.contact import ContactHoldRow
from adapters.storage.tables.negotiation import ApprovalRequestRow, NegotiationPolicyRow, PromiseEventRow, PromiseRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, PortfolioRow
from adapters.storage.tables.strategy import DebtorProfileRow
from domain.ids import AttemptId, DebtorId, PortfolioId, UserId
from services.ports.repositories.negotiation import (
    ApprovalFacts,
    NewApproval,
    NewPolicy,
    NewPromise,
    Party,
    PolicyFacts,
    PolicyQuery,
    ProfileFacts,
    PromiseEvent,
    PromiseFacts,
)

_P = NegotiationPolicyRow
_POLICY = (
    select(*_P.__table__.columns, PortfolioRow.name.label("portfolio"), UserRow.name.label("creator"))
    .select_from(_P)
    .join(PortfolioRow, PortfolioRow.id == _P.portfolio_id)
    .outerjoin(UserRow, UserRow.id == _P.created_by)
)
_PARTY = (
    select(
        AttemptRow.id,
        AttemptRow.campaign_id,
        AttemptRow.debtor_id,
        CampaignRow.portfolio_id,
        DebtorRow.name,
        DebtorRow.document,
        DebtorRow.email,
        PortfolioRow.creditor_name,
        MenuSessionRow.identity_confirmed_at,
        AgentSessionRow.user_id,
    )
    .join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
    .join(PortfolioRow, PortfolioRow.id == CampaignRow.portfolio_id)
    .join(DebtorRow, DebtorRow.id == AttemptRow.debtor_id)
    .outerjoin(MenuSessionRow, MenuSessionRow.attempt_id == AttemptRow.id)
    .outerjoin(AgentSessionRow, (AgentSessionRow.attempt_id == AttemptRow.id) & AgentSessionRow.ended_at.is_(None))
)


class SqlNegotiation:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def policies_in_force(self, portfolio_id: PortfolioId, day: date) -> Sequence[PolicyFacts]:
        conditions = _conditions(PolicyQuery(portfolio_id=portfolio_id, valid_on=day))
        return [policy_of(row) for row in self._connection.execute(_POLICY.where(*conditions))]

    def rules_segment(self, segment: str) -> bool:
        standing = exists().where(_P.segment == segment, _P.withdrawn_at.is_(None))
        return bool(self._connection.scalar(select(standing)))

    def policy(self, policy_id: int) -> PolicyFacts | None:
        row = self._connection.execute(_POLICY.where(_P.id == policy_id)).one_or_none()
        return None if row is None else policy_of(row)

    def page(self, query: PolicyQuery, *, limit: int, offset: int) -> Sequence[PolicyFacts]:
        newest = _POLICY.where(*_conditions(query)).order_by(_P.id.desc()).limit(limit).offset(offset)
        return [policy_of(row) for row in self._connection.execute(newest)]

    def count(self, query: PolicyQuery) -> int:
        return self._connection.scalar(select(func.count()).select_from(_P).where(*_conditions(query))) or 0

    def portfolio_exists(self, portfolio_id: PortfolioId) -> bool:
        return bool(self._connection.scalar(select(exists().where(PortfolioRow.id == portfolio_id))))

    def last_version(self, portfolio_id: PortfolioId, segment: str) -> int:
        query = select(func.max(_P.version)).where(_P.portfolio_id == portfolio_id, _P.segment == segment)
        return self._connection.scalar(query) or 0

    def add_policy(self, policy: NewPolicy) -> int:
        row = insert(_P).values(
            portfolio_id=policy.portfolio_id,
            segment=policy.segment,
            version=policy.version,
            name=policy.name,
            source=policy.source,
            valid_from=policy.valid_from,
            valid_until=policy.valid_until,
            created_by=policy.created_by,
            created_at=policy.created_at,
        )
        return int(self._connection.execute(row.returning(_P.id)).scalar_one())

    def withdraw(self, policy_id: int, *, at: datetime) -> None:
        self._connection.execute(
            update(_P).where(_P.id == policy_id, _P.withdrawn_at.is_(None)).values(withdrawn_at=at)
        )

    def party(self, attempt_id: AttemptId) -> Party | None:
        row = self._connection.execute(_PARTY.where(AttemptRow.id == attempt_id)).first()
        if row is None:
            return None
        return Party(
            attempt_id=AttemptId(row.id),
            campaign_id=row.campaign_id,
            debtor_id=DebtorId(row.debtor_id),
            portfolio_id=PortfolioId(row.portfolio_id),
            name=row.name,
            document=row.document,
            email=row.email,
            creditor=row.creditor_name,
            identity_confirmed=row.identity_confirmed_at is not None,
            in_hand_of=None if row.user_id is None else UserId(row.user_id),
        )

    def profile(self, debtor_id: DebtorId) -> ProfileFacts | None:
        query = select(DebtorProfileRow.ltv_cents, DebtorProfileRow.paid_on_time, DebtorProfileRow.paid_late)
        row = self._connection.execute(query.where(DebtorProfileRow.debtor_id == debtor_id)).one_or_none()
        if row is None:
            return None
        return ProfileFacts(ltv_cents=row.ltv_cents, paid_on_time=row.paid_on_time, paid_late=row.paid_late)

    def add_approval(self, approval: NewApproval) -> None:
        self._connection.execute(
            insert(ApprovalRequestRow).values(
                id=approval.id,
                debtor_id=approval.party.debtor_id,
                portfolio_id=approval.party.portfolio_id,
                attempt_id=approval.party.attempt_id,
                proposal=dict(approval.proposal),
                approver=approval.approver,
                total_cents=approval.total_cents,
                discount_cents=approval.discount_cents,
                installments=approval.installments,
                state="pending",
                requested_by=approval.requested_by,
                requested_at=approval.requested_at,
                expires_at=approval.expires_at,
            )
        )

    def approval(self, approval_id: str, *, lock: bool = False) -> ApprovalFacts | None:
        if lock:
            held = select(ApprovalRequestRow.id).where(ApprovalRequestRow.id == approval_id).with_for_update()
            self._connection.execute(held)
        row = self._connection.execute(APPROVAL.where(ApprovalRequestRow.id == approval_id)).one_or_none()
        return None if row is None else approval_of(row)

    def approvals(self, state: str | None, *, limit: int, offset: int) -> Sequence[ApprovalFacts]:
        query = APPROVAL if state is None else APPROVAL.where(ApprovalRequestRow.state == state)
        oldest = query.order_by(ApprovalRequestRow.requested_at, ApprovalRequestRow.id).limit(limit).offset(offset)
        return [approval_of(row) for row in self._connection.execute(oldest)]

    def count_approvals(self, state: str | None) -> int:
        query = select(func.count()).select_from(ApprovalRequestRow)
        if state is not None:
            query = query.where(ApprovalRequestRow.state == state)
        return self._connection.scalar(query) or 0

    def decide_approval(self, approval_id: str, state: str, *, by: UserId | None, reason: str, at: datetime) -> None:
        self._connection.execute(
            update(ApprovalRequestRow)
            .where(ApprovalRequestRow.id == approval_id)
            .values(state=state, decided_by=by, reason=reason, decided_at=at)
        )

    def use_approval(self, approval_id: str) -> None:
        self._connection.execute(
            update(ApprovalRequestRow).where(ApprovalRequestRow.id == approval_id).values(state="used")
        )

    def add_promise(self, promise: NewPromise) -> None:
        self._connection.execute(
            insert(PromiseRow).values(
                id=promise.id,
                debtor_id=promise.debtor_id,
                portfolio_id=promise.portfolio_id,
                attempt_id=promise.attempt_id,
                amount_cents=promise.amount_cents,
                due_date=promise.due_date,
                state="open",
                made_by=promise.made_by,
                made_at=promise.made_at,
            )
        )
        self._connection.execute(
            insert(ContactHoldRow).values(
                kind="promise",
                debtor_id=promise.debtor_id,
                portfolio_id=promise.portfolio_id,
                starts_at=promise.made_at,
                ends_at=promise.held_until,
                reason="",
                attempt_id=promise.attempt_id,
                created_by=promise.made_by,
                created_at=promise.made_at,
            )
        )

    def promise(self, promise_id: str, *, lock: bool = False) -> PromiseFacts | None:
        query = select(PromiseRow.__table__).where(PromiseRow.id == promise_id)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        return None if row is None else promise_of(row)

    def open_promises(
        self, *, debtor_id: DebtorId | None = None, due_before: date | None = None, limit: int = 500
    ) -> Sequence[PromiseFacts]:
        query = select(PromiseRow.__table__).where(PromiseRow.state == "open")
        if debtor_id is not None:
            query = query.where(PromiseRow.debtor_id == debtor_id)
        if due_before is not None:
            query = query.where(PromiseRow.due_date < due_before)
        oldest = query.order_by(PromiseRow.due_date, PromiseRow.id).limit(limit)
        return [promise_of(row) for row in self._connection.execute(oldest)]

    def save_promise(self, promise_id: str, *, paid_cents: int, state: str, closed_at: datetime | None) -> None:
        self._connection.execute(
            update(PromiseRow)
            .where(PromiseRow.id == promise_id)
            .values(paid_cents=paid_cents, state=state, closed_at=closed_at)
        )

    def lift_promise_hold(self, promise: PromiseFacts, *, by: UserId | None, at: datetime) -> None:
        held = (
            ContactHoldRow.kind == "promise",
            ContactHoldRow.debtor_id == promise.debtor_id,
            ContactHoldRow.portfolio_id == promise.portfolio_id,
            ContactHoldRow.attempt_id == promise.attempt_id,
            ContactHoldRow.lifted_at.is_(None),
        )
        self._connection.execute(update(ContactHoldRow).where(*held).values(lifted_by=by, lifted_at=at))

    def add_promise_event(self, event: PromiseEvent) -> None:
        self._connection.execute(
            insert(PromiseEventRow).values(
                promise_id=event.promise_id,
                from_state=event.from_state,
                to_state=event.to_state,
                paid_cents=event.paid_cents,
                actor=event.by.actor.value,
                user_id=event.by.user_id,
                reason=event.by.reason[:200],
                at=event.at,
            )
        )

    def promise_events(self, promise_id: str) -> Sequence[PromiseEvent]:
        mine = select(PromiseEventRow.__table__).where(PromiseEventRow.promise_id == promise_id)
        return [promise_event_of(row) for row in self._connection.execute(mine.order_by(PromiseEventRow.id))]


def _conditions(query: PolicyQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.portfolio_id is not None:
        conditions.append(_P.portfolio_id == query.portfolio_id)
    if query.segment is not None:
        conditions.append(_P.segment == query.segment)
    if query.valid_on is not None:
        ends = or_(_P.valid_until.is_(None), _P.valid_until >= query.valid_on)
        conditions += [_P.withdrawn_at.is_(None), _P.valid_from <= query.valid_on, ends]
    return conditions

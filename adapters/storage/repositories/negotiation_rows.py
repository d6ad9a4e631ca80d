"""Rows of policies, approvals and promises as the use cases know them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from adapters.storage.tables.access import UserRow
from adapters.storage.tables.negotiation import ApprovalRequestRow
from adapters.storage.tables.portfolio import DebtorRow, PortfolioRow
from domain.ids import AttemptId, DebtorId, PortfolioId, UserId
from domain.language.names import first_name
from services.ports.repositories.agreements import ActedBy, Actor
from services.ports.repositories.negotiation import ApprovalFacts, PolicyFacts, PromiseEvent, PromiseFacts

_Asker = aliased(UserRow)
_Decider = aliased(UserRow)

APPROVAL = (
    select(
        *ApprovalRequestRow.__table__.columns,
        DebtorRow.name.label("debtor_name"),
        PortfolioRow.name.label("portfolio"),
        _Asker.name.label("asker"),
        _Decider.name.label("decider"),
    )
    .select_from(ApprovalRequestRow)
    .join(DebtorRow, DebtorRow.id == ApprovalRequestRow.debtor_id)
    .join(PortfolioRow, PortfolioRow.id == ApprovalRequestRow.portfolio_id)
    .outerjoin(_Asker, _Asker.id == ApprovalRequestRow.requested_by)
    .outerjoin(_Decider, _Decider.id == ApprovalRequestRow.decided_by)
)


def policy_of(row: Any) -> PolicyFacts:
    return PolicyFacts(
        id=row.id,
        portfolio_id=PortfolioId(row.portfolio_id),
        portfolio=row.portfolio,
        segment=row.segment,
        version=row.version,
        name=row.name,
        source=row.source,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        created_by=row.creator,
        created_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
    )


def approval_of(row: Any) -> ApprovalFacts:
    return ApprovalFacts(
        id=row.id,
        debtor_id=DebtorId(row.debtor_id),
        debtor=first_name(row.debtor_name),
        portfolio_id=PortfolioId(row.portfolio_id),
        portfolio=row.portfolio,
        attempt_id=None if row.attempt_id is None else AttemptId(row.attempt_id),
        proposal=row.proposal,
        approver=row.approver,
        total_cents=row.total_cents,
        discount_cents=row.discount_cents,
        installments=row.installments,
        state=row.state,
        requested_by=row.asker,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        decided_by=row.decider,
        decided_at=row.decided_at,
        reason=row.reason,
    )


def promise_of(row: Any) -> PromiseFacts:
    return PromiseFacts(
        id=row.id,
        debtor_id=DebtorId(row.debtor_id),
        portfolio_id=PortfolioId(row.portfolio_id),
        attempt_id=None if row.attempt_id is None else AttemptId(row.attempt_id),
        amount_cents=row.amount_cents,
        paid_cents=row.paid_cents,
        due_date=row.due_date,
        state=row.state,
    )


def promise_event_of(row: Any) -> PromiseEvent:
    by = ActedBy(
        actor=Actor(row.actor), reason=row.reason, user_id=None if row.user_id is None else UserId(row.user_id)
    )
    return PromiseEvent(
        promise_id=row.promise_id,
        from_state=row.from_state,
        to_state=row.to_state,
        paid_cents=row.paid_cents,
        by=by,
        at=row.at,
    )

"""Implements `services.ports.repositories.agreements`."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select, update

from adapters.storage.repositories.agreement_rows import facts_of, insert_agreement, insert_events
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.agreements import AgreementDebtRow, AgreementEventRow, AgreementRow, InstallmentRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PortfolioRow
from domain.ids import AgreementId, AttemptId, DebtId, DebtorId
from domain.money.charges import Charges
from domain.negotiation.agreement import LIVE_STATES, AgreementState, InstallmentStanding, InstallmentState
from domain.negotiation.offer import DebtBill
from services.ports.repositories.agreements import (
    AgreementEvent,
    AgreementFacts,
    AgreementQuery,
    EventFacts,
    NewAgreement,
)

_PAID = (
    select(func.coalesce(func.sum(InstallmentRow.paid_cents), 0))
    .where(InstallmentRow.agreement_id == AgreementRow.id)
    .correlate(AgreementRow)
    .scalar_subquery()
    .label("paid_cents")
)
_AGREEMENT = (
    select(
        *AgreementRow.__table__.columns,
        DebtorRow.name.label("debtor_name"),
        DebtorRow.document.label("debtor_document"),
        DebtorRow.email.label("debtor_email"),
        PortfolioRow.name.label("portfolio"),
        PortfolioRow.creditor_name.label("creditor"),
        _PAID,
    )
    .select_from(AgreementRow)
    .join(DebtorRow, DebtorRow.id == AgreementRow.debtor_id)
    .join(PortfolioRow, PortfolioRow.id == AgreementRow.portfolio_id)
)
_ONE = _AGREEMENT.where(AgreementRow.id == bindparam("agreement"))
_INSTALLMENTS = (
    select(*InstallmentRow.__table__.columns)
    .where(InstallmentRow.agreement_id == bindparam("agreement"))
    .order_by(InstallmentRow.number)
)
_BILLS = (
    select(*AgreementDebtRow.__table__.columns, DebtRow.contract)
    .select_from(AgreementDebtRow)
    .join(DebtRow, DebtRow.id == AgreementDebtRow.debt_id)
    .where(AgreementDebtRow.agreement_id == bindparam("agreement"))
    .order_by(DebtRow.due_date, DebtRow.id)
)
_LIVE = [state.value for state in sorted(LIVE_STATES)]


class SqlAgreements:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: NewAgreement) -> None:
        insert_agreement(self._connection, new)

    def get(self, agreement_id: AgreementId, *, lock: bool = False) -> AgreementFacts | None:
        if lock:
            held = select(AgreementRow.id).where(AgreementRow.id == agreement_id).with_for_update()
            self._connection.execute(held)
        row = self._connection.execute(_ONE, {"agreement": agreement_id}).one_or_none()
        if row is None:
            return None
        return replace(facts_of(row), installments=self._installments(agreement_id), bills=self._bills(agreement_id))

    def of_attempt(self, attempt_id: AttemptId) -> AgreementId | None:
        found = self._connection.scalar(select(AgreementRow.id).where(AgreementRow.attempt_id == attempt_id))
        return None if found is None else AgreementId(found)

    def page(self, query: AgreementQuery, *, limit: int, offset: int) -> Sequence[AgreementFacts]:
        newest = _AGREEMENT.where(*_conditions(query)).order_by(AgreementRow.id.desc()).limit(limit).offset(offset)
        return [facts_of(row) for row in self._connection.execute(newest)]

    def count(self, query: AgreementQuery) -> int:
        counted: Select[Any] = select(func.count()).select_from(AgreementRow).where(*_conditions(query))
        return self._connection.scalar(counted) or 0

    def events(self, agreement_id: AgreementId) -> Sequence[EventFacts]:
        query = (
            select(*AgreementEventRow.__table__.columns, UserRow.name.label("user_name"))
            .select_from(AgreementEventRow)
            .outerjoin(UserRow, UserRow.id == AgreementEventRow.user_id)
            .where(AgreementEventRow.agreement_id == agreement_id)
            .order_by(AgreementEventRow.id)
        )
        return [
            EventFacts(
                installment_number=row.installment_number,
                from_state=row.from_state,
                to_state=row.to_state,
                actor=row.actor,
                user=row.user_name,
                reason=row.reason,
                at=row.at,
            )
            for row in self._connection.execute(query)
        ]

    def live_due_before(self, day: date, *, after: AgreementId | None, limit: int) -> Sequence[AgreementId]:
        unpaid = exists().where(
            InstallmentRow.agreement_id == AgreementRow.id,
            InstallmentRow.state.in_((InstallmentState.OPEN.value, InstallmentState.OVERDUE.value)),
            InstallmentRow.due_date < day,
        )
        query = select(AgreementRow.id).where(AgreementRow.state.in_(_LIVE), unpaid, AgreementRow.id > (after or ""))
        found = self._connection.scalars(query.order_by(AgreementRow.id).limit(limit))
        return [AgreementId(one) for one in found]

    def live_of_debtor(self, debtor_id: DebtorId) -> Sequence[AgreementId]:
        query = select(AgreementRow.id).where(AgreementRow.debtor_id == debtor_id, AgreementRow.state.in_(_LIVE))
        return [AgreementId(one) for one in self._connection.scalars(query.order_by(AgreementRow.id))]

    def set_state(self, agreement_id: AgreementId, state: AgreementState, *, closed_at: datetime | None) -> None:
        self._connection.execute(
            update(AgreementRow).where(AgreementRow.id == agreement_id).values(state=state.value, closed_at=closed_at)
        )

    def save_installments(self, agreement_id: AgreementId, installments: Collection[InstallmentStanding]) -> None:
        for one in installments:
            self._connection.execute(
                update(InstallmentRow)
                .where(InstallmentRow.agreement_id == agreement_id, InstallmentRow.number == one.number)
                .values(
                    state=one.state.value,
                    paid_cents=one.paid_cents,
                    reduced_cents=one.reduced_cents,
                    late_cents=one.late_cents,
                )
            )

    def add_events(self, events: Sequence[AgreementEvent]) -> None:
        insert_events(self._connection, events)

    def set_debts(self, agreement_id: AgreementId, status: str, *, at: datetime) -> None:
        mine = select(AgreementDebtRow.debt_id).where(AgreementDebtRow.agreement_id == agreement_id)
        self._connection.execute(
            update(DebtRow)
            .where(DebtRow.id.in_(mine), DebtRow.status == "under_agreement")
            .values(status=status, updated_at=at)
        )

    def reduce_principal(self, debt_id: DebtId, *, by_cents: int, at: datetime) -> None:
        self._connection.execute(
            update(DebtRow)
            .where(DebtRow.id == debt_id)
            .values(principal_cents=DebtRow.principal_cents - by_cents, updated_at=at)
        )

    def _installments(self, agreement_id: AgreementId) -> tuple[InstallmentStanding, ...]:
        return tuple(
            InstallmentStanding(
                number=row.number,
                amount_cents=row.amount_cents,
                due_date=row.due_date,
                state=InstallmentState(row.state),
                paid_cents=row.paid_cents,
                reduced_cents=row.reduced_cents,
                late_cents=row.late_cents,
            )
            for row in self._connection.execute(_INSTALLMENTS, {"agreement": agreement_id})
        )

    def _bills(self, agreement_id: AgreementId) -> tuple[DebtBill, ...]:
        return tuple(
            DebtBill(
                DebtId(row.debt_id),
                row.contract,
                Charges(
                    principal_cents=row.principal_cents,
                    days_late=0,
                    multa_cents=row.multa_cents,
                    juros_cents=row.juros_cents,
                    correction_cents=row.correction_cents,
                    discount_cents=row.discount_cents,
                ),
            )
            for row in self._connection.execute(_BILLS, {"agreement": agreement_id})
        )


def _conditions(query: AgreementQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.state is not None:
        conditions.append(AgreementRow.state == query.state.value)
    if query.portfolio_id is not None:
        conditions.append(AgreementRow.portfolio_id == query.portfolio_id)
    if query.debtor_id is not None:
        conditions.append(AgreementRow.debtor_id == query.debtor_id)
    if query.since is not None:
        conditions.append(AgreementRow.confirmed_at >= query.since)
    if query.until is not None:
        conditions.append(AgreementRow.confirmed_at < query.until)
    return conditions

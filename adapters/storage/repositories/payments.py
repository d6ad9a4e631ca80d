"""Implements `services.ports.repositories.payments`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.payments import PaymentChargeRow, PaymentRow
from adapters.storage.tables.portfolio import DebtRow
from domain.ids import AgreementId, DebtorId, UserId
from domain.payment.charge import UNSETTLED, ChargeState, PaymentDoubt, PaymentMethod
from services.ports.repositories.payments import ChargeFacts, ChargeQuery, PaymentFacts

_C = PaymentChargeRow
CHARGE_IN_DOUBT = or_(_C.in_doubt_since.is_not(None), _C.state == ChargeState.REMOVING.value)
"""What was paid is unclear, or the agreement is over and the provider has not said yet that it was not paid before."""
_UNSETTLED = [state.value for state in sorted(UNSETTLED)]

_CHARGES: Any = _C.__table__
_ADD_CHARGE = insert(_CHARGES)
_CHARGE = select(_CHARGES).where(_CHARGES.c.txid == bindparam("charge"))
_UNSETTLED_OF = (
    select(_CHARGES)
    .where(_CHARGES.c.agreement_id == bindparam("agreement"), _CHARGES.c.state.in_(_UNSETTLED))
    .order_by(_CHARGES.c.txid)
)


class SqlPayments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_charge(self, charge: ChargeFacts) -> None:
        self._connection.execute(
            _ADD_CHARGE,
            {
                "txid": charge.txid,
                "agreement_id": charge.agreement_id,
                "installment_number": charge.installment_number,
                "debtor_id": charge.debtor_id,
                "method": charge.method.value,
                "state": charge.state.value,
                "amount_cents": charge.amount_cents,
                "due_date": charge.due_date,
                "days_after_due": charge.days_after_due,
                "code": charge.code,
                "created_at": charge.created_at,
                "checked_at": charge.checked_at,
            },
        )

    def charge(self, txid: str, *, lock: bool = False) -> ChargeFacts | None:
        query = _CHARGE.with_for_update() if lock else _CHARGE
        row = self._connection.execute(query, {"charge": txid}).one_or_none()
        return None if row is None else _charge(row)

    def unsettled_of(self, agreement_id: AgreementId) -> Sequence[ChargeFacts]:
        return [_charge(row) for row in self._connection.execute(_UNSETTLED_OF, {"agreement": agreement_id})]

    def page(self, query: ChargeQuery, *, limit: int, offset: int) -> Sequence[ChargeFacts]:
        newest = (
            select(_C.__table__)
            .where(*_conditions(query))
            .order_by(_C.created_at.desc(), _C.txid.desc())
            .limit(limit)
            .offset(offset)
        )
        return [_charge(row) for row in self._connection.execute(newest)]

    def count(self, query: ChargeQuery) -> int:
        return self._connection.scalar(select(func.count()).select_from(_C).where(*_conditions(query))) or 0

    def to_check(self, *, before: datetime, limit: int) -> Sequence[ChargeFacts]:
        query = (
            select(_C.__table__)
            .where(_C.state.in_(_UNSETTLED), _C.checked_at < before)
            .order_by(_C.checked_at, _C.txid)
            .limit(limit)
        )
        return [_charge(row) for row in self._connection.execute(query)]

    def set_state(self, txid: str, state: ChargeState, *, code: str | None, checked_at: datetime) -> None:
        values: dict[str, Any] = {"state": state.value, "checked_at": checked_at}
        if code is not None:
            values["code"] = code
        self._connection.execute(update(_C).where(_C.txid == txid).values(values))

    def doubt(self, txid: str, doubt: PaymentDoubt | None, *, since: datetime | None) -> None:
        self._connection.execute(
            update(_C).where(_C.txid == txid).values(doubt="" if doubt is None else doubt.value, in_doubt_since=since)
        )

    def add_payment(self, payment: PaymentFacts) -> bool:
        # PostgreSQL's construct compiles on SQLite too: both spell ON CONFLICT alike.
        added = self._connection.execute(
            upsert(PaymentRow)
            .values(
                end_to_end_id=payment.end_to_end_id,
                txid=payment.txid,
                agreement_id=payment.agreement_id,
                amount_cents=payment.amount_cents,
                excess_cents=payment.excess_cents,
                paid_at=payment.paid_at,
                source=payment.source,
                recorded_at=payment.recorded_at,
                recorded_by=payment.recorded_by,
            )
            .on_conflict_do_nothing(index_elements=[PaymentRow.end_to_end_id])
            .returning(PaymentRow.end_to_end_id)
        )
        return added.one_or_none() is not None

    def set_excess(self, end_to_end_id: str, excess_cents: int) -> None:
        self._connection.execute(
            update(PaymentRow).where(PaymentRow.end_to_end_id == end_to_end_id).values(excess_cents=excess_cents)
        )

    def payments_of(self, agreement_id: AgreementId) -> Sequence[PaymentFacts]:
        query = select(PaymentRow.__table__).where(PaymentRow.agreement_id == agreement_id)
        rows = self._connection.execute(query.order_by(PaymentRow.paid_at, PaymentRow.end_to_end_id))
        return [_payment(row) for row in rows]

    def paid_by(self, debtor_id: DebtorId, *, since: datetime) -> Sequence[PaymentFacts]:
        theirs = select(AgreementRow.id).where(AgreementRow.debtor_id == debtor_id)
        query = select(PaymentRow.__table__).where(PaymentRow.agreement_id.in_(theirs), PaymentRow.recorded_at >= since)
        return [_payment(row) for row in self._connection.execute(query.order_by(PaymentRow.recorded_at.desc()))]

    def last_received(self) -> datetime | None:
        told = PaymentRow.source.in_(("webhook", "reconciliation"))
        query = select(PaymentRow.paid_at).where(told).order_by(PaymentRow.paid_at.desc()).limit(1)
        return self._connection.scalars(query).one_or_none()

    def in_doubt(self, debtor_id: DebtorId) -> bool:
        charged = exists().where(_C.debtor_id == debtor_id, CHARGE_IN_DOUBT)
        claimed = exists().where(DebtRow.debtor_id == debtor_id, DebtRow.status == "claimed_paid")
        return bool(self._connection.execute(select(charged | claimed)).scalar_one())


def _conditions(query: ChargeQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.agreement_id is not None:
        conditions.append(_C.agreement_id == query.agreement_id)
    if query.state is not None:
        conditions.append(_C.state == query.state.value)
    if query.in_doubt is not None:
        in_doubt = _C.in_doubt_since.is_not(None)
        conditions.append(in_doubt if query.in_doubt else ~in_doubt)
    return conditions


def _charge(row: Any) -> ChargeFacts:
    return ChargeFacts(
        txid=row.txid,
        agreement_id=AgreementId(row.agreement_id),
        installment_number=row.installment_number,
        debtor_id=DebtorId(row.debtor_id),
        method=PaymentMethod(row.method),
        state=ChargeState(row.state),
        amount_cents=row.amount_cents,
        due_date=row.due_date,
        days_after_due=row.days_after_due,
        code=row.code,
        created_at=row.created_at,
        checked_at=row.checked_at,
        in_doubt_since=row.in_doubt_since,
        doubt=PaymentDoubt(row.doubt) if row.doubt else None,
    )


def _payment(row: Any) -> PaymentFacts:
    return PaymentFacts(
        end_to_end_id=row.end_to_end_id,
        txid=row.txid,
        agreement_id=None if row.agreement_id is None else AgreementId(row.agreement_id),
        amount_cents=row.amount_cents,
        excess_cents=row.excess_cents,
        paid_at=row.paid_at,
        source=row.source,
        recorded_at=row.recorded_at,
        recorded_by=None if row.recorded_by is None else UserId(row.recorded_by),
    )

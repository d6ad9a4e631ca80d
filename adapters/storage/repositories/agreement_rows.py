"""The rows of an agreement, as the menu and the agreements' own repository write and read them."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, update

from adapters.storage.tables.agreements import AgreementDebtRow, AgreementEventRow, AgreementRow, InstallmentRow
from adapters.storage.tables.portfolio import DebtRow
from domain.ids import AgreementId, AttemptId, DebtorId, PortfolioId
from domain.negotiation.agreement import AgreementState, InstallmentState
from domain.negotiation.late_payment import LateRates
from services.ports.repositories.agreements import AgreementEvent, AgreementFacts, NewAgreement

# On the tables and built once: the debtor waits for these on the line.
_INSERT, _INSERT_BILL, _INSERT_INSTALLMENT, _INSERT_EVENT = (
    insert(cast("Table", row.__table__)) for row in (AgreementRow, AgreementDebtRow, InstallmentRow, AgreementEventRow)
)
_DEBTS: Any = DebtRow.__table__
_BIND_DEBTS = (
    update(_DEBTS)
    .where(_DEBTS.c.id.in_(bindparam("debts", expanding=True)))
    .values(status="under_agreement", updated_at=bindparam("at"))
)


def insert_agreement(connection: Connection, new: NewAgreement) -> None:
    """The agreement with its debts, installments and first event; the debts are under agreement from now on."""
    agreement, offer = new.agreement, new.agreement.offer
    agreement_id = agreement.agreement_id
    connection.execute(_INSERT, _agreement(new))
    connection.execute(_INSERT_BILL, [_bill(agreement_id, bill) for bill in offer.bills])
    connection.execute(
        _INSERT_INSTALLMENT,
        [
            {
                "agreement_id": agreement_id,
                "number": one.number,
                "amount_cents": one.amount_cents,
                "due_date": one.due_date,
                "state": InstallmentState.OPEN.value,
            }
            for one in offer.installments
        ],
    )
    connection.execute(_BIND_DEBTS, {"debts": list(offer.debt_ids), "at": agreement.confirmed_at})
    first = AgreementEvent(
        agreement_id=agreement_id,
        from_state=AgreementState.PROPOSED.value,
        to_state=agreement.state.value,
        by=new.by,
        at=agreement.confirmed_at,
    )
    insert_events(connection, [first])


def insert_events(connection: Connection, events: Sequence[AgreementEvent]) -> None:
    if events:
        connection.execute(
            _INSERT_EVENT,
            [
                {
                    "agreement_id": event.agreement_id,
                    "installment_number": event.installment_number,
                    "from_state": event.from_state,
                    "to_state": event.to_state,
                    "actor": event.by.actor.value,
                    "user_id": event.by.user_id,
                    "reason": event.by.reason[:200],
                    "at": event.at,
                }
                for event in events
            ],
        )


def facts_of(row: Any) -> AgreementFacts:
    """From a row of the agreement joined with debtor and portfolio, without installments and bills."""
    return AgreementFacts(
        agreement_id=AgreementId(row.id),
        protocol=row.protocol,
        debtor_id=DebtorId(row.debtor_id),
        debtor_name=row.debtor_name,
        debtor_document=row.debtor_document,
        debtor_email=row.debtor_email,
        portfolio_id=PortfolioId(row.portfolio_id),
        portfolio=row.portfolio,
        creditor=row.creditor,
        attempt_id=None if row.attempt_id is None else AttemptId(row.attempt_id),
        state=AgreementState(row.state),
        principal_cents=row.principal_cents,
        charges_cents=row.charges_cents,
        discount_cents=row.discount_cents,
        interest_cents=row.interest_cents,
        total_cents=row.total_cents,
        paid_cents=int(row.paid_cents),
        monthly_rate=row.monthly_rate,
        late=LateRates(row.late_multa, row.late_juros_month),
        tolerance_days=row.tolerance_days,
        authority=row.authority,
        policy=row.policy,
        read_back=row.read_back,
        replaces=None if row.replaces is None else AgreementId(row.replaces),
        confirmed_at=row.confirmed_at,
        closed_at=row.closed_at,
    )


def _agreement(new: NewAgreement) -> dict[str, Any]:
    agreement, offer = new.agreement, new.agreement.offer
    return {
        "id": agreement.agreement_id,
        "protocol": agreement.protocol,
        "debtor_id": new.debtor_id,
        "portfolio_id": new.portfolio_id,
        "attempt_id": new.attempt_id,
        "state": agreement.state.value,
        "principal_cents": offer.principal_cents,
        "charges_cents": offer.charges_cents,
        "discount_cents": offer.discount_cents,
        "interest_cents": offer.interest_cents,
        "total_cents": offer.total_cents,
        "monthly_rate": offer.monthly_rate,
        "late_multa": offer.late.multa,
        "late_juros_month": offer.late.juros_month,
        "tolerance_days": new.tolerance_days,
        "authority": offer.authority.value,
        "policy": offer.policy,
        "read_back": agreement.read_back,
        "replaces": new.replaces,
        "confirmed_at": agreement.confirmed_at,
    }


def _bill(agreement_id: AgreementId, bill: Any) -> dict[str, Any]:
    charges = bill.charges
    return {
        "agreement_id": agreement_id,
        "debt_id": bill.debt_id,
        "principal_cents": charges.principal_cents,
        "multa_cents": charges.multa_cents,
        "juros_cents": charges.juros_cents,
        "correction_cents": charges.correction_cents,
        "discount_cents": charges.discount_cents,
    }

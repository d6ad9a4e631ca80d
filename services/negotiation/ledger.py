"""The moves of an agreement inside a transaction: state, installments, debts, charges and events together."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.call.events import AgreementChanged
from domain.ids import AgreementId
from domain.money.charges import Charges
from domain.negotiation.agreement import (
    AGREEMENT_MOVES,
    INSTALLMENT_MOVES,
    LIVE_STATES,
    AgreementMove,
    AgreementState,
    CancelReason,
    InstallmentMove,
    InstallmentStanding,
    move_after_payment,
)
from domain.negotiation.allocation import allocate_to_debts, allocate_to_installments
from domain.negotiation.late_payment import late_charges_on
from domain.payment.charge import CHARGE_MOVES, ChargeMove
from services.negotiation.errors import NoSuchAgreement
from services.ports.repositories.agreements import ActedBy, AgreementEvent, AgreementFacts
from services.ports.storage import UnitOfWork

_CLOSED = frozenset({AgreementState.KEPT, AgreementState.BROKEN, AgreementState.CANCELLED})
_DEBTS_AFTER_CANCEL = {
    CancelReason.PAID_ELSEWHERE: "paid",
    CancelReason.RENEGOTIATED: "open",
    CancelReason.DEBTOR_ASKED: "open",
    CancelReason.CREDITOR_ASKED: "open",
}


@dataclass(frozen=True, slots=True)
class Applied:
    """`excess_cents` found nothing to pay."""

    excess_cents: int
    kept: bool


def get_agreement(uow: UnitOfWork, agreement_id: AgreementId, *, lock: bool = False) -> AgreementFacts:
    facts = uow.agreements.get(agreement_id, lock=lock)
    if facts is None:
        raise NoSuchAgreement
    return facts


def apply_payment(
    uow: UnitOfWork,
    agreement: AgreementFacts,
    amount_cents: int,
    *,
    paid_on: date,
    first: int | None,
    by: ActedBy,
    at: datetime,
) -> Applied:
    """Allocate a payment to the installments, the oldest first after the one that was charged; see `domain`.

    On an agreement that is over nothing is allocated: all of it is excess, for somebody to look into.
    """
    if agreement.state not in LIVE_STATES:
        return Applied(amount_cents, kept=False)
    late = late_bills(uow, agreement, on=paid_on)
    added = {number: bill.added_cents for number, bill in late.items()}
    after = allocate_to_installments(amount_cents, agreement.installments, first=first, late_cents=added)
    paid = _save(uow, agreement, after.installments, by, at)
    return Applied(after.excess_cents, kept=_move_on(uow, paid, by, at))


def late_bills(uow: UnitOfWork, agreement: AgreementFacts, *, on: date) -> Mapping[int, Charges]:
    """What each installment that is late comes to on that day, by its number."""
    if not agreement.late:
        return {}
    holidays = uow.contact.local_holidays(agreement.debtor_id)
    return {
        one.number: bill
        for one in agreement.installments
        if one.open_cents and one.due_date < on
        if (bill := _late_bill(one, agreement, on, holidays)).added_cents
    }


def _late_bill(one: InstallmentStanding, agreement: AgreementFacts, on: date, holidays: Container[date]) -> Charges:
    return late_charges_on(one.open_cents, agreement.late, due_date=one.due_date, paid_on=on, holidays=holidays)


def save_settlement(
    uow: UnitOfWork,
    agreement: AgreementFacts,
    installments: Sequence[InstallmentStanding],
    *,
    by: ActedBy,
    at: datetime,
) -> None:
    """Every installment paid, early and for less."""
    _move_on(uow, _save(uow, agreement, installments, by, at), by, at)


def fall_overdue(
    uow: UnitOfWork, agreement: AgreementFacts, numbers: Sequence[int], *, by: ActedBy, at: datetime
) -> AgreementFacts:
    late = [
        replace(one, state=INSTALLMENT_MOVES.next(one.state, InstallmentMove.FALL_OVERDUE))
        if one.number in numbers
        else one
        for one in agreement.installments
    ]
    return _save(uow, agreement, late, by, at)


def break_agreement(uow: UnitOfWork, agreement: AgreementFacts, *, by: ActedBy, at: datetime) -> None:
    """What was paid goes to the debts, charges first and without the discount; what is left of them is open again."""
    _move(uow, agreement, AgreementMove.BREAK, by, at)
    _cancel_rest(uow, agreement, by, at)
    _give_back(uow, agreement, at)
    uow.agreements.set_debts(agreement.agreement_id, "open", at=at)


def cancel_agreement(
    uow: UnitOfWork, agreement: AgreementFacts, reason: CancelReason, *, by: ActedBy, at: datetime
) -> None:
    _move(uow, agreement, AgreementMove.CANCEL, by, at)
    _cancel_rest(uow, agreement, by, at)
    status = _DEBTS_AFTER_CANCEL[reason]
    if status == "open":
        _give_back(uow, agreement, at)
    uow.agreements.set_debts(agreement.agreement_id, status, at=at)


def _save(
    uow: UnitOfWork, before: AgreementFacts, after: Sequence[InstallmentStanding], by: ActedBy, at: datetime
) -> AgreementFacts:
    """Write the installments that changed, and an event for each that changed its state."""
    pairs = [(old, new) for old, new in zip(before.installments, after, strict=True) if old != new]
    uow.agreements.save_installments(before.agreement_id, [new for _old, new in pairs])
    moved = [(old, new) for old, new in pairs if old.state is not new.state]
    uow.agreements.add_events(
        [
            AgreementEvent(
                agreement_id=before.agreement_id,
                installment_number=new.number,
                from_state=old.state.value,
                to_state=new.state.value,
                by=by,
                at=at,
            )
            for old, new in moved
        ]
    )
    if moved:
        uow.record(AgreementChanged(at=at, agreement_id=before.agreement_id, state=before.state))
    return replace(before, installments=tuple(after))


def _move_on(uow: UnitOfWork, agreement: AgreementFacts, by: ActedBy, at: datetime) -> bool:
    """After a payment: in force, or kept with its debts paid and nothing more to be charged."""
    if not any(one.paid_cents for one in agreement.installments):
        return False
    move = move_after_payment(agreement.installments)
    _move(uow, agreement, move, by, at)
    if move is AgreementMove.PAY_PART:
        return False
    uow.agreements.set_debts(agreement.agreement_id, "paid", at=at)
    _remove_charges(uow, agreement.agreement_id)
    return True


def _move(uow: UnitOfWork, agreement: AgreementFacts, move: AgreementMove, by: ActedBy, at: datetime) -> None:
    state = AGREEMENT_MOVES.next(agreement.state, move)
    if state is agreement.state:
        return
    uow.agreements.set_state(agreement.agreement_id, state, closed_at=at if state in _CLOSED else None)
    uow.agreements.add_events(
        [
            AgreementEvent(
                agreement_id=agreement.agreement_id,
                from_state=agreement.state.value,
                to_state=state.value,
                by=by,
                at=at,
            )
        ]
    )
    uow.record(AgreementChanged(at=at, agreement_id=agreement.agreement_id, state=state))


def _cancel_rest(uow: UnitOfWork, agreement: AgreementFacts, by: ActedBy, at: datetime) -> None:
    after = [
        replace(one, state=INSTALLMENT_MOVES.next(one.state, InstallmentMove.CANCEL)) if one.open_cents else one
        for one in agreement.installments
    ]
    _save(uow, agreement, after, by, at)
    _remove_charges(uow, agreement.agreement_id)


def _give_back(uow: UnitOfWork, agreement: AgreementFacts, at: datetime) -> None:
    bills = [replace(bill, charges=replace(bill.charges, discount_cents=0)) for bill in agreement.bills]
    for share in allocate_to_debts(agreement.paid_cents, bills).shares:
        if share.principal_cents:
            uow.agreements.reduce_principal(share.debt_id, by_cents=share.principal_cents, at=at)


def _remove_charges(uow: UnitOfWork, agreement_id: AgreementId) -> None:
    """What the provider still asks for is to be taken back; the keeper does it."""
    for charge in uow.payments.unsettled_of(agreement_id):
        if CHARGE_MOVES.allows(charge.state, ChargeMove.ASK_REMOVAL):
            state = CHARGE_MOVES.next(charge.state, ChargeMove.ASK_REMOVAL)
            uow.payments.set_state(charge.txid, state, code=None, checked_at=charge.checked_at)

"""Which charge is wanted for an agreement, and the row that it stands in until the provider has made it."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from domain.negotiation.agreement import LIVE_STATES
from domain.payment.charge import ChargeState, ChargeTerm, PaymentMethod
from services.negotiation.errors import AgreementOver
from services.negotiation.settling import settlement_of
from services.payments.errors import NothingToCharge
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.payments import ChargeFacts
from services.ports.storage import UnitOfWork

_NEVER_ASKED: Final = timedelta(days=1)
"""So long ago that the keeper asks at once."""


def wanted_charge(
    agreement: AgreementFacts, number: int | None, method: PaymentMethod, *, txid: str, zone: tzinfo, now: datetime
) -> ChargeFacts:
    """Of an installment, or (number None) of all that is open at once. Raises AgreementOver, NothingToCharge."""
    if agreement.state not in LIVE_STATES:
        raise AgreementOver
    today = now.astimezone(zone).date()
    amount, due = _open_amount(agreement, number, today)
    return ChargeFacts(
        txid=txid,
        agreement_id=agreement.agreement_id,
        installment_number=number,
        debtor_id=agreement.debtor_id,
        method=method,
        state=ChargeState.CREATING,
        amount_cents=amount,
        due_date=max(due, today),
        days_after_due=0 if number is None else agreement.tolerance_days,
        code="",
        created_at=now,
        checked_at=now - _NEVER_ASKED,
    )


def stand_charge(uow: UnitOfWork, wanted: ChargeFacts, *, today: date) -> ChargeFacts:
    """A charge that stands already and comes to the same, or the wanted one, written down."""
    for standing in uow.payments.unsettled_of(wanted.agreement_id):
        if _serves(standing, wanted, today):
            return standing
    uow.payments.add_charge(wanted)
    return wanted


def next_open(agreement: AgreementFacts) -> int:
    """The number of the installment to be paid next. Raises NothingToCharge."""
    for one in agreement.installments:
        if one.open_cents:
            return one.number
    raise NothingToCharge


def _open_amount(agreement: AgreementFacts, number: int | None, today: date) -> tuple[int, date]:
    if number is None:
        return settlement_of(agreement, today).total_cents, today
    for one in agreement.installments:
        if one.number == number and one.open_cents:
            return one.open_cents, one.due_date
    raise NothingToCharge


def _serves(standing: ChargeFacts, wanted: ChargeFacts, today: date) -> bool:
    return (
        standing.state in {ChargeState.CREATING, ChargeState.ATIVA}
        and standing.installment_number == wanted.installment_number
        and standing.method is wanted.method
        and standing.amount_cents == wanted.amount_cents
        and today <= ChargeTerm(standing.due_date, standing.days_after_due).last_day()
    )

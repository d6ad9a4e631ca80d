"""Which charge is wanted for an agreement, and the row that it stands in until the provider has made it."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from domain.money.charges import Charges
from domain.negotiation.agreement import LIVE_STATES, InstallmentStanding
from domain.negotiation.late_payment import ON_TIME_ONLY, LateRates
from domain.payment.charge import ChargeState, ChargeTerm, PaymentMethod
from services.negotiation.errors import AgreementOver
from services.negotiation.ledger import late_bills
from services.negotiation.settling import settlement_of
from services.payments.errors import NothingToCharge
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.payments import ChargeFacts
from services.ports.storage import UnitOfWork

_NEVER_ASKED: Final = timedelta(days=1)
"""So long ago that the keeper asks at once."""


def wanted_charge(
    uow: UnitOfWork,
    agreement: AgreementFacts,
    number: int | None,
    method: PaymentMethod,
    *,
    txid: str,
    zone: tzinfo,
    now: datetime,
) -> ChargeFacts:
    """Of an installment, or (number None) of all that is open at once. Raises AgreementOver, NothingToCharge.

    That of late installments holds what the delay costs today, and asks no more while it can be paid.
    """
    if agreement.state not in LIVE_STATES:
        raise AgreementOver
    today = now.astimezone(zone).date()
    if number is None:
        amount, due, days = settlement_of(uow, agreement, today).total_cents, today, 0
    else:
        one = _open_installment(agreement, number)
        bill = late_bills(uow, agreement, on=today).get(number)
        amount, due = one.open_cents if bill is None else bill.total_cents, max(one.due_date, today)
        days = max(0, agreement.tolerance_days - (0 if bill is None else bill.days_late))
    return ChargeFacts(
        txid=txid,
        agreement_id=agreement.agreement_id,
        installment_number=number,
        debtor_id=agreement.debtor_id,
        method=method,
        state=ChargeState.CREATING,
        amount_cents=amount,
        due_date=due,
        days_after_due=days,
        code="",
        created_at=now,
        checked_at=now - _NEVER_ASKED,
    )


def stand_charge(uow: UnitOfWork, agreement: AgreementFacts, wanted: ChargeFacts, *, today: date) -> ChargeFacts:
    """A charge that stands already and comes to the same, or the wanted one, written down."""
    for standing in uow.payments.unsettled_of(wanted.agreement_id):
        if _serves(standing, wanted, agreement, today):
            return standing
    uow.payments.add_charge(wanted)
    return wanted


def rates_of(charge: ChargeFacts, agreement: AgreementFacts) -> LateRates:
    """What the provider adds by itself after the charge's day: only to one of an installment that was not late."""
    for one in agreement.installments:
        if one.number == charge.installment_number and charge.due_date <= one.due_date:
            return agreement.late
    return ON_TIME_ONLY


def late_on(uow: UnitOfWork, agreement: AgreementFacts, charge: ChargeFacts | None, *, today: date) -> Charges | None:
    """What the charge comes to today, item by item, when its installment is late; without one, the next to be paid.

    A charge that was made late already asks for what the delay cost on its own day.
    """
    if charge is None:
        number = next((one.number for one in agreement.installments if one.open_cents), 0)
        return late_bills(uow, agreement, on=today).get(number)
    if charge.installment_number is None:
        bill = settlement_of(uow, agreement, charge.due_date).bill
        return bill if bill.added_cents and bill.total_cents == charge.amount_cents else None
    day = today if rates_of(charge, agreement) else charge.due_date
    return late_bills(uow, agreement, on=day).get(charge.installment_number)


def next_open(agreement: AgreementFacts) -> int:
    """The number of the installment to be paid next. Raises NothingToCharge."""
    for one in agreement.installments:
        if one.open_cents:
            return one.number
    raise NothingToCharge


def _open_installment(agreement: AgreementFacts, number: int) -> InstallmentStanding:
    for one in agreement.installments:
        if one.number == number and one.open_cents:
            return one
    raise NothingToCharge


def _serves(standing: ChargeFacts, wanted: ChargeFacts, agreement: AgreementFacts, today: date) -> bool:
    return (
        standing.state in {ChargeState.CREATING, ChargeState.ATIVA}
        and standing.installment_number == wanted.installment_number
        and standing.method is wanted.method
        and (standing.amount_cents == wanted.amount_cents or _grows(standing, agreement))
        and today <= ChargeTerm(standing.due_date, standing.days_after_due).last_day()
    )


def _grows(standing: ChargeFacts, agreement: AgreementFacts) -> bool:
    """Whether it is for all that is open of its installment, to which the provider adds what a delay costs."""
    opened = [one.open_cents for one in agreement.installments if one.number == standing.installment_number]
    grows = standing.state is ChargeState.ATIVA and bool(rates_of(standing, agreement))
    return grows and opened == [standing.amount_cents]

"""An agreement paid off at once, on the day and by the calendar of its debtor."""

from datetime import date

from domain.negotiation.settlement import Settlement, settle_on
from services.ports.repositories.agreements import AgreementFacts
from services.ports.storage import UnitOfWork


def settlement_of(uow: UnitOfWork, agreement: AgreementFacts, day: date) -> Settlement:
    holidays = uow.contact.local_holidays(agreement.debtor_id)
    return settle_on(
        day, agreement.installments, monthly_rate=agreement.monthly_rate, late=agreement.late, holidays=holidays
    )

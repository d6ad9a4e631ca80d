"""A debt as it stands on a day."""

from collections.abc import Container
from datetime import date

from domain.ids import DebtId
from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.money.charges import ChargesPolicy, charges_on
from domain.negotiation.offer import OpenDebt


def open_debt(
    debt_id: DebtId,
    *,
    contract: str,
    description: str,
    principal_cents: int,
    due_date: date,
    today: date,
    policy: ChargesPolicy,
    holidays: Container[date] = BANK_HOLIDAYS,
) -> OpenDebt:
    charges = charges_on(principal_cents, due_date=due_date, paid_on=today, policy=policy, holidays=holidays)
    return OpenDebt(debt_id=debt_id, contract=contract, description=description, due_date=due_date, charges=charges)

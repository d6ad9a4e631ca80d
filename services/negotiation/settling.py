"""An agreement paid off at once."""

from dataclasses import dataclass
from datetime import date

from domain.money.schedule import Payment, early_settlement
from services.ports.repositories.agreements import AgreementFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Everything that is open, paid today: what each open installment comes to, and what is saved."""

    amounts_cents: tuple[int, ...]
    reduction_cents: int

    @property
    def total_cents(self) -> int:
        return sum(self.amounts_cents)


def settlement_of(agreement: AgreementFacts, today: date) -> Settlement:
    remaining = [Payment(one.due_date, one.open_cents) for one in agreement.installments if one.open_cents]
    amounts = early_settlement(remaining, on=today, monthly_basis_points=agreement.monthly_rate)
    owed = sum(payment.amount_cents for payment in remaining)
    return Settlement(amounts_cents=amounts, reduction_cents=owed - sum(amounts))

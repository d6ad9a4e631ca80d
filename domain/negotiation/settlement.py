"""An agreement paid off at once: what is not due yet loses its interest, what is late bears what its delay costs."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.money.charges import Charges
from domain.money.schedule import Payment, early_settlement
from domain.negotiation.agreement import InstallmentStanding
from domain.negotiation.late_payment import LateRates, late_charges_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """All that is open, paid on a day; `bills` by the number of the installment, each on its reduced amount."""

    bills: dict[int, Charges]
    reduction_cents: int

    @property
    def bill(self) -> Charges:
        """All of it as one bill; the days are those of the installment that is the latest."""
        bills = self.bills.values()
        return Charges(
            principal_cents=sum(bill.principal_cents for bill in bills),
            days_late=max((bill.days_late for bill in bills), default=0),
            multa_cents=sum(bill.multa_cents for bill in bills),
            juros_cents=sum(bill.juros_cents for bill in bills),
        )

    @property
    def agreed_cents(self) -> int:
        """Without what the delays cost."""
        return self.bill.principal_cents

    @property
    def total_cents(self) -> int:
        return self.bill.total_cents

    @property
    def multa_cents(self) -> int:
        return self.bill.multa_cents

    @property
    def juros_cents(self) -> int:
        return self.bill.juros_cents


def settle_on(
    day: date,
    installments: Sequence[InstallmentStanding],
    *,
    monthly_rate: int,
    late: LateRates,
    holidays: Container[date] = BANK_HOLIDAYS,
) -> Settlement:
    """`monthly_rate` is that of the agreement, in basis points; `late` as it was told before the yes."""
    remaining = [one for one in installments if one.open_cents]
    payments = [Payment(one.due_date, one.open_cents) for one in remaining]
    amounts = early_settlement(payments, on=day, monthly_basis_points=monthly_rate)
    return Settlement(
        bills={
            one.number: late_charges_on(amount, late, due_date=one.due_date, paid_on=day, holidays=holidays)
            for one, amount in zip(remaining, amounts, strict=True)
        },
        reduction_cents=sum(one.open_cents for one in remaining) - sum(amounts),
    )

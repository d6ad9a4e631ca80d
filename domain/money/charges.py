"""What a late debt costs: a fine once, simple interest by the day, each on the principal alone, and the correction."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from domain.money.amounts import BASIS_POINTS, divide_half_up, round_half_up
from domain.money.index_table import IndexTable
from domain.negotiation.business_days import next_business_day

MULTA_CEILING_BASIS_POINTS = 200
_DAYS_IN_RATE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargesPolicy:
    """Rates in hundredths of a percent; the law caps the fine at 2 % of the instalment (CDC art. 52 §1).

    `correction` is the index by which the principal is corrected, where contract or law asks for it.
    """

    multa_basis_points: int = 200
    juros_basis_points_per_month: int = 100
    correction: IndexTable | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.multa_basis_points <= MULTA_CEILING_BASIS_POINTS:
            raise ValueError("the fine is between 0 and 2 %")
        if self.juros_basis_points_per_month < 0:
            raise ValueError("interest is never negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """One instalment's bill, item by item; the discount is already granted on it, never negative."""

    principal_cents: int
    days_late: int
    multa_cents: int
    juros_cents: int
    correction_cents: int = 0
    discount_cents: int = 0

    @property
    def added_cents(self) -> int:
        """All that was added to the principal, before any discount."""
        return self.multa_cents + self.juros_cents + self.correction_cents

    def discounted(self, discount_cents: int) -> "Charges":
        """The same bill with that discount; written out, since offers are built by the thousand a second."""
        return Charges(
            principal_cents=self.principal_cents,
            days_late=self.days_late,
            multa_cents=self.multa_cents,
            juros_cents=self.juros_cents,
            correction_cents=self.correction_cents,
            discount_cents=discount_cents,
        )

    @property
    def total_cents(self) -> int:
        return self.principal_cents + self.added_cents - self.discount_cents


def charges_on(
    principal_cents: int, *, due_date: date, paid_on: date, policy: ChargesPolicy, holidays: Container[date] = ()
) -> Charges:
    """Charges of one debt if it is paid on `paid_on`; nothing is added up to and on the due date.

    Due on a day without banks and paid by the next working one counts as paid on time; paid later, every day counts
    from the original date (Lei 7.089/1983).
    """
    days_late = days_late_on(paid_on, due_date=due_date, holidays=holidays)
    if not days_late:
        return Charges(principal_cents=principal_cents, days_late=0, multa_cents=0, juros_cents=0)
    correction = 0
    if policy.correction is not None:
        correction = round_half_up(principal_cents * (policy.correction.factor(due_date, paid_on) - 1))
    return Charges(
        principal_cents=principal_cents,
        days_late=days_late,
        multa_cents=divide_half_up(principal_cents * policy.multa_basis_points, BASIS_POINTS),
        juros_cents=divide_half_up(
            principal_cents * policy.juros_basis_points_per_month * days_late, BASIS_POINTS * _DAYS_IN_RATE
        ),
        correction_cents=correction,
    )


def days_late_on(day: date, *, due_date: date, holidays: Container[date] = ()) -> int:
    """Calendar days from the original due date; 0 while the payment is still on time."""
    if day <= due_date or day <= next_business_day(due_date, holidays=holidays):
        return 0
    return (day - due_date).days

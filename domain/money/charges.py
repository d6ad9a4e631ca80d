"""What a late debt costs: a fine once, and simple interest by the day, each on the principal alone."""

from dataclasses import dataclass
from datetime import date

from domain.money.amounts import divide_half_up

_BASIS_POINTS = 10_000
_DAYS_IN_RATE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargesPolicy:
    """Rates in hundredths of a percent; the law caps the fine at 2 % of the instalment (CDC art. 52 §1)."""

    multa_basis_points: int = 200
    juros_basis_points_per_month: int = 100

    def __post_init__(self) -> None:
        if not 0 <= self.multa_basis_points <= 200:
            raise ValueError("the fine is between 0 and 2 %")
        if self.juros_basis_points_per_month < 0:
            raise ValueError("interest is never negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    principal_cents: int
    days_late: int
    multa_cents: int
    juros_cents: int

    @property
    def total_cents(self) -> int:
        return self.principal_cents + self.multa_cents + self.juros_cents


def charges_on(principal_cents: int, *, due_date: date, paid_on: date, policy: ChargesPolicy) -> Charges:
    """Charges of one debt if it is paid on `paid_on`; nothing is added up to and on the due date."""
    days_late = max(0, (paid_on - due_date).days)
    multa = divide_half_up(principal_cents * policy.multa_basis_points, _BASIS_POINTS) if days_late else 0
    juros = divide_half_up(
        principal_cents * policy.juros_basis_points_per_month * days_late, _BASIS_POINTS * _DAYS_IN_RATE
    )
    return Charges(principal_cents=principal_cents, days_late=days_late, multa_cents=multa, juros_cents=juros)

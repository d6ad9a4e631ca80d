"""What an instalment of an agreement costs when it is paid after its day: told before the yes, or nothing."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.money.amounts import format_percent
from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.money.charges import MULTA_CEILING_BASIS_POINTS, Charges, ChargesPolicy, charges_on
from domain.negotiation.law import NON_BANK_MONTHLY_CEILING


@dataclass(frozen=True, slots=True)
class LateRates:
    """In basis points: a fine once, and simple interest by the month, each on what is open of the instalment.

    Kept with the agreement, as they were told. Never above 2 % (CDC 52 §1) and 1 % a month, whoever the creditor is:
    raises ValueError.
    """

    multa: int = 0
    juros_month: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.multa <= MULTA_CEILING_BASIS_POINTS or not 0 <= self.juros_month <= NON_BANK_MONTHLY_CEILING:
            raise ValueError("a late instalment costs 2 % once and 1 % a month at most")

    def __bool__(self) -> bool:
        return bool(self.multa or self.juros_month)

    @property
    def words(self) -> str:
        """What of them is charged, in pt-BR; empty when nothing is."""
        said = []
        if self.multa:
            said.append(f"multa de {format_percent(self.multa)}")
        if self.juros_month:
            said.append(f"juros de mora de {format_percent(self.juros_month)} ao mês, por dia de atraso")
        return " e ".join(said)


ON_TIME_ONLY: Final = LateRates()
"""Of agreements in which nothing was said of it: nothing is added."""


def late_rates_of(charges: ChargesPolicy) -> LateRates:
    """Those of the portfolio's policy, down to the law's ceilings where it has more; no correction."""
    return LateRates(charges.multa_basis_points, min(charges.juros_basis_points_per_month, NON_BANK_MONTHLY_CEILING))


def late_charges_on(
    open_cents: int, rates: LateRates, *, due_date: date, paid_on: date, holidays: Container[date] = BANK_HOLIDAYS
) -> Charges:
    """The bill of what is open of an instalment, if that is paid on `paid_on`."""
    policy = ChargesPolicy(multa_basis_points=rates.multa, juros_basis_points_per_month=rates.juros_month)
    return charges_on(open_cents, due_date=due_date, paid_on=paid_on, policy=policy, holidays=holidays)

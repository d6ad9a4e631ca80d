"""Custo efetivo total: the yearly rate that makes the payments worth what they settle (Resolução CMN 4.881/2020)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from domain.money.schedule import Payment

_PRECISION: Final = 34
_DAYS_IN_YEAR: Final = 365
_ENOUGH: Final = Decimal("0.0000001")
"""Of the rate: a hundred times finer than the two decimals of percent that are stated."""


def cet_basis_points(settled_cents: int, *, on: date, payments: Sequence[Payment]) -> int:
    """CET by year, in hundredths of a percent; 0 when the payments cost nothing above what they settle.

    The rate r solves Σ payment / (1 + r)^(days/365) = settled. The left side falls as r grows, so the root is bracketed
    by doubling and then halved: slower than Newton, and it cannot miss. Raises ValueError when what is due on `on` or
    before settles all by itself, since no rate changes what that is worth.
    """
    if settled_cents <= 0 or sum(payment.amount_cents for payment in payments) <= settled_cents:
        return 0
    if sum(payment.amount_cents for payment in payments if payment.due_date <= on) >= settled_cents:
        raise ValueError("what is paid at once already settles all: no rate makes it worth that")
    with localcontext(prec=_PRECISION):
        low, high = Decimal(0), Decimal(1)
        while _worth(payments, on, high) > settled_cents:
            low, high = high, high * 2
        while high - low > _ENOUGH * max(Decimal(1), low):
            middle = (low + high) / 2
            if _worth(payments, on, middle) > settled_cents:
                low = middle
            else:
                high = middle
        return int(((low + high) / 2 * 10_000).to_integral_value())


def _worth(payments: Sequence[Payment], on: date, yearly_rate: Decimal) -> Decimal:
    growth = (1 + yearly_rate).ln() / _DAYS_IN_YEAR
    return sum(
        (payment.amount_cents * (-growth * max(0, (payment.due_date - on).days)).exp() for payment in payments),
        Decimal(0),
    )

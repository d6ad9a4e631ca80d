"""How a total is split into instalments, with and without interest, and what paying early saves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Final

from domain.money.amounts import BASIS_POINTS, divide_half_up, round_half_up

_PRECISION: Final = 34
_DAYS_IN_MONTH: Final = 30


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment still to be made."""

    due_date: date
    amount_cents: int


def split_evenly(total_cents: int, parts: int) -> tuple[int, ...]:
    """Equal parts without interest; the cents that do not divide go to the first."""
    if parts < 1 or total_cents < 0:
        raise ValueError("a total that is not negative is split into one part or more")
    share, residue = divmod(total_cents, parts)
    return (share + residue, *[share] * (parts - 1))


def price_table(present_value_cents: int, *, monthly_basis_points: int, parts: int) -> tuple[int, ...]:
    """Tabela Price: equal instalments, each a month after the other, the last with the residue of the roundings.

    Interest of each month is rounded to the cent, as a debtor would check it by hand. Without a rate, see
    `split_evenly`.
    """
    if parts < 1 or present_value_cents < 0 or monthly_basis_points < 0:
        raise ValueError("an amount that is not negative is split into one part or more, at no negative rate")
    if not monthly_basis_points:
        return split_evenly(present_value_cents, parts)
    instalment = _price_instalment(present_value_cents, monthly_basis_points, parts)
    balance = present_value_cents
    for _ in range(parts - 1):
        balance += _interest(balance, monthly_basis_points) - instalment
        if balance < 0:
            # Too few cents for so many parts: the rounding alone would pay them early.
            return split_evenly(present_value_cents, parts)
    return (*[instalment] * (parts - 1), balance + _interest(balance, monthly_basis_points))


def early_settlement(payments: Sequence[Payment], *, on: date, monthly_basis_points: int) -> tuple[int, ...]:
    """What settles each of the remaining payments on that day, in cents.

    A payment not yet due loses the interest of the days that are saved, at the rate of the agreement, compounded by
    months of 30 days (CDC art. 52 §2); one without interest, or already due, loses nothing.
    """
    if not monthly_basis_points:
        return tuple(payment.amount_cents for payment in payments)
    with localcontext(prec=_PRECISION):
        growth = 1 + Decimal(monthly_basis_points) / BASIS_POINTS
        return tuple(
            round_half_up(payment.amount_cents / growth ** (Decimal(days_saved(payment, on)) / _DAYS_IN_MONTH))
            for payment in payments
        )


def days_saved(payment: Payment, on: date) -> int:
    return max(0, (payment.due_date - on).days)


def _price_instalment(present_value_cents: int, monthly_basis_points: int, parts: int) -> int:
    with localcontext(prec=_PRECISION):
        rate, annuity = _annuity(monthly_basis_points, parts)
        return round_half_up(present_value_cents * rate / annuity)


@lru_cache(maxsize=4096)
def _annuity(monthly_basis_points: int, parts: int) -> tuple[Decimal, Decimal]:
    """The rate i, and 1 - (1 + i)^-n."""
    with localcontext(prec=_PRECISION):
        rate = Decimal(monthly_basis_points) / BASIS_POINTS
        return rate, 1 - (1 + rate) ** -parts


def _interest(balance_cents: int, monthly_basis_points: int) -> int:
    return divide_half_up(balance_cents * monthly_basis_points, BASIS_POINTS)

"""Integer cents: exact division, and the written form."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

BASIS_POINTS: Final = 10_000
"""A rate of 100 %, in hundredths of a percent."""


def divide_half_up(dividend: int, divisor: int) -> int:
    """The quotient rounded to the nearest integer, halves upwards; for amounts, which are never negative."""
    if dividend < 0 or divisor <= 0:
        raise ValueError("amounts are divided by a positive number and are never negative")
    return (2 * dividend + divisor) // (2 * divisor)


def round_half_up(amount: Decimal) -> int:
    """Whole cents of an exact amount in cents."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def share_floor(amount_cents: int, basis_points: int) -> int:
    """That part of the amount, rounded down: for ceilings, which are never exceeded by a rounding."""
    return amount_cents * basis_points // BASIS_POINTS


def share_half_up(amount_cents: int, basis_points: int) -> int:
    return divide_half_up(amount_cents * basis_points, BASIS_POINTS)


def format_reais(amount_cents: int) -> str:
    """Gives "R$ 1.234,56"."""
    sign = "-" if amount_cents < 0 else ""
    reais, cents = divmod(abs(amount_cents), 100)
    return f"{sign}R$ {reais:,}".replace(",", ".") + f",{cents:02d}"


def format_percent(basis_points: int) -> str:
    """Gives "1,99%" and "2%"."""
    whole, fraction = divmod(basis_points, 100)
    return f"{whole},{fraction:02d}".rstrip("0").rstrip(",") + "%"

"""Integer cents: exact division, and the written form."""


def divide_half_up(dividend: int, divisor: int) -> int:
    """The quotient rounded to the nearest integer, halves upwards; for amounts, which are never negative."""
    if dividend < 0 or divisor <= 0:
        raise ValueError("amounts are divided by a positive number and are never negative")
    return (2 * dividend + divisor) // (2 * divisor)


def format_reais(amount_cents: int) -> str:
    """Gives "R$ 1.234,56"."""
    sign = "-" if amount_cents < 0 else ""
    reais, cents = divmod(abs(amount_cents), 100)
    return f"{sign}R$ {reais:,}".replace(",", ".") + f",{cents:02d}"

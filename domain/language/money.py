"""Amounts of reais in words."""

from domain.language.numbers import cardinal


def spoken_reais(amount_cents: int) -> str:
    """Gives "mil duzentos e trinta e quatro reais e cinquenta e seis centavos"; parts that are zero are left out."""
    if amount_cents < 0:
        raise ValueError("a negative amount is never spoken")
    reais, cents = divmod(amount_cents, 100)
    parts = []
    if reais or not cents:
        parts.append(f"{cardinal(reais)} {_unit_of(reais)}")
    if cents:
        parts.append(f"{cardinal(cents)} {'centavo' if cents == 1 else 'centavos'}")
    return " e ".join(parts)


def _unit_of(reais: int) -> str:
    if reais == 1:
        return "real"
    # A round million is a noun: "dois milhões de reais".
    return "de reais" if reais and reais % 1_000_000 == 0 else "reais"

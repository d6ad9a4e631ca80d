"""What no policy may do, each with the article that forbids it, and debts that may not be collected any more."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.money.charges import MULTA_CEILING_BASIS_POINTS

MULTA_LAW: Final = "CDC, art. 52, §1º"
USURY_LAW: Final = "Decreto 22.626/1933 (Lei da Usura), art. 1º"
MORA_LAW: Final = "Decreto 22.626/1933 (Lei da Usura), art. 5º"
PRESCRIPTION_LAW: Final = "Código Civil, art. 206, §5º, I"
NON_BANK_MONTHLY_CEILING: Final = 100
_PRESCRIPTION_YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class Breach:
    """`field` is the one to blame, `why` says in pt-BR what the article allows."""

    field: str
    law: str
    why: str


def breach_of_multa(basis_points: int) -> Breach | None:
    if basis_points <= MULTA_CEILING_BASIS_POINTS:
        return None
    return Breach("encargos.multa", MULTA_LAW, "a multa é de no máximo 2% da prestação")


def breach_of_juros(basis_points: int, *, lender_is_bank: bool) -> Breach | None:
    """Interest for delay, by month."""
    if lender_is_bank or basis_points <= NON_BANK_MONTHLY_CEILING:
        return None
    return Breach("encargos.juros_mes", MORA_LAW, "credor que não é banco cobra no máximo 1% de juros de mora ao mês")


def breach_of_rate(basis_points: int, *, lender_is_bank: bool) -> Breach | None:
    """Interest of instalments, by month."""
    if lender_is_bank or basis_points <= NON_BANK_MONTHLY_CEILING:
        return None
    return Breach("parcelamento.juros_mes", USURY_LAW, "credor que não é banco parcela a no máximo 1% ao mês")


def is_time_barred(due_date: date, *, today: date) -> bool:
    """Five years after the due date a debt is not offered, not even out of court (STJ; Tema 1264 pending)."""
    day = min(due_date.day, 28) if due_date.month == 2 else due_date.day
    return today > due_date.replace(year=due_date.year + _PRESCRIPTION_YEARS, day=day)

"""Boleto bancário: barcode (44 digits), linha digitável (47), due-date factor with its 2025 restart (FEBRABAN)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from domain.errors import DomainError

BASE_DATE = date(1997, 10, 7)
CYCLE_DAYS = 9000
FIRST_FACTOR = 1000
MAX_AMOUNT_CENTS = 99_999_999_99
_SEPARATORS = re.compile(r"[.\s-]")


class BoletoError(DomainError):
    """The boleto cannot be built or its digits do not hold; the message says which field and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boleto:
    """`bank` 3 digits; `free_field` the bank's own 25 digits; `due` None for no due date; amount 0 means open."""

    bank: str
    due: date | None
    amount_cents: int
    free_field: str

    def __post_init__(self) -> None:
        _require_digits("bank", self.bank, 3)
        _require_digits("free field", self.free_field, 25)
        if not 0 <= self.amount_cents <= MAX_AMOUNT_CENTS:
            raise BoletoError("amount: from 0,00 to 99.999.999,99")


def due_factor(due: date) -> int:
    """Days since 1997-10-07 up to 9999 (2025-02-21); from the next day it runs again from 1000 to 9999."""
    days = (due - BASE_DATE).days
    if days < FIRST_FACTOR:
        raise BoletoError("due date: before 2000-07-03 there is no factor")
    return FIRST_FACTOR + (days - FIRST_FACTOR) % CYCLE_DAYS


def due_from_factor(factor: int, *, near: date) -> date | None:
    """The due date nearest to `near` (the issue date, or today) that has this factor; 0 means none."""
    if factor == 0:
        return None
    if not FIRST_FACTOR <= factor <= FIRST_FACTOR + CYCLE_DAYS - 1:
        raise BoletoError("due-date factor: 0000, or from 1000 to 9999")
    first = BASE_DATE + timedelta(days=factor)
    cycles = max(0, round((near - first).days / CYCLE_DAYS))
    return first + timedelta(days=cycles * CYCLE_DAYS)


def barcode_of(boleto: Boleto) -> str:
    """The 44 digits under the bars."""
    factor = 0 if boleto.due is None else due_factor(boleto.due)
    tail = f"{factor:04d}{boleto.amount_cents:010d}{boleto.free_field}"
    return f"{boleto.bank}9{_mod11(f'{boleto.bank}9{tail}')}{tail}"


def typeable_line_of(barcode: str) -> str:
    """The 47 digits of the linha digitável, without punctuation; see `punctuate`."""
    _check_barcode(barcode)
    fields = (barcode[:4] + barcode[19:24], barcode[24:34], barcode[34:44])
    return "".join(part + _mod10(part) for part in fields) + barcode[4] + barcode[5:19]


def punctuate(line: str) -> str:
    """`AAAAA.AAAAA BBBBB.BBBBBB CCCCC.CCCCCC D EEEEEEEEEEEEEE`, as people read it."""
    return f"{line[:5]}.{line[5:10]} {line[10:15]}.{line[15:21]} {line[21:26]}.{line[26:32]} {line[32]} {line[33:]}"


def barcode_from_line(text: str) -> str:
    """The barcode of a linha digitável, punctuated or not; every check digit is verified. Raises BoletoError."""
    line = _SEPARATORS.sub("", text)
    if len(line) == 48 and line.startswith("8"):
        raise BoletoError("line: starts with 8, a utility bill (arrecadação), not a boleto")
    _require_digits("line", line, 47)
    parts = (line[:10], line[10:21], line[21:32])
    for number, part in enumerate(parts, start=1):
        if _mod10(part[:-1]) != part[-1]:
            raise BoletoError(f"line: the check digit of field {number} does not hold")
    barcode = line[:4] + line[32:] + line[4:9] + line[10:20] + line[21:31]
    _check_barcode(barcode)
    return barcode


def parse_barcode(barcode: str, *, near: date) -> Boleto:
    """Read a barcode; `near` settles which cycle the due-date factor is of. Raises BoletoError."""
    _check_barcode(barcode)
    return Boleto(
        bank=barcode[:3],
        due=due_from_factor(int(barcode[5:9]), near=near),
        amount_cents=int(barcode[9:19]),
        free_field=barcode[19:],
    )


def _check_barcode(barcode: str) -> None:
    _require_digits("barcode", barcode, 44)
    if barcode[3] != "9":
        raise BoletoError("barcode: the currency digit must be 9 (real)")
    if _mod11(barcode[:4] + barcode[5:]) != barcode[4]:
        raise BoletoError("barcode: the general check digit does not hold")


def _require_digits(name: str, value: str, length: int) -> None:
    if len(value) != length or not (value.isascii() and value.isdigit()):
        raise BoletoError(f"{name}: exactly {length} digits")


def _mod10(digits: str) -> str:
    total = 0
    for digit, weight in zip(reversed(digits), cycle((2, 1)), strict=False):
        product = int(digit) * weight
        total += product // 10 + product % 10
    return str((10 - total % 10) % 10)


def _mod11(digits: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(reversed(digits), cycle(range(2, 10)), strict=False))
    check = 11 - total % 11
    return "1" if check in {0, 10, 11} else str(check)

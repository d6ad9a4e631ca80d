"""Digits one by one (phones, documents, protocols) and percentages."""

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from domain.language.numbers import cardinal

DIGIT_WORDS: Final = ("zero", "um", "dois", "três", "quatro", "cinco", "meia", "sete", "oito", "nove")
"""In a spoken list 6 is "meia", which no ear takes for "três"."""


LETTER_WORDS: Final = MappingProxyType(
    {
        "A": "á", "B": "bê", "C": "cê", "D": "dê", "E": "é", "F": "efe", "G": "gê", "H": "agá", "I": "i", "J": "jota",
        "K": "cá", "L": "ele", "M": "eme", "N": "ene", "O": "ó", "P": "pê", "Q": "quê", "R": "erre", "S": "esse",
        "T": "tê", "U": "u", "V": "vê", "W": "dáblio", "X": "xis", "Y": "ípsilon", "Z": "zê",
    }
)  # fmt: skip


def spelled(word: str) -> str:
    """Letters by their names and digits one by one: "SPC" gives "esse pê cê". Raises KeyError for anything else."""
    names = (DIGIT_WORDS[int(sign)] if sign in "0123456789" else LETTER_WORDS[sign] for sign in word.upper())
    return " ".join(names)


def spoken_digits(digits: str, *, groups: Sequence[int] = ()) -> str:
    """Digits one by one, a comma between groups; what the groups leave over goes in threes."""
    if not digits.isascii() or not digits.isdigit():
        raise ValueError("only the digits 0 to 9 are spoken one by one")
    return ", ".join(" ".join(DIGIT_WORDS[int(digit)] for digit in group) for group in _grouped(digits, groups))


def spoken_document(document: str) -> str:
    """A CPF in groups of 3-3-3-2, a CNPJ in 2-3-3-4-2; a CNPJ's letters by their names."""
    groups = (3, 3, 3, 2) if len(document) == 11 else (2, 3, 3, 4, 2)
    return ", ".join(spelled(part) for part in _grouped(document, groups))


def spoken_phone(national_number: str) -> str:
    """A national number with its DDD: 2-5-4 for a mobile, 2-4-4 for a landline."""
    return spoken_digits(national_number, groups=(2, len(national_number) - 6, 4))


def spoken_percent(value: Decimal) -> str:
    """Gives "dois por cento", "um vírgula noventa e nove por cento"."""
    if value < 0:
        raise ValueError("a negative percentage is never spoken")
    return f"{spoken_decimal(value)} por cento"


def spoken_decimal(value: Decimal) -> str:
    """Gives "um vírgula cinco", "zero vírgula zero três"; a whole number is said as one."""
    whole, _, fraction = format(value, "f").partition(".")
    fraction = fraction.rstrip("0")
    words = cardinal(int(whole))
    if fraction:
        zeros = len(fraction) - len(fraction.lstrip("0"))
        words = " ".join([words, "vírgula", *["zero"] * zeros, cardinal(int(fraction))])
    return words


def _grouped(digits: str, groups: Sequence[int]) -> list[str]:
    parts = []
    for size in groups:
        part, digits = digits[:size], digits[size:]
        if part:
            parts.append(part)
    return parts + [digits[start : start + 3] for start in range(0, len(digits), 3)]

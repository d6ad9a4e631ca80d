"""How a trunk wants the dialled number written."""

from enum import StrEnum

_BRAZIL = "55"


class NumberFormat(StrEnum):
    """From E.164, say `+5511987654321`."""

    E164 = "e164"
    """`+5511987654321`"""
    DIGITS = "digits"
    """`5511987654321`"""
    NATIONAL = "national"
    """`011987654321`: 0, area code, number; a foreign number goes as 00 and its digits."""
    LOCAL = "local"
    """`11987654321`: area code and number; a foreign number goes as 00 and its digits."""


def dial_string(number: str, number_format: NumberFormat) -> str:
    """The user part of the SIP address; raises ValueError for what is not an E.164 number."""
    digits = number.removeprefix("+")
    if not number.startswith("+") or not digits.isascii() or not digits.isdigit() or not 3 <= len(digits) <= 15:
        raise ValueError("the number to dial is not E.164")
    if number_format is NumberFormat.E164:
        return number
    if number_format is NumberFormat.DIGITS:
        return digits
    if not digits.startswith(_BRAZIL):
        return "00" + digits
    national = digits.removeprefix(_BRAZIL)
    return "0" + national if number_format is NumberFormat.NATIONAL else national

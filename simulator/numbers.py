"""Numbers as the product dials them, and those whose digits say who answers (load tests, no persona book needed)."""

import hashlib
import re
from enum import IntEnum

_LOAD_NUMBER = re.compile(r"55\d\d900(\d\d)\d{4}")


class DialplanCode(IntEnum):
    """Codes answered by the carrier's dialplan alone, without a script: they cost the least."""

    LISTENS_5_SECONDS = 1
    BUSY = 2
    UNALLOCATED = 3
    CONGESTION = 4
    RINGS_OUT = 5
    STAYS_UNTIL_HUNG_UP = 6
    PACED = 7
    """The serial says what happens and how long it takes (simulator/paced.py)."""


def load_number(code: int, serial: int, *, ddd: str = "11") -> str:
    """The E.164 number `+55 DD 9 00CC SSSS` for a code and one of 10,000 serials."""
    if not (0 <= code <= 99 and 0 <= serial <= 9999):
        raise ValueError("a load number has a code of two digits and a serial of four")
    return f"+55{ddd}900{code:02d}{serial:04d}"


def load_code(number: str) -> int | None:
    """The code of a load test's number (digits of E.164), None for any other."""
    found = _LOAD_NUMBER.fullmatch(number)
    return int(found.group(1)) if found else None


def e164_digits(dialed: str) -> str:
    """The digits of E.164 from any of the forms trunks are sent: +55DDN, 55DDN, 0DDN, DDN, 0 + carrier code + DDN."""
    digits = re.sub(r"\D", "", dialed).lstrip("0")
    if len(digits) in {10, 11}:
        return f"55{digits}"
    if len(digits) in {12, 13} and not digits.startswith("55"):
        return f"55{digits[2:]}"
    return digits


def stranger_ref(number: str) -> str:
    """What logs call a number that is in no book: it may be somebody's, so it is not written down."""
    return "n" + hashlib.sha256(number.encode()).hexdigest()[:10]

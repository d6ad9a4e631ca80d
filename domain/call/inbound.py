"""Attempts that debtors make: the switch names such a call itself, and its name and our id tell one another."""

import re
from typing import Final

from domain.ids import AttemptId

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
_LENGTH: Final = 26
_MARK: Final = int.from_bytes(b"liga\x9a", "big")
"""Forty bits in the random part of a ULID, which a drawn one has by chance once in a million million."""
_NAME: Final = re.compile(r"(\d{1,11})\.(\d{1,12})")


def attempt_of_channel(name: str) -> AttemptId | None:
    """The attempt id of a call that the switch calls `<epoch seconds>.<number>`; None for any other name."""
    found = _NAME.fullmatch(name) if name.isascii() else None
    if found is None:
        return None
    value = (int(found[1]) * 1000) << 80 | _MARK << 40 | int(found[2])
    return AttemptId("".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_LENGTH))))


def channel_of_attempt(attempt_id: str) -> str | None:
    """The switch's own name of an inbound call; None for an attempt that we made."""
    if len(attempt_id) != _LENGTH or any(character not in _VALUES for character in attempt_id):
        return None
    value = 0
    for character in attempt_id:
        value = value << 5 | _VALUES[character]
    milliseconds, seconds_left = divmod(value >> 80, 1000)
    if (value >> 40) & ((1 << 40) - 1) != _MARK or seconds_left:
        return None
    return f"{milliseconds}.{value & ((1 << 40) - 1)}"


def is_inbound(attempt_id: str) -> bool:
    return channel_of_attempt(attempt_id) is not None

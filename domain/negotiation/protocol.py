"""The number given to the debtor as proof of what was done in a call."""

import hashlib
from datetime import date
from typing import Final

SPOKEN_GROUPS: Final = (2, 2, 2, 3, 3)
_DRAWN: Final = 1_000_000


def protocol_number(unique_id: str, *, day: date) -> str:
    """Twelve digits: the local day as AAMMDD and six drawn from a fresh id.

    Two ids of one day may share a number (one pair in a million), so whoever stores it draws again when it is taken.
    """
    drawn = int.from_bytes(hashlib.sha256(unique_id.encode()).digest()[:8]) % _DRAWN
    return f"{day:%y%m%d}{drawn:06d}"

"""Seats: the softphone accounts of the switch, lent to agents for the length of a session."""

import hashlib
import hmac


def seat_name(number: int) -> str:
    """`seat01` for 1."""
    return f"seat{number:02d}"


def seat_secret(secret_key: str, seat: str) -> str:
    """The SIP password of a seat: derived, so that it is written nowhere but in the switch's configuration."""
    return hmac.new(secret_key.encode(), seat.encode(), hashlib.sha256).hexdigest()[:32]

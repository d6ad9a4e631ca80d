"""The steps of the outbound menu, its keys for offers and its limits."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.negotiation.offer import OfferKind

IDENTITY_TRIES: Final = 2
OFFER_KEYS: Final = {OfferKind.IN_FULL: "1", OfferKind.TWO_INSTALMENTS: "2"}
CALLED_BACK: Final = "nobody_free"


class Step(StrEnum):
    NOT_STARTED = "not_started"
    RIGHT_PARTY = "right_party"
    IDENTITY = "identity"
    OPTIONS = "options"
    READ_BACK = "read_back"
    WORKING = "working"
    """A fact is being committed."""
    PROTOCOL = "protocol"
    HANDING_OVER = "handing_over"
    FAREWELL = "farewell"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundPolicy:
    """`limit_seconds`: from then on the next answer is a farewell, whatever it is."""

    limit_seconds: float = 480.0

"""How many calls to place now. Pure: time and events come in, a number comes out."""

from dialer.pacing.contract import Pacer, PacingPolicy, UnknownDialMode
from dialer.pacing.ivr import IvrPacer

__all__ = ["Pacer", "PacingPolicy", "UnknownDialMode", "create_pacer"]


def create_pacer(mode: str, *, policy: PacingPolicy | None = None) -> Pacer:
    """The pacer of a dial mode; raises UnknownDialMode."""
    if mode == "ivr":
        return IvrPacer(policy or PacingPolicy())
    raise UnknownDialMode(mode)

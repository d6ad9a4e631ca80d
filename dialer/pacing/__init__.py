"""How many calls to place now. Pure: time and events come in, a number comes out."""

from collections.abc import Callable

from dialer.pacing.contract import Goal, Pacer, PacingPolicy, UnknownDialMode
from dialer.pacing.guard import Guard
from dialer.pacing.menu_only import MenuOnly
from dialer.pacing.power import Power
from dialer.pacing.predictive import Predictive
from dialer.pacing.preview import Preview
from dialer.pacing.progressive import Progressive
from dialer.pacing.situation import Way

__all__ = ["DIAL_MODES", "Goal", "Pacer", "PacingPolicy", "UnknownDialMode", "create_pacer"]

_WAYS: dict[str, Callable[[PacingPolicy], Way]] = {
    "ivr": MenuOnly,
    "preview": Preview,
    "progressive": Progressive,
    "power": Power,
    "predictive": Predictive.direct,
    "menu_first": Predictive.menu_first,
}
DIAL_MODES = tuple(_WAYS)


def create_pacer(mode: str, *, policy: PacingPolicy | None = None) -> Pacer:
    """The pacer of a dial mode; raises UnknownDialMode."""
    way = _WAYS.get(mode)
    if way is None:
        raise UnknownDialMode(mode)
    policy = policy or PacingPolicy()
    return Guard(way(policy), policy)

"""Over which trunk a call goes, and which of the house's own numbers it shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.contact.ddd import ddd_of, uf_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkPolicy:
    congestion_share: float = 0.3
    """Of the last calls: more than this met congestion, and the others are tried first."""
    least_calls: int = 5
    """Fewer than these say nothing of a trunk."""
    slow_dial_seconds: float = 8.0
    """From the order to the first sign of ringing: a trunk slower than this goes behind the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkState:
    """`room`: calls it may take now, by its channels and its calls per second. Priority 1 goes before 2."""

    name: str
    room: int
    priority: int = 1
    cost: int = 0
    """Of a minute, in hundredths of a cent."""
    calls: int = 0
    """The last ones that are known."""
    congested: int = 0
    """Of those, turned away for want of circuits, or not taken at all."""
    rests_until: datetime | None = None
    post_dial_delay: float | None = None
    """Median seconds; None: not known yet."""


def decide_trunk(trunks: Iterable[TrunkState], policy: TrunkPolicy, *, now: datetime) -> str | None:
    """The usable trunk of the first priority, the cheapest of these; None when none has room.

    Congestion and slow dialling never close the only way out: such a trunk is used when there is no better one.
    """
    usable = [trunk for trunk in trunks if trunk.room > 0]
    if not usable:
        return None
    best = min(
        usable,
        key=lambda trunk: (
            trunk.rests_until is not None and now < trunk.rests_until,
            (trunk.post_dial_delay or 0.0) > policy.slow_dial_seconds,
            trunk.priority,
            trunk.cost,
            -trunk.room,
            trunk.name,
        ),
    )
    return best.name


def is_congested(trunk: TrunkState, policy: TrunkPolicy) -> bool:
    return trunk.calls >= policy.least_calls and trunk.congested / trunk.calls > policy.congestion_share


def decide_caller_id(wanted: str, owned: Sequence[str], number: str) -> str | None:
    """The number shown to `number`: the campaign's own, or one from where the debtor lives; never one not owned.

    `owned` empty: the carrier fixes what is shown, and the campaign's wish is passed on as it is.
    """
    if not owned:
        return wanted or None
    if wanted in owned:
        return wanted
    ddd, uf = ddd_of(number), uf_of(number)
    return min(owned, key=lambda own: (ddd_of(own) != ddd, uf_of(own) != uf, owned.index(own)))

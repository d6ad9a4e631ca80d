"""The trunks as they are now: what each may still take, and how its last calls fared."""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

import structlog

from dialer.call_rate import CallRate
from dialer.settings import TrunkSettings
from domain.call.hangup import HangupCause
from domain.call.trunk_choice import TrunkPolicy, TrunkState, decide_caller_id, decide_trunk, is_congested

log = structlog.get_logger(__name__)
LAST_CALLS = 20
NOT_TAKEN = -1
"""In place of a cause: the switch did not take the order."""
REST = timedelta(seconds=30)
_CONGESTION = frozenset(
    {
        HangupCause.CONGESTION,
        HangupCause.NETWORK_OUT_OF_ORDER,
        HangupCause.TEMPORARY_FAILURE,
        HangupCause.SWITCH_CONGESTION,
    }
)


@dataclass(slots=True, eq=False)
class _Trunk:
    settings: TrunkSettings
    rate: CallRate
    fared: deque[bool] = field(default_factory=lambda: deque(maxlen=LAST_CALLS))
    """Of the last calls, whether each met congestion."""
    dial_delays: deque[float] = field(default_factory=lambda: deque(maxlen=LAST_CALLS))
    rests_until: datetime | None = None


class TrunkBoard:
    """`in_use` counts the calls by trunk, from whoever holds them; times are monotonic seconds."""

    def __init__(
        self, trunks: Sequence[TrunkSettings], in_use: "Counter[str]", policy: TrunkPolicy | None = None
    ) -> None:
        self._trunks = {one.name: _Trunk(one, CallRate(one.calls_per_second)) for one in trunks}
        self._in_use = in_use
        self._policy = policy or TrunkPolicy()
        self._planned: Counter[str] = Counter()
        self.allowed_of: Callable[[str], float] = lambda _name: 1.0
        """What part of a trunk's calls per second the law leaves it now."""

    @property
    def cap(self) -> float:
        """Calls per second over all of them."""
        return sum(trunk.settings.calls_per_second for trunk in self._trunks.values())

    @property
    def held_by_law(self) -> bool:
        return any(self.allowed_of(name) < 1.0 for name in self._trunks)

    def room(self, t: float, *, factor: float = 1.0) -> int:
        """How many calls may be placed now."""
        return sum(self._room(trunk, t, factor) for trunk in self._trunks.values())

    def plan(self, t: float, *, now: datetime, factor: float = 1.0) -> str | None:
        """The trunk for one more call, kept free for it until `taken` or `clear_plans`; None: there is no room."""
        states = [self._state(trunk, self._room(trunk, t, factor)) for trunk in self._trunks.values()]
        name = decide_trunk(states, self._policy, now=now)
        if name is not None:
            self._planned[name] += 1
        return name

    def taken(self, name: str, t: float) -> None:
        """The call goes out over this trunk."""
        trunk = self._trunks.get(name)
        if trunk is not None:
            trunk.rate.take(t, 1)

    def clear_plans(self) -> None:
        self._planned.clear()

    def caller_id(self, name: str, wanted: str, number: str) -> str | None:
        return decide_caller_id(wanted, self._trunks[name].settings.owned_numbers, number)

    def rang(self, name: str, delay_seconds: float) -> None:
        """The first sign of life of a call, so long after its order."""
        trunk = self._trunks.get(name)
        if trunk is not None:
            trunk.dial_delays.append(delay_seconds)
            trunk.fared.append(False)

    def failed(self, name: str, cause: int, *, now: datetime) -> None:
        """A call ended before it rang, or was not taken at all (`cause` NOT_TAKEN)."""
        trunk = self._trunks.get(name)
        if trunk is None:
            return
        trunk.fared.append(cause in _CONGESTION or cause == NOT_TAKEN)
        if is_congested(self._state(trunk, 1), self._policy) and (
            trunk.rests_until is None or trunk.rests_until <= now
        ):
            trunk.rests_until = now + REST
            trunk.fared.clear()
            log.warning("trunk_congested", trunk=name)

    def _room(self, trunk: _Trunk, t: float, factor: float) -> int:
        name, planned = trunk.settings.name, self._planned[trunk.settings.name]
        channels = trunk.settings.channels - self._in_use[name]
        allowed = min(factor, self.allowed_of(name))
        return max(0, min(channels, trunk.rate.available(t, factor=allowed)) - planned)

    def _state(self, trunk: _Trunk, room: int) -> TrunkState:
        settings = trunk.settings
        return TrunkState(
            name=settings.name,
            room=room,
            priority=settings.priority,
            cost=settings.cost,
            calls=len(trunk.fared),
            congested=sum(trunk.fared),
            rests_until=trunk.rests_until,
            post_dial_delay=median(trunk.dial_delays) if len(trunk.dial_delays) >= self._policy.least_calls else None,
        )

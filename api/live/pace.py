"""How often the live stream does what it does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HubPace:
    """Seconds. The truth is polled faster while the broker is away; each kind rests between two pushes, the desks just
    long enough that what changes in one moment is read in one go.
    """

    heartbeat: float = 10.0
    poll: float = 15.0
    poll_without_broker: float = 2.0
    desk_rest: float = 0.02
    outcomes_rest: float = 0.25
    floor_rest: float = 0.5
    imports_rest: float = 0.3
    sessions_check: float = 30.0
    resubscribe: float = 1.0

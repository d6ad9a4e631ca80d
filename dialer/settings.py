"""What the dialer is told at start. Seconds unless named otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkSettings:
    name: str
    channels: int
    """Calls at once, at most."""
    calls_per_second: float
    """In any second, at most; below 1 it means one call each 1/x seconds."""
    carrier: str = ""
    """Who carries its calls; empty: known by the trunk's own name."""
    cnpj_root: str = ""
    """Of whose calls these are, for Anatel's meter: eight characters."""
    caller_id: str | None = None
    """Shown when the campaign has no caller id of its own."""
    caller_ids: tuple[str, ...] = ()
    """The house's own numbers on this trunk: of these one is shown, from where the debtor lives if there is one."""
    priority: int = 1
    """Trunks of priority 1 are used before those of 2, as long as they have room."""
    cost: int = 0
    """Of a minute, in hundredths of a cent: of equal priority the cheaper goes first."""

    @property
    def owned_numbers(self) -> tuple[str, ...]:
        return self.caller_ids or (() if self.caller_id is None else (self.caller_id,))


@dataclass(frozen=True, slots=True, kw_only=True)
class DialerSettings:
    name: str
    """Owner of its attempts and leads, the same after a restart, and of no other running dialer."""
    trunk: TrunkSettings
    further_trunks: tuple[TrunkSettings, ...] = ()
    longest_ring_seconds: float = 60.0
    """No campaign lets a call ring longer: one that still does after it is looked for."""
    agent_ring_timeout_seconds: float = 15.0
    person_wait_seconds: float = 20.0
    """How long a debtor who asked for a person waits before the menu takes over again."""
    originate_deadline_seconds: float = 2.0
    """An originate not sent this long after its decision is never sent."""
    refused_pause_seconds: float = 60.0
    """A lead whose order the switch refused is not tried again for so long."""
    lease_seconds: float = 60.0
    tick_seconds: float = 0.1
    decision_rest_seconds: float = 0.02
    """Between two decisions on how many calls to place: what happens meanwhile is decided on together."""
    poll_seconds: float = 1.0
    """Slow re-reading of campaigns and commands, for news that were lost."""
    bridge_settle_seconds: float = 2.0
    missing_grace_seconds: float = 2.0
    """A leg not listed is given this long for its hang-up to come before it counts as lost."""
    uncertain_seconds: float = 10.0
    """After an order without an answer, how long events are waited for before legs are listed."""
    silent_call_seconds: float = 180.0
    """An answered call of which nothing was heard for so long is looked for among the legs."""
    sweep_seconds: float = 5.0
    shutdown_seconds: float = 5.0
    """How long a stopping dialer tries to commit outcomes it holds."""
    meter_seconds: float = 30.0
    """How often Anatel's meter is looked at."""
    day_zone: str = "America/Sao_Paulo"
    """Whose calendar names the recordings' folders."""

    @property
    def trunks(self) -> tuple[TrunkSettings, ...]:
        return (self.trunk, *self.further_trunks)

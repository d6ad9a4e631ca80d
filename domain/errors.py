"""Root of every error that a rule raises."""


class DomainError(Exception):
    """A rule was broken."""


class IllegalTransition(DomainError):
    """A state machine was asked for a move that its table does not hold."""

    def __init__(self, machine: str, state: str, event: str) -> None:
        self.machine = machine
        self.state = state
        self.event = event
        super().__init__(f"{machine}: no move from {state!r} on {event!r}")

"""Who answered, or asked for a person, and has no agent yet."""

from collections.abc import Hashable

_LONGEST_WAIT_SECONDS = 120.0
"""Nobody waits longer: beyond it the end of the wait was missed."""


class WaitingPeople:
    """Repeated and missed events do no harm."""

    def __init__(self) -> None:
        self._since: dict[Hashable, float] = {}
        self._unseen = 0

    def __len__(self) -> int:
        return len(self._since) + self._unseen

    def add(self, call: Hashable, now: float) -> bool:
        """False when it waits already."""
        if call in self._since:
            return False
        self._since[call] = now
        return True

    def remove(self, call: Hashable) -> float | None:
        """Since when it waited; None when it did not."""
        return self._since.pop(call, None)

    def longer_than(self, seconds: float, now: float) -> list[Hashable]:
        """Who waits longer, the longest first."""
        return [call for call, since in self._since.items() if now - since > seconds]

    def on_event(self, now: float, kind: str, call: Hashable) -> None:
        """For ways of dialing that need no more than the count."""
        if kind in {"answer_human", "agent_request"}:
            self.add(call, now)
        elif kind in {"connect", "abandon"}:
            self.remove(call)

    def settle(self, now: float, told: int | None) -> None:
        """What the caller tells is the truth; without it, whoever waits too long is gone."""
        while self._since and (len(self._since) > told if told is not None else self._is_stale(now)):
            self._since.pop(next(iter(self._since)))
        self._unseen = 0 if told is None else told - len(self._since)

    def _is_stale(self, now: float) -> bool:
        return now - next(iter(self._since.values())) > _LONGEST_WAIT_SECONDS

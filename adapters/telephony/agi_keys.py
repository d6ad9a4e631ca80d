"""Keys in the order they were pressed, also those pressed while no command was listening.

Between two AGI commands Asterisk reads the channel and throws pressed keys away. The dialplan's StoreDTMF keeps all of
them in a variable; this ledger says which of those the menu has not had yet.
"""


class KeyLedger:
    """Pure: told of keys returned by commands and of the store's content, it gives the next key."""

    def __init__(self) -> None:
        self._taken = 0
        self._waiting = ""

    @property
    def waiting(self) -> bool:
        return bool(self._waiting)

    def sync(self, stored: str | None) -> None:
        """`stored` is every key of the call so far; None when this Asterisk keeps no store."""
        if stored is not None and len(stored) > self._taken:
            self._waiting = stored[self._taken :]

    def next(self, *, heard: str | None = None) -> str | None:
        """The earliest key not yet given; `heard` is one that a command returned, used where the store lacks it."""
        if self._waiting:
            key, self._waiting = self._waiting[0], self._waiting[1:]
        elif heard is not None:
            key = heard
        else:
            return None
        self._taken += 1
        return key

    def forget(self) -> None:
        """Whatever waits is never given."""
        self._taken += len(self._waiting)
        self._waiting = ""

    def skip(self) -> str | None:
        """As `next`, for a key that stops nothing and is to be forgotten."""
        return self.next()

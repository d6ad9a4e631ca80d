"""Clocks and ids of a running process."""

from datetime import UTC, datetime, timedelta

from ulid import ULID


class SystemClock:
    """The machine's clock, moved by a fixed offset in the demo, whose calendar starts on a working Tuesday."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset


class UlidSource:
    def new_id(self) -> str:
        return str(ULID())

"""Why a whole file was refused; a single row that is refused becomes a `Rejection`."""

from dataclasses import dataclass


class ImportRefused(Exception):
    """`reason` is for the user, in Portuguese."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ValueRefused(Exception):
    """A cell cannot be understood; `reason` is for the user, in Portuguese, and does not repeat the value."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True, repr=False)
class Rejection:
    """A cell, or a whole row when `column` is empty, that was not taken; the value is for the report, never a log."""

    line: int
    column: str
    value: str
    reason: str

    def __repr__(self) -> str:
        return f"Rejection(line={self.line}, column={self.column!r}, reason={self.reason!r})"

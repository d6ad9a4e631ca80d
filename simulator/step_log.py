"""What debtors did and when: one JSON object a line, so that tests and benches can lay both ends side by side."""

import json
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO


class StepLog:
    """Appends to a file; `at_ms` is the machine's monotonic clock, the same for all processes of the machine.

    Holds fictitious references, personas and acts: no number, name or digit.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a", encoding="utf-8", buffering=1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, at_seconds: float, call: str, step: str, **details: str | float) -> None:
        """Record one act of one call; outside the `with` it is dropped."""
        if self._file is not None:
            row = {"at_ms": round(at_seconds * 1000, 1), "call": call, "step": step, **details}
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")

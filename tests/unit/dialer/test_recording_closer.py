"""When what a crash left open is looked for, on virtual time."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dialer.journal import Journal
from dialer.recording_closer import FAILED_DISK_SECONDS, LOOK_AGAIN_SECONDS, RecordingCloser
from dialer.settings import DialerSettings, TrunkSettings
from domain.ids import AttemptId
from services.ports.repositories.recordings_write import RecordingResult, RecordingToClose
from services.ports.storage import StorageError
from tests.support.dialing import TUESDAY_TEN
from tests.support.virtual_time import InlineExecutor, VirtualClock, VirtualTimeLoop, run_virtual

LEFT = RecordingToClose(
    attempt_id=AttemptId("left"),
    started_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
    talk_seconds=10.0,
    bridged=False,
)


class Shelf:
    """Disk and database in one: at each look it fails as it is told to, and then has one recording left over."""

    def __init__(self, failures: list[Exception]) -> None:
        self.failures = failures
        self.looked_at: list[float] = []
        self.closed: list[tuple[str, date]] = []

    async def write(self, _work: Callable[[Any], Any]) -> Any:
        if self.failures:
            raise self.failures.pop(0)
        return [] if self.closed else [LEFT]

    async def read(self, _work: Callable[[Any], Any]) -> Any:
        raise AssertionError("a look only writes")

    def orphans(self) -> list[AttemptId]:
        self.looked_at.append(asyncio.get_running_loop().time())
        if self.failures and isinstance(self.failures[0], OSError):
            raise self.failures.pop(0)
        return [LEFT.attempt_id]

    def open_path(self, attempt_id: AttemptId) -> str:
        return f"open/{attempt_id}.raw"

    def is_settled(self, _attempt_id: AttemptId) -> bool:
        return True

    def close(self, recording: RecordingToClose, *, day: date) -> RecordingResult:
        self.closed.append((recording.attempt_id, day))
        return RecordingResult(
            attempt_id=recording.attempt_id, path="x", duration_ms=1, size_bytes=1, sha256="", problem=None
        )


def looking(failures: list[Exception], *, seconds: float) -> Shelf:
    """The shelf after a closer ran for so long."""
    shelf = Shelf(failures)

    async def main(loop: VirtualTimeLoop) -> None:
        closer = RecordingCloser(
            storage=shelf,
            journal=Journal(shelf),
            clock=VirtualClock(loop, TUESDAY_TEN),
            settings=DialerSettings(name="d1", trunk=TrunkSettings(name="t", channels=1, calls_per_second=1)),
            archive=shelf,
            threads=InlineExecutor(),
            is_live=lambda _attempt_id: False,
        )
        running = loop.create_task(closer.run())
        await asyncio.sleep(seconds)
        running.cancel()

    run_virtual(main)
    return shelf


def test_what_was_left_open_is_closed_at_the_start_and_looked_for_every_few_minutes() -> None:
    shelf = looking([], seconds=LOOK_AGAIN_SECONDS + 1)
    assert shelf.looked_at == [0, LOOK_AGAIN_SECONDS]
    assert shelf.closed == [("left", date(2026, 11, 23))]


@pytest.mark.parametrize("failure", [StorageError("database is locked"), OSError("no disk")], ids=["database", "disk"])
def test_a_look_that_failed_is_repeated_soon_and_again_until_it_succeeds(failure: Exception) -> None:
    shelf = looking([failure, failure], seconds=2 * FAILED_DISK_SECONDS + LOOK_AGAIN_SECONDS - 1)
    assert shelf.looked_at == [0, FAILED_DISK_SECONDS, 2 * FAILED_DISK_SECONDS]
    assert shelf.closed == [("left", date(2026, 11, 23))]
    assert FAILED_DISK_SECONDS < LOOK_AGAIN_SECONDS

"""Turns what the switch recorded into checked, hashed files, in worker threads; also what a crash left open."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import date
from zoneinfo import ZoneInfo

import structlog

from dialer.journal import Journal
from dialer.live_calls import LiveCall
from dialer.settings import DialerSettings
from domain.ids import AgentLegId, AttemptId
from services.closing import ClosedAttempt
from services.ports.clock import Clock
from services.ports.recordings import RecordingArchive
from services.ports.repositories.recordings_write import RecordingToClose
from services.ports.storage import Storage, StorageError
from services.recordings_closing import find_recordings_to_close, finish_recording

log = structlog.get_logger(__name__)
WORKERS = 2
SETTLE_SECONDS = 0.5
SETTLE_TRIES = 20
FAILED_DISK_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 300.0


class RecordingCloser:
    """Hears of closed calls from the tracker."""

    def __init__(
        self,
        *,
        storage: Storage,
        journal: Journal,
        clock: Clock,
        settings: DialerSettings,
        archive: RecordingArchive,
        threads: Executor,
        is_live: Callable[[AttemptId], bool],
    ) -> None:
        self._storage = storage
        self._journal = journal
        self._clock = clock
        self._settings = settings
        self._archive = archive
        self._threads = threads
        self._is_live = is_live
        self._queue: asyncio.Queue[RecordingToClose] = asyncio.Queue()
        self._queued: set[AttemptId] = set()

    def person_requested(self, call: LiveCall) -> None:
        pass

    def bridged(self, call: LiveCall, agent_leg_id: AgentLegId) -> None:
        pass

    def gone(self, call: LiveCall) -> None:
        pass

    def stray(self, leg_id: str) -> None:
        pass

    def closed(self, call: LiveCall, outcome: ClosedAttempt) -> None:  # noqa: ARG002 - the shape of every listener
        if outcome.recording is not None:
            self._enqueue(outcome.recording)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as workers:
            for index in range(WORKERS):
                workers.create_task(self._work(), name=f"recording-closer-{index + 1}")
            while True:
                looked = await self._find_left_over()
                await asyncio.sleep(LOOK_AGAIN_SECONDS if looked else FAILED_DISK_SECONDS)

    def _enqueue(self, recording: RecordingToClose) -> None:
        if recording.attempt_id not in self._queued:
            self._queued.add(recording.attempt_id)
            self._queue.put_nowait(recording)

    async def _find_left_over(self) -> bool:
        """Whether the disk and the database let themselves be asked."""
        loop = asyncio.get_running_loop()
        try:
            files = await loop.run_in_executor(self._threads, self._archive.orphans)
            found = [(id_, self._archive.open_path(id_)) for id_ in files if not self._is_live(id_)]
            recordings = await self._storage.write(lambda uow: find_recordings_to_close(uow, found))
        except (StorageError, OSError) as error:
            log.warning("recordings_not_looked_for", error=type(error).__name__)
            return False
        for recording in recordings:
            self._enqueue(recording)
        return True

    async def _work(self) -> None:
        while True:
            recording = await self._queue.get()
            try:
                await self._close(recording)
            except Exception as error:  # noqa: BLE001 - named boundary: one bad file must not end the dialer
                log.warning("recording_not_closed", attempt_id=recording.attempt_id, error=type(error).__name__)
                asyncio.get_running_loop().call_later(FAILED_DISK_SECONDS, self._queue.put_nowait, recording)
            else:
                self._queued.discard(recording.attempt_id)

    async def _close(self, recording: RecordingToClose) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(SETTLE_TRIES):
            await asyncio.sleep(SETTLE_SECONDS)
            if await loop.run_in_executor(self._threads, self._archive.is_settled, recording.attempt_id):
                break
        day = self._day_of(recording)
        result = await loop.run_in_executor(self._threads, lambda: self._archive.close(recording, day=day))
        log.info("recording_closed", attempt_id=recording.attempt_id, problem=result.problem)
        now = self._clock.now()
        self._journal.put(
            lambda uow: finish_recording(uow, result, now=now), what="finish_recording", key=result.attempt_id
        )

    def _day_of(self, recording: RecordingToClose) -> date:
        return recording.started_at.astimezone(ZoneInfo(self._settings.day_zone)).date()

"""Measures how well this machine and the switch keep up, and holds the dialling back before anybody waits."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from statistics import median

import structlog

from domain.call.admission import (
    AdmissionDecision,
    AdmissionPolicy,
    AdmissionState,
    LoadMeasured,
    Strain,
    decide_admission,
)
from services.ports.clock import Clock

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.25
WINDOW_SECONDS = 2.0
PLACED_SECONDS = 5.0
MEDIA_SECONDS = 12.0
"""Each leg is reported every five seconds or so."""
LEAST_REPORTS = 8
"""Fewer tell of single lines, not of the machine."""


class LoadWatch:
    """`limit` is the calls per second that are still admitted; None: no limit."""

    def __init__(
        self,
        clock: Clock,
        *,
        cap: float,
        cpu_busy: Callable[[], float | None] = lambda: None,
        policy: AdmissionPolicy | None = None,
    ) -> None:
        self._clock = clock
        self._cap = cap
        self._cpu_busy = cpu_busy
        self._policy = policy or AdmissionPolicy()
        self._loop_lags: deque[tuple[float, float]] = deque()
        self._switch_lags: deque[tuple[float, float]] = deque()
        self._unanswered: dict[int, float] = {}
        self._media: deque[tuple[float, float]] = deque()
        self._orders = 0
        self._placed: deque[float] = deque()
        self._kept: float | None = None
        self._cut_at: datetime | None = None
        self._raised_at: datetime | None = None
        self._strain: Strain | None = None
        self.limit: float | None = None

    @property
    def strain(self) -> Strain | None:
        return self._strain

    @contextmanager
    def ordering(self) -> Iterator[None]:
        """Around an order to the switch, until it is answered."""
        loop = asyncio.get_running_loop()
        self._orders += 1
        order, began = self._orders, loop.time()
        self._unanswered[order] = began
        try:
            yield
        finally:
            del self._unanswered[order]
            self._switch_lags.append((loop.time(), loop.time() - began))

    def placed(self, calls: int) -> None:
        t = asyncio.get_running_loop().time()
        self._placed.extend([t] * calls)

    def media(self, lost: float) -> None:
        """A leg's report of how much of its sound did not arrive."""
        self._media.append((asyncio.get_running_loop().time(), lost))

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
            self.woken_late(max(0.0, loop.time() - due))
            self.look()

    def woken_late(self, seconds: float) -> None:
        """So much after the time that was asked for."""
        self._loop_lags.append((asyncio.get_running_loop().time(), seconds))

    def look(self) -> None:
        measured = self.measured()
        state = AdmissionState(
            measured=measured, cap=self._cap, limit=self._kept, cut_at=self._cut_at, raised_at=self._raised_at
        )
        decision = decide_admission(state, self._policy, now=self._clock.now())
        self._note(decision, measured)
        if decision.cut_at != self._cut_at:
            # What was late before is paid for.
            self._loop_lags.clear()
            self._switch_lags.clear()
        self.limit, self._kept = decision.limit, decision.kept
        self._cut_at, self._raised_at = decision.cut_at, decision.raised_at

    def measured(self) -> LoadMeasured:
        t = asyncio.get_running_loop().time()
        _forget(self._placed, t - PLACED_SECONDS)
        return LoadMeasured(
            loop_lag_seconds=_standing(self._loop_lags, t - WINDOW_SECONDS),
            switch_lag_seconds=_standing(self._switch_lags, t - WINDOW_SECONDS),
            oldest_unanswered_seconds=t - min(self._unanswered.values(), default=t),
            cpu_busy=self._cpu_busy(),
            media_lost=_middle(self._media, t - MEDIA_SECONDS),
            placed=len(self._placed) / max(1.0, t - self._placed[0]) if self._placed else 0.0,
        )

    def _note(self, decision: AdmissionDecision, measured: LoadMeasured) -> None:
        if decision.strain is not self._strain:
            tell = log.info if decision.strain is None else log.warning
            tell(
                "admission",
                strain=None if decision.strain is None else decision.strain.value,
                limit=decision.limit,
                loop_lag_ms=round(measured.loop_lag_seconds * 1000),
                switch_lag_ms=round(measured.switch_lag_seconds * 1000),
                media_lost_percent=None if measured.media_lost is None else round(100 * measured.media_lost, 1),
            )
        self._strain = decision.strain


def _standing(lags: deque[tuple[float, float]], since: float) -> float:
    while lags and lags[0][0] < since:
        lags.popleft()
    return median(lag for _, lag in lags) if lags else 0.0


def _middle(reports: deque[tuple[float, float]], since: float) -> float | None:
    while reports and reports[0][0] < since:
        reports.popleft()
    return median(lost for _, lost in reports) if len(reports) >= LEAST_REPORTS else None


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] < before:
        times.popleft()

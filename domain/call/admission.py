"""How fast calls may still be placed, from how well the machine bears those there are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Strain(StrEnum):
    """What holds the dialling back."""

    LOOP = "loop"
    """The dialer itself is late with what it has to do."""
    SWITCH = "switch"
    """Asterisk answers its orders late."""
    SILENT = "silent"
    """Asterisk has not answered an order at all: nothing more is sent before it does, lest it go out late."""
    CPU = "cpu"
    MEDIA = "media"
    """Sound gets lost on its way in, in most calls at once: not one poor line, but a full machine or network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadMeasured:
    """Of the last moments, none of them before the last cut. Lags are what stands (the middle one), not what passes:
    a burst that is soon worked off is no strain.
    """

    loop_lag_seconds: float = 0.0
    switch_lag_seconds: float = 0.0
    oldest_unanswered_seconds: float = 0.0
    cpu_busy: float | None = None
    """The share of all cores that is not to be had for the asking (None: not known)."""
    media_lost: float | None = None
    """The share of the sound sent to us that did not arrive, in the middle one of the calls (None: too few told)."""
    placed: float = 0.0
    """Calls per second, since the first of the last moments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionPolicy:
    """Strained above `high`, at ease below `low`; between them the limit stays as it is."""

    loop_lag_high: float = 0.15
    loop_lag_low: float = 0.04
    switch_lag_high: float = 0.3
    switch_lag_low: float = 0.1
    silent_seconds: float = 1.0
    cpu_high: float = 0.97
    """Counts only together with a lag above its `low`: a busy machine that keeps up is a good machine."""
    media_lost_high: float = 0.02
    """From about here on people hear it."""
    media_lost_low: float = 0.005
    cut: float = 0.85
    """Of the pace at which the strain began."""
    ease: float = 1.04
    """A raise just after a cut, when the limit is near; each `quickens` after it the step is that much longer again."""
    quickens: timedelta = timedelta(seconds=4)
    slowest: float = 1.0
    """Calls per second."""
    raise_hold: timedelta = timedelta(seconds=1)
    """Between two raises, so that the effect of the last one is seen first."""
    cut_hold: timedelta = timedelta(seconds=3)
    """After a cut, before anything else: what had piled up must be worked off first, and is no sign of more."""
    media_hold: timedelta = timedelta(seconds=12)
    """The same for lost sound, which is told so late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionState:
    measured: LoadMeasured
    cap: float
    """Calls per second that the trunks allow."""
    limit: float | None = None
    """None: the machine sets no limit."""
    cut_at: datetime | None = None
    raised_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionDecision:
    """`limit` in calls per second; None: whatever the trunks allow. 0 stops until the switch answers."""

    limit: float | None
    strain: Strain | None
    kept: float | None
    """The limit to go on from; the same as `limit` unless everything is stopped for a moment."""
    cut_at: datetime | None
    raised_at: datetime | None


def decide_admission(state: AdmissionState, policy: AdmissionPolicy, *, now: datetime) -> AdmissionDecision:
    """Down at once and in proportion, up again slowly near the limit that was met and ever faster away from it: past
    its limit the machine goes on at its limit.
    """
    strain = _strain(state.measured, policy)
    kept, cut_at, raised_at = state.limit, state.cut_at, state.raised_at
    if strain is not None:
        if not _within(policy.media_hold if strain is Strain.MEDIA else policy.cut_hold, cut_at, now):
            kept, cut_at = _cut(state, policy), now
    elif kept is not None and _at_ease(state.measured, policy) and not _held(state, policy, now):
        kept, raised_at = _raised(kept, state, policy, now), now
    return AdmissionDecision(
        limit=0.0 if strain is Strain.SILENT else kept, strain=strain, kept=kept, cut_at=cut_at, raised_at=raised_at
    )


def _held(state: AdmissionState, policy: AdmissionPolicy, now: datetime) -> bool:
    return _within(policy.cut_hold, state.cut_at, now) or _within(policy.raise_hold, state.raised_at, now)


def _within(hold: timedelta, since: datetime | None, now: datetime) -> bool:
    # A time ahead of now comes of a clock that went back.
    return since is not None and timedelta() <= now - since < hold


def _cut(state: AdmissionState, policy: AdmissionPolicy) -> float:
    """What the machine is known to bear is what it did a moment ago, not what it was allowed."""
    pace = state.cap if state.limit is None else state.limit
    if state.measured.placed > 0:
        pace = min(pace, state.measured.placed)
    return max(policy.slowest, pace * policy.cut)


def _raised(limit: float, state: AdmissionState, policy: AdmissionPolicy, now: datetime) -> float | None:
    quiet = timedelta() if state.cut_at is None else max(timedelta(), now - state.cut_at)
    higher = limit * policy.ease ** (1 + quiet / policy.quickens)
    return higher if higher < state.cap else None


def _strain(measured: LoadMeasured, policy: AdmissionPolicy) -> Strain | None:
    if measured.oldest_unanswered_seconds >= policy.silent_seconds:
        return Strain.SILENT
    if measured.switch_lag_seconds >= policy.switch_lag_high:
        return Strain.SWITCH
    if measured.loop_lag_seconds >= policy.loop_lag_high:
        return Strain.LOOP
    late = measured.loop_lag_seconds >= policy.loop_lag_low or measured.switch_lag_seconds >= policy.switch_lag_low
    if measured.media_lost is not None and measured.media_lost >= policy.media_lost_high:
        return Strain.MEDIA
    busy = measured.cpu_busy is not None and measured.cpu_busy >= policy.cpu_high
    return Strain.CPU if late and busy else None


def _at_ease(measured: LoadMeasured, policy: AdmissionPolicy) -> bool:
    heard = measured.media_lost is None or measured.media_lost < policy.media_lost_low
    prompt = measured.loop_lag_seconds < policy.loop_lag_low and measured.switch_lag_seconds < policy.switch_lag_low
    return heard and prompt

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
    """Of the last moments. `cpu_busy` is the share of all cores (None: not known); `placed` is calls per second."""

    loop_lag_seconds: float = 0.0
    switch_lag_seconds: float = 0.0
    oldest_unanswered_seconds: float = 0.0
    cpu_busy: float | None = None
    media_lost: float | None = None
    """The share of the sound sent to us that did not arrive, in the middle one of the calls (None: too few told)."""
    placed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionPolicy:
    """Strained above `high`, at ease below `low`; between them the limit stays as it is."""

    loop_lag_high: float = 0.25
    loop_lag_low: float = 0.08
    switch_lag_high: float = 0.5
    switch_lag_low: float = 0.15
    silent_seconds: float = 1.0
    cpu_high: float = 0.97
    """Counts only together with a lag above its `low`: a busy machine that keeps up is a good machine."""
    media_lost_high: float = 0.02
    """From about here on people hear it."""
    media_lost_low: float = 0.005
    cut: float = 0.8
    """Of the pace at which the strain began."""
    ease: float = 1.05
    slowest: float = 1.0
    """Calls per second."""
    hold: timedelta = timedelta(seconds=1)
    """Between two changes, so that the effect of the last one is seen first."""
    media_hold: timedelta = timedelta(seconds=12)
    """The same for lost sound, which is told so late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionState:
    measured: LoadMeasured
    cap: float
    """Calls per second that the trunks allow."""
    limit: float | None = None
    """None: the machine sets no limit."""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionDecision:
    """`limit` in calls per second; None: whatever the trunks allow. 0 stops until the switch answers."""

    limit: float | None
    strain: Strain | None
    changed_at: datetime | None
    kept: float | None
    """The limit to go on from; the same as `limit` unless everything is stopped for a moment."""


def decide_admission(state: AdmissionState, policy: AdmissionPolicy, *, now: datetime) -> AdmissionDecision:
    """Down at once and in proportion, up again slowly: past its limit the machine goes on at its limit."""
    strain = _strain(state.measured, policy)
    if strain is Strain.SILENT:
        return AdmissionDecision(limit=0.0, strain=strain, changed_at=now, kept=_cut(state, policy))
    hold = policy.media_hold if strain is Strain.MEDIA else policy.hold
    if state.changed_at is not None and timedelta() <= now - state.changed_at < hold:
        return AdmissionDecision(limit=state.limit, strain=strain, changed_at=state.changed_at, kept=state.limit)
    if strain is not None:
        limit: float | None = _cut(state, policy)
    elif state.limit is not None and _at_ease(state.measured, policy):
        limit = state.limit * policy.ease if state.limit * policy.ease < state.cap else None
    else:
        limit = state.limit
    return AdmissionDecision(
        limit=limit, strain=strain, changed_at=state.changed_at if limit == state.limit else now, kept=limit
    )


def _cut(state: AdmissionState, policy: AdmissionPolicy) -> float:
    """What the machine is known to bear is what it did a moment ago, not what it was allowed."""
    pace = state.cap if state.limit is None else state.limit
    if state.measured.placed > 0:
        pace = min(pace, state.measured.placed)
    return max(policy.slowest, pace * policy.cut)


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

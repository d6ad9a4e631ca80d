"""What a paced day came to, counted again from its attempts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from adapters.storage.tables.calls import AttemptRow
from bench.figures import spread
from domain.call.greeting import WaitForAgent, decide_abandoned
from services.ports.repositories.pacing import PacingSample

CALLS = select(
    AttemptRow.claimed_at,
    AttemptRow.answered_at,
    AttemptRow.bridged_at,
    AttemptRow.nobody_free_at,
    AttemptRow.closed_at,
    AttemptRow.disposed_at,
    AttemptRow.disposition,
    AttemptRow.agent_session_id,
    AttemptRow.greeting_ended_at,
)


def live_figures(calls: Sequence[Any], *, began: datetime, ended: datetime, agents: int) -> dict[str, Any]:
    needed = [row for row in calls if row.answered_at is not None and row.answered_at < ended]
    lost = [row for row in needed if row.bridged_at is None]
    judged = [decide_abandoned(_wait(row)) for row in needed]
    by_connect, by_greeting = sum(one.by_connect for one in judged), sum(one.by_greeting for one in judged)
    minutes = (ended - began).total_seconds() / 60
    busy = sum(_busy_seconds(row, began, ended) for row in calls)
    return {
        "occupancy": round(100 * busy / (agents * 60 * minutes), 1),
        "dialled": len(calls),
        "dialled_per_minute": round(len(calls) / minutes, 1),
        "dialled_each_minute": _each_minute(calls, began),
        "needed_agent": len(needed),
        "never_with_an_agent": len(lost),
        "abandoned_by_connect": by_connect,
        "abandoned_by_greeting": by_greeting,
        "abandonment": round(100 * by_connect / len(needed), 2) if needed else 0.0,
        "answer_to_agent_ms": spread(_answer_to_agent(calls, queued=False)),
        "answer_to_free_agent_ms": spread(_answer_to_agent(calls, queued=True)),
        "answer_to_menu_when_nobody_free_ms": spread(
            [1000 * _seconds(row, row.nobody_free_at) for row in lost if row.nobody_free_at is not None]
        ),
        "idle_between_calls_s": spread(_idle(calls)),
        "outcomes": dict(Counter(str(row.disposition) for row in calls)),
    }


def seconds_by_reason(decided: Iterable[PacingSample], *, until: datetime) -> dict[str, int]:
    """How long each reason was the last one given; with what held the calls back, if anything did."""
    taken: Counter[str] = Counter()
    samples = sorted(decided, key=lambda one: one.at)
    ends = [*(one.at for one in samples[1:]), until]
    for sample, end in zip(samples, ends, strict=True):
        held_by = sample.decision.get("held_by")
        reason = str(sample.decision.get("reason"))
        taken[f"{reason}, {held_by}" if held_by else reason] += max(0, round((end - sample.at).total_seconds() * 1000))
    return {reason: round(milliseconds / 1000) for reason, milliseconds in taken.most_common()}


def _seconds(row: Any, until: datetime) -> float:
    """From the answer; below zero when the news came in another order."""
    return float(max(0.0, (until - row.answered_at).total_seconds()))


def _wait(row: Any) -> WaitForAgent:
    return WaitForAgent(answered_at=row.answered_at, agent_at=row.bridged_at, greeting_ended_at=row.greeting_ended_at)


def _each_minute(calls: Iterable[Any], began: datetime) -> list[int]:
    counted = Counter(int((row.claimed_at - began).total_seconds() // 60) for row in calls)
    return [counted[minute] for minute in range(max(counted, default=-1) + 1)]


def _busy_seconds(row: Any, began: datetime, ended: datetime) -> float:
    """Of an agent with this call, wrap-up included, within the window."""
    if row.bridged_at is None:
        return 0.0
    free_at = row.disposed_at or ended
    return float(max(0.0, (min(free_at, ended) - max(row.bridged_at, began)).total_seconds()))


def _answer_to_agent(calls: Sequence[Any], *, queued: bool) -> list[float]:
    """Milliseconds to the bridge; with `queued`, from when the agent became free if that was after the answer."""
    waits: list[float] = []
    for before, row in _in_turn(calls):
        free_at = None if before is None else before.disposed_at
        since = max(row.answered_at, free_at) if queued and free_at is not None else row.answered_at
        waits.append(max(0.0, (row.bridged_at - since).total_seconds() * 1000))
    return waits


def _idle(calls: Sequence[Any]) -> list[float]:
    """Seconds of each agent from the end of one call's wrap-up to the next bridge."""
    return [
        max(0.0, (row.bridged_at - before.disposed_at).total_seconds())
        for before, row in _in_turn(calls)
        if before is not None and before.disposed_at is not None
    ]


def _in_turn(calls: Sequence[Any]) -> Iterator[tuple[Any | None, Any]]:
    """Each bridged call with the one that its agent had before."""
    of_agent: dict[str, list[Any]] = {}
    for row in sorted((row for row in calls if row.bridged_at is not None), key=lambda row: row.bridged_at):
        of_agent.setdefault(row.agent_session_id, []).append(row)
    for served in of_agent.values():
        yield from pairwise([None, *served])

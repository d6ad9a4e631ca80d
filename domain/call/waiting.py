"""Waiting for a person: the place in the queue and about how long it takes, from what the agents are doing."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from domain.call.agent_session import AgentState

LEARNING: Final = 0.1
"""Weight of the newest call in the learned times."""
LEAST_LEFT: Final = 0.2
"""Of the usual time: what a talk or a wrap-up that is past it is still expected to take."""
SPOKEN_LIMIT_MINUTES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingTimes:
    """Means learned from the calls so far, in seconds."""

    talk_seconds: float = 180.0
    wrap_seconds: float = 30.0

    def learn_talk(self, seconds: float) -> "HandlingTimes":
        return replace(self, talk_seconds=_nearer(self.talk_seconds, seconds))

    def learn_wrap(self, seconds: float) -> "HandlingTimes":
        return replace(self, wrap_seconds=_nearer(self.wrap_seconds, seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNow:
    """`since_seconds` in this state."""

    state: AgentState
    since_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePlace:
    """`position` 1 is served next; 0: nobody is at work, so that there is no queue. `wait_seconds` None: no telling."""

    position: int
    wait_seconds: int | None


def estimate_wait(position: int, agents: Iterable[AgentNow], times: HandlingTimes) -> float | None:
    """Seconds until the one at `position` (1 is next) is served; None when no agent is at work.

    Whoever comes free first takes the first in the queue, talks and writes as long as usual, and takes the next.
    """
    free_at = [left for agent in agents if (left := _free_in(agent, times)) is not None]
    if not free_at:
        return None
    heapq.heapify(free_at)
    for _ in range(position - 1):
        earliest = heapq.heappop(free_at)
        heapq.heappush(free_at, earliest + times.talk_seconds + times.wrap_seconds)
    return free_at[0]


def spoken_minutes(wait_seconds: int) -> int | None:
    """Minutes to be told, rounded up; 0 for less than one, None for more than anybody should be promised."""
    if wait_seconds < 60:
        return 0
    minutes = -(-wait_seconds // 60)
    return minutes if minutes <= SPOKEN_LIMIT_MINUTES else None


def _free_in(agent: AgentNow, times: HandlingTimes) -> float | None:
    """None for who is not at work, or rests."""
    match agent.state:
        case AgentState.READY:
            return 0.0
        case AgentState.RESERVED:
            return times.talk_seconds + times.wrap_seconds
        case AgentState.ON_CALL:
            return _left(times.talk_seconds, agent.since_seconds) + times.wrap_seconds
        case AgentState.WRAP_UP:
            return _left(times.wrap_seconds, agent.since_seconds)
    return None


def _left(usual: float, so_far: float) -> float:
    return max(usual - so_far, usual * LEAST_LEFT)


def _nearer(mean: float, sample: float) -> float:
    return mean + LEARNING * (max(0.0, sample) - mean)

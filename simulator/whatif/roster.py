"""When agents are at work: log-ins spread over the first minute, breaks in turns, short pauses at random."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.whatif.laws import Law, LogNormal

_PAUSE = LogNormal(240.0, 0.5)
Span = tuple[float, float]
"""At work from, until; in seconds since the shift began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """`share` of the agents leave for `seconds`, the first at `begins`, the last up to `spread_seconds` later."""

    begins: float
    seconds: float
    share: float = 1.0
    spread_seconds: float = 120.0
    in_turns: bool = False
    """One after the other over the spread, instead of at random in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    agents: int
    breaks: Sequence[Break] = ()
    login_seconds: float = 60.0
    pauses_per_hour: float = 0.0
    pause: Law = _PAUSE

    def spans(self, shift_seconds: float, seed: int) -> list[list[Span]]:
        """Of each agent, in order."""
        random = np.random.default_rng([seed, 11])
        return [self._of(agent, shift_seconds, random) for agent in range(self.agents)]

    def _of(self, agent: int, shift_seconds: float, random: np.random.Generator) -> list[Span]:
        begins = float(self.login_seconds * random.random())
        away = [self._absence(one, agent, random) for one in self.breaks if (agent + 0.5) / self.agents < one.share]
        away += self._pauses(shift_seconds, random)
        spans, since = [], begins
        for leaves, returns in sorted(away):
            if leaves > since:
                spans.append((since, leaves))
            since = max(since, returns)
        if since < shift_seconds:
            spans.append((since, shift_seconds + 1))
        return spans

    def _absence(self, one: Break, agent: int, random: np.random.Generator) -> Span:
        share = (agent + 0.5) / self.agents if one.in_turns else float(random.random())
        leaves = one.begins + one.spread_seconds * share
        return leaves, leaves + one.seconds

    def _pauses(self, shift_seconds: float, random: np.random.Generator) -> list[Span]:
        if self.pauses_per_hour <= 0:
            return []
        pauses, t = [], 0.0
        while t < shift_seconds:
            t += float(random.exponential(3600 / self.pauses_per_hour))
            seconds = float(self.pause.draw(random, 1)[0])
            pauses.append((t, t + seconds))
            t += seconds
        return pauses

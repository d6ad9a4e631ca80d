"""The simulated twin of a paced bench: the same pacer and promise, the same people in the same order, no switch."""

import heapq
import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from dialer.pacing import PacingPolicy, create_pacer
from domain.pacing.abandonment import AbandonmentMeter, AbandonmentPolicy, decide_overdial
from simulator.paced import BUSY, FAILS, RINGS_OUT, PacedPerson

TICK_SECONDS = 0.1
SETUP_SECONDS = 0.05
"""From the order to the first ring, on one machine."""
_BEGIN = datetime(2026, 11, 24, 13, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinPlan:
    mode: str
    agents: int
    seconds: float
    wrap_seconds: tuple[float, float]
    patience_seconds: float = 2.0
    ring_timeout_seconds: float = 25.0
    channels: int = 200
    calls_per_second: float = 20.0
    target: float = 0.03
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinDay:
    occupancy: float
    needed_agent: int
    abandoned: int
    dialled: int
    stopped_seconds: float
    """In which the promise forbade calls without a free agent."""

    @property
    def abandonment(self) -> float:
        return self.abandoned / self.needed_agent if self.needed_agent else 0.0


def live_through(plan: TwinPlan, people: Sequence[PacedPerson]) -> TwinDay:
    return _Twin(plan, people).run()


class _Twin:
    def __init__(self, plan: TwinPlan, people: Sequence[PacedPerson]) -> None:
        self._plan = plan
        self._rng = Random(plan.seed)  # noqa: S311 - a reproducible draw
        policy = PacingPolicy(abandonment_target=plan.target, patience_seconds=plan.patience_seconds)
        self._pacer = create_pacer(plan.mode, policy=policy)
        self._people = deque(enumerate(people))
        self._events: list[tuple[float, int, str, Any]] = []
        self._order = itertools.count()
        self._ready: deque[int] = deque()
        self._talking: dict[int, int] = {}
        self._wrapping: set[int] = set()
        self._ringing: set[int] = set()
        self._waiting: dict[int, tuple[PacedPerson, float]] = {}
        self._sent: deque[float] = deque()
        self._t = 0.0
        self._busy_seconds = 0.0
        self._needed = self._abandoned = self._dialled = 0
        self._meter, self._promise = AbandonmentMeter(), AbandonmentPolicy(target=plan.target)
        self._overdial = True
        self._stopped_seconds = 0.0

    def run(self) -> TwinDay:
        for agent in range(self._plan.agents):
            self._tell("agent_login", agent=agent)
            self._free(agent)
        self._at(0.0, "tick", None)
        while self._events:
            t, _, kind, what = heapq.heappop(self._events)
            if t > self._plan.seconds:
                break
            busy = len(self._talking) + len(self._wrapping)
            self._busy_seconds += busy * (t - self._t)
            self._stopped_seconds += 0.0 if self._overdial else t - self._t
            self._t = t
            getattr(self, f"_on_{kind}")(what)
            self._decide()
        return TwinDay(
            occupancy=self._busy_seconds / (self._plan.agents * self._plan.seconds),
            needed_agent=self._needed,
            abandoned=self._abandoned,
            dialled=self._dialled,
            stopped_seconds=self._stopped_seconds,
        )

    def _decide(self) -> None:
        while self._sent and self._sent[0] <= self._t - 1.0:
            self._sent.popleft()
        now = self._now()
        self._overdial = decide_overdial(self._meter.windows(now, now.date()), self._promise).allowed
        in_flight = len(self._ringing) + len(self._waiting) + len(self._talking)
        wanted = self._pacer.calls_to_place(
            self._t,
            len(self._ready),
            len(self._talking),
            len(self._wrapping),
            len(self._ringing),
            people_waiting=len(self._waiting),
            calls_in_flight=in_flight,
            overdial=self._overdial,
        )
        room = min(self._plan.channels - in_flight, int(self._plan.calls_per_second) - len(self._sent))
        for _ in range(max(0, min(wanted, room, len(self._people)))):
            self._dial(*self._people.popleft())

    def _dial(self, call: int, person: PacedPerson) -> None:
        self._dialled += 1
        self._sent.append(self._t)
        self._ringing.add(call)
        self._tell("dial", call=call)
        if person.outcome in (BUSY, FAILS):
            self._at(SETUP_SECONDS, "unanswered", (call, "busy" if person.outcome == BUSY else "fail"))
        elif person.outcome == RINGS_OUT:
            self._at(self._plan.ring_timeout_seconds, "unanswered", (call, "no_answer"))
        else:
            self._at(SETUP_SECONDS + person.ring_seconds, "answer", (call, person))

    def _on_tick(self, _: None) -> None:
        self._at(TICK_SECONDS, "tick", None)

    def _on_unanswered(self, what: tuple[int, str]) -> None:
        call, kind = what
        self._ringing.discard(call)
        self._tell(kind, call=call)

    def _on_answer(self, what: tuple[int, PacedPerson]) -> None:
        call, person = what
        self._ringing.discard(call)
        self._needed += 1
        self._meter.answered(self._now(), self._now().date())
        self._tell("answer_human", call=call)
        self._waiting[call] = (person, self._t)
        self._at(self._plan.patience_seconds, "patience", call)
        self._match()

    def _on_patience(self, call: int) -> None:
        if self._waiting.pop(call, None) is not None:
            self._abandoned += 1
            self._meter.abandoned(self._now(), self._now().date())
            self._tell("abandon", call=call)

    def _on_talked(self, agent: int) -> None:
        del self._talking[agent]
        self._wrapping.add(agent)
        self._tell("agent_wrap", agent=agent)
        self._at(self._rng.uniform(*self._plan.wrap_seconds), "wrapped", agent)

    def _on_wrapped(self, agent: int) -> None:
        self._wrapping.discard(agent)
        self._free(agent)
        self._match()

    def _free(self, agent: int) -> None:
        self._ready.append(agent)
        self._tell("agent_ready", agent=agent)

    def _match(self) -> None:
        while self._ready and self._waiting:
            call = next(iter(self._waiting))
            person, since = self._waiting.pop(call)
            agent = self._ready.popleft()
            self._talking[agent] = call
            self._tell("connect", call=call, agent=agent, wait=self._t - since)
            self._tell("agent_talk", agent=agent, call=call)
            self._at(max(0.1, person.talk_seconds - (self._t - since)), "talked", agent)

    def _now(self) -> datetime:
        return _BEGIN + timedelta(seconds=self._t)

    def _at(self, delay: float, kind: str, what: Any) -> None:
        heapq.heappush(self._events, (self._t + delay, next(self._order), kind, what))

    def _tell(self, kind: str, **data: Any) -> None:
        self._pacer.on_event(self._t, kind, **data)

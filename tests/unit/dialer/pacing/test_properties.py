"""Whatever happens, is missed, repeated or mixed up: caps hold, nothing breaks, the same again gives the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.pacing import DIAL_MODES, Pacer, PacingPolicy, create_pacer

KINDS = [
    *("dial", "answer_human", "answer_machine", "no_answer", "busy", "fail", "connect", "abandon"),
    *("menu_enter", "menu_exit", "agent_request", "hang_up", "unheard_of"),
    *("agent_login", "agent_logout", "agent_ready", "agent_talk", "agent_wrap"),
]
IDS = st.integers(0, 12)
EVENTS = st.tuples(st.sampled_from(KINDS), IDS, IDS, st.sampled_from(["request", "left", "settled"]))
STEPS = st.lists(
    st.tuples(
        st.floats(-30, 30) | st.just(0.5) | st.just(1e6),
        st.lists(EVENTS, max_size=6),
        st.tuples(*[st.integers(0, 60)] * 4),
    ),
    max_size=12,
)
WITH_AGENTS = ("progressive", "power", "predictive", "menu_first")
Step = tuple[float, list[tuple[str, int, int, str]], tuple[int, int, int, int]]


def lived(pacer: Pacer, steps: list[Step], **more: object) -> list[int]:
    t, placed = 0.0, []
    for wait, events, counts in steps:
        t += wait
        for kind, call, agent, reason in events:
            pacer.on_event(t, kind, call=call, agent=agent, reason=reason)
        placed.append(pacer.calls_to_place(t, *counts, **more))
        assert pacer.explain() is not None
    return placed


@pytest.mark.parametrize("mode", DIAL_MODES)
@given(steps=STEPS)
@settings(max_examples=40, deadline=None)
def test_nothing_breaks_and_the_same_again_gives_the_same(mode: str, steps: list[Step]) -> None:
    placed = lived(create_pacer(mode), steps)
    assert all(isinstance(calls, int) and calls >= 0 for calls in placed)
    assert lived(create_pacer(mode), steps) == placed


@pytest.mark.parametrize("mode", ["predictive", "menu_first", "power"])
@given(steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_a_target_of_nothing_is_progressive(mode: str, steps: list[Step]) -> None:
    progressive = lived(create_pacer("progressive"), steps)
    assert lived(create_pacer(mode, policy=PacingPolicy(abandonment_target=0)), steps) == progressive
    assert lived(create_pacer(mode), steps, overdial=False) == progressive


@pytest.mark.parametrize("mode", WITH_AGENTS)
@given(waits=st.lists(st.floats(-5, 60), max_size=30))
@settings(max_examples=20, deadline=None)
def test_with_no_agents_and_no_events_nobody_is_called(mode: str, waits: list[float]) -> None:
    assert not any(lived(create_pacer(mode), [(wait, [], (0, 0, 0, 0)) for wait in waits]))


@pytest.mark.parametrize("mode", WITH_AGENTS)
def test_asking_again_without_any_event_does_not_raise_the_wish(mode: str) -> None:
    pacer = create_pacer(mode)
    first = pacer.calls_to_place(0, 5, 0, 0, 0)
    assert first >= 5
    assert all(pacer.calls_to_place(0.5 * n, 5, 0, 0, 0) <= first + 1 for n in range(40))


@dataclass
class World:
    """Calls are answered or not at random; some events are lost on the way to the pacer, some come twice."""

    pacer: Pacer
    random: Random
    agents: int
    heard: Callable[[Random], int]
    t: float = 0.0
    calls: int = 0
    ringing: dict[int, float] = field(default_factory=dict)
    talking: dict[int, float] = field(default_factory=dict)
    waiting: dict[int, float] = field(default_factory=dict)
    dialed: list[float] = field(default_factory=list)
    most_in_flight: int = 0
    answered: int = 0
    lost: int = 0

    def tell(self, kind: str, **data: object) -> None:
        for _ in range(self.heard(self.random)):
            self.pacer.on_event(self.t, kind, **data)

    def step(self) -> None:
        self.t += self.random.choice((0.1, 0.5))
        for call in [call for call, end in self.ringing.items() if end <= self.t]:
            del self.ringing[call]
            if self.random.random() < 0.3:
                self.waiting[call] = self.t
                self.answered += 1
                self.tell("answer_human", call=call)
            else:
                self.tell("no_answer", call=call)
        for call in [call for call, end in self.talking.items() if end <= self.t]:
            del self.talking[call]
            self.tell("agent_wrap", agent=call)
            self.tell("agent_ready", agent=call)
        for call, since in list(self.waiting.items()):
            if len(self.talking) < self.agents:
                self.talking[call] = self.t + self.random.expovariate(1 / 30)
                self.tell("connect", call=call, agent=call, wait=self.t - since)
                self.tell("agent_talk", call=call, agent=call)
            elif self.t - since > 2:
                self.lost += 1
                self.tell("abandon", call=call)
            else:
                continue
            del self.waiting[call]

    def ask(self) -> None:
        ready, talking = self.agents - len(self.talking), len(self.talking)
        for _ in range(self.pacer.calls_to_place(self.t, ready, talking, 0, len(self.ringing), **self.more())):
            self.calls += 1
            self.ringing[self.calls] = self.t + self.random.uniform(1, 25)
            self.dialed.append(self.t)
            self.pacer.on_event(self.t, "dial", call=self.calls)
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    @property
    def in_flight(self) -> int:
        return len(self.ringing) + len(self.talking) + len(self.waiting)

    def more(self) -> dict[str, int]:
        return {"people_waiting": len(self.waiting), "calls_in_flight": self.in_flight}


def every_event(_: Random) -> int:
    return 1


def most_events(random: Random) -> int:
    return random.choices((0, 1, 2), (1, 8, 1))[0]


@pytest.mark.parametrize("heard", [every_event, most_events])
@pytest.mark.parametrize("mode", ["power", "predictive", "menu_first", "ivr"])
@given(seed=st.integers(0, 10**6), trunks=st.integers(1, 40), cps=st.integers(1, 8))
@settings(max_examples=8, deadline=None)
def test_caps_are_kept_whatever_is_heard(
    mode: str, heard: Callable[[Random], int], seed: int, trunks: int, cps: int
) -> None:
    policy = PacingPolicy(lines_per_agent=5, concurrent_calls=60, trunk_channels=trunks, calls_per_second=cps)
    world = World(create_pacer(mode, policy=policy), Random(seed), agents=8, heard=heard)
    for _ in range(120):
        world.step()
        world.ask()
    assert world.dialed
    assert world.most_in_flight <= trunks
    assert all(sum(1 for t in world.dialed if start - 1 < t <= start) <= cps for start in world.dialed)


@pytest.mark.parametrize(("heard", "most"), [(every_event, 0.035), (most_events, 0.06)])
def test_few_are_lost_even_when_events_are(heard: Callable[[Random], int], most: float) -> None:
    world = World(create_pacer("predictive"), Random(1), agents=10, heard=heard)
    for _ in range(6000):
        world.step()
        world.ask()
    assert world.answered > 300
    assert 0 < world.lost / world.answered < most

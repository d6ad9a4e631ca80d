"""A simulated shift keeps its books straight, whoever paces it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from dialer.pacing import create_pacer
from simulator.whatif.answer_rate import Burst, ByHour, Swinging
from simulator.whatif.behaviour import Behaviour, Fates, Verdict, Wish
from simulator.whatif.callees import EndlessList
from simulator.whatif.laws import LogNormal, Observed, Uniform
from simulator.whatif.measures import Measures
from simulator.whatif.roster import Break, Roster
from simulator.whatif.shift import Shift, ShiftPlan, Way


def lived(
    mode: str, *, way: Way = "direct", hours: float = 0.5, seed: int = 1, pacer: Any = None, **plan: Any
) -> Measures:
    agents = 0 if way == "alone" else 8
    settings: dict[str, Any] = {"trunk_channels": 84, "calls_per_second": 10.0} | plan
    seconds = hours * 3600
    callees = EndlessList(Behaviour(), Swinging(base=0.25), seed)
    shift = ShiftPlan(seconds=seconds, way=way, **settings)
    return Shift(shift, pacer or create_pacer(mode), callees, Roster(agents=agents).spans(seconds, seed)).run()


@pytest.mark.parametrize(
    ("mode", "way"), [("progressive", "direct"), ("predictive", "direct"), ("menu_first", "menu"), ("ivr", "alone")]
)
def test_the_books_are_straight(mode: str, way: Way) -> None:
    measures = lived(mode, way=way)
    sums = measures.total()
    assert sums.dials > sums.persons > 0
    assert sums.needed == len(measures.needed_at)
    assert sums.lost == len(measures.lost_at)
    assert 0 <= sums.needed - sums.served - sums.lost <= 84
    assert sums.late <= sums.served
    assert sums.right_parties + sums.lost <= sums.needed
    agents = 0 if way == "alone" else 8
    assert agents * 1740 <= sums.logged_seconds <= agents * 1800


def test_the_same_seed_is_the_same_shift() -> None:
    first, again, other = (lived("predictive", hours=0.1, seed=seed).total() for seed in (3, 3, 4))
    assert first == again != other


def test_progressive_loses_nobody_and_predictive_keeps_agents_busier() -> None:
    slow, fast = lived("progressive", hours=1).total(), lived("predictive", hours=1).total()
    assert slow.lost == 0
    assert fast.occupancy > slow.occupancy + 0.05
    assert fast.abandonment < 0.06


def test_a_menu_spares_agents_the_wrong_people() -> None:
    menu = lived("menu_first", way="menu").total()
    assert menu.settled > 0
    assert menu.right_parties > 0.95 * menu.served - 8


def test_an_unattended_menu_settles_alone() -> None:
    sums = lived("ivr", way="alone").total()
    assert sums.settled > 0
    assert sums.needed == sums.served == 0


class Greedy:
    """Asks for far too much, and remembers the most that was in flight."""

    wants_hints = False

    def __init__(self) -> None:
        self.dialed: list[float] = []
        self.most = 0

    def start(self, info: Any) -> None: ...

    def on_event(self, t: float, kind: str, **_: Any) -> None:
        if kind == "dial":
            self.dialed.append(t)

    def calls_to_place(self, *_: Any, calls_in_flight: int, **__: Any) -> int:
        self.most = max(self.most, calls_in_flight)
        return 10_000

    def explain(self) -> None: ...


def test_the_trunk_holds_no_more_than_its_channels() -> None:
    greedy = Greedy()
    lived("", pacer=greedy, trunk_channels=30, calls_per_second=3.0, hours=0.1)
    assert greedy.most == 30
    per_second = np.histogram(greedy.dialed, bins=range(361))[0]
    assert per_second.max() <= 6
    assert len(greedy.dialed) <= 3 * 360 + 3


def test_a_preview_is_looked_at_before_it_is_dialled() -> None:
    hasty = lived("preview", preview_seconds=0.0).total()
    thorough = lived("preview", preview_seconds=30.0).total()
    assert 0 < thorough.dials < hasty.dials


def test_calls_without_a_free_agent_can_be_forbidden() -> None:
    free = lived("predictive").total()
    stopped = lived("predictive", overdial=lambda _t, _measures: False).total()
    assert stopped.lost == 0
    assert stopped.dials < free.dials


def spans_of(*breaks: Break, agents: int = 10, pauses: float = 0.0) -> Sequence[Sequence[tuple[float, float]]]:
    return Roster(agents=agents, breaks=breaks, pauses_per_hour=pauses).spans(14400, 1)


def test_agents_leave_for_their_breaks_and_come_back() -> None:
    spans = spans_of(Break(begins=3600, seconds=1800, share=0.4))
    assert [len(agent) for agent in spans] == [2] * 4 + [1] * 6
    away = [agent[1][0] - agent[0][1] for agent in spans[:4]]
    assert away == pytest.approx([1800] * 4)


def test_breaks_in_turns_never_empty_the_floor() -> None:
    spans = spans_of(Break(begins=3600, seconds=1800, spread_seconds=7200, in_turns=True))
    for t in range(3600, 12600, 60):
        assert sum(begins <= t < ends for agent in spans for begins, ends in agent) >= 6


def test_short_pauses_come_at_random() -> None:
    assert 20 < sum(len(agent) for agent in spans_of(pauses=1.0)) < 80


def test_agents_who_leave_are_told_before() -> None:
    told: list[int] = []

    class Listener(Greedy):
        def calls_to_place(self, *_: Any, agents_leaving: int, **__: Any) -> int:
            told.append(agents_leaving)
            return 0

    seconds = 600.0
    spans = Roster(agents=4, breaks=(Break(begins=300, seconds=100, spread_seconds=0),)).spans(seconds, 1)
    plan = ShiftPlan(seconds=seconds, way="direct", trunk_channels=9, calls_per_second=9, tells_breaks=True)
    callees = EndlessList(Behaviour(), Swinging(base=0.25), 1)
    Shift(plan, Listener(), callees, spans).run()  # type: ignore[arg-type]
    assert max(told) == 4
    assert told[0] == 0


def test_rates_swing_step_burst_and_follow_the_hour() -> None:
    rate = Swinging(base=0.2, swing=0, steps=((100, 0.4),), bursts=(Burst(200, 300, 0.5, 0.8),))
    assert [rate.at(t).answer_rate for t in (0, 100, 250, 300)] == pytest.approx([0.2, 0.4, 0.2, 0.4])
    assert rate.at(250).burst
    assert rate.at(250).machines == 0.8
    by_hour = ByHour(base=0.2, opens=9.5, factors={9: 0.5, 10: 2.0})
    assert [by_hour.at(t).answer_rate for t in (0, 1800, 5400)] == pytest.approx([0.1, 0.4, 0.2])


def test_calls_end_as_often_as_stated() -> None:
    behaviour = Behaviour()
    fates = Fates(behaviour, 1)
    climate = Swinging(base=0.3, swing=0).at(0)
    drawn = [fates.of(number, climate) for number in range(12000)]
    people = [fate for fate in drawn if fate.verdict is Verdict.PERSON]
    assert len(people) / 12000 == pytest.approx(0.3, abs=0.015)
    asks = sum(fate.wish is Wish.ASKS for fate in people) / len(people)
    assert asks == pytest.approx(0.35, abs=0.03)
    machines = [fate for fate in drawn if fate.verdict is Verdict.MACHINE]
    assert len(machines) / (12000 - len(people)) == pytest.approx(0.35, abs=0.02)
    assert sum(fate.heard is Verdict.PERSON for fate in machines) / len(machines) == pytest.approx(0.04, abs=0.02)
    assert all(fate.verdict_seconds <= 60 for fate in drawn)


def test_without_a_detector_agents_get_the_machines_too() -> None:
    climate = Swinging(base=0.0, swing=0, machines=1.0).at(0)
    fates = Fates(Behaviour(detection=None), 1)
    assert {fates.of(number, climate).heard for number in range(50)} == {Verdict.PERSON}


@pytest.mark.parametrize(
    ("law", "mean"),
    [(LogNormal(10, 0.5), 10), (LogNormal(10, 2.0, most=12), None), (Uniform(2, 4), 3), (Observed.of([1, 2, 6]), 3)],
)
def test_laws_have_their_means(law: Any, mean: float | None) -> None:
    drawn = law.draw(np.random.default_rng(1), 20000)
    if mean is None:
        assert drawn.max() <= 12
    else:
        assert law.mean == mean
        assert drawn.mean() == pytest.approx(mean, rel=0.03)

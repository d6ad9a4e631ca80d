"""What ordering calls by their chance buys: the same made-up lists worked in several orders, seed by seed."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean, stdev

from simulator.whatif.answer_orders import ListWork, Tally, WorkPlan
from simulator.whatif.answer_world import AnswerWorld, WorldPlan
from simulator.whatif.list_orders import ORDERS, Order

_Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthPlan:
    """`seeds`: at least two, so that chance can be told from effect."""

    begins: date
    world: WorldPlan = field(default_factory=WorldPlan)
    work: WorkPlan = field(default_factory=WorkPlan)
    seeds: tuple[int, ...] = tuple(range(1, 9))
    orders: Sequence[Order] = ORDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One order, by seed."""

    order: Order
    tallies: tuple[Tally, ...]

    def mean(self, figure: Callable[[Tally], float]) -> float:
        return fmean(figure(one) for one in self.tallies)


@dataclass(frozen=True, slots=True)
class Change:
    """Relative, with the 95 % interval of the mean over the seeds."""

    mean: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out that nothing changed."""
        return self.low > 0 or self.high < 0


def weigh(plan: WorthPlan, on_done: Callable[[int], None] = lambda _done: None) -> list[Worth]:
    """In the plan's order of orders; `on_done` is told how many lists were worked."""
    found: dict[str, list[Tally]] = {order.code: [] for order in plan.orders}
    done = 0
    for seed in plan.seeds:
        world = AnswerWorld(plan.world, begins=plan.begins, days=plan.work.days, seed=seed, lived=plan.work.lived)
        for order in plan.orders:
            found[order.code].append(ListWork(world, order, plan.work, begins=plan.begins, seed=seed).work())
            done += 1
            on_done(done)
    return [Worth(order=order, tallies=tuple(found[order.code])) for order in plan.orders]


def change(of: Worth, against: Worth, figure: Callable[[Tally], float]) -> Change:
    """Seed by seed, for both worked the same lists with the same luck."""
    pairs = [(figure(one), figure(other)) for one, other in zip(of.tallies, against.tallies, strict=True)]
    changes = [one / other - 1 if other else 0.0 for one, other in pairs]
    mean = fmean(changes)
    half = _student(len(changes) - 1) * stdev(changes) / math.sqrt(len(changes))
    return Change(mean, mean - half, mean + half)


def _student(freedom: int) -> float:
    """The 97.5 % quantile of Student's law; from three degrees of freedom on within 4 %."""
    return _Z + (_Z**3 + _Z) / (4 * freedom) + (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / (96 * freedom**2)

"""Many simulated days, as many at a time as there are processors."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context

from domain.contact.calling_window import decide_calling_window
from simulator.whatif.assumptions import Assumptions
from simulator.whatif.behaviour import Behaviour
from simulator.whatif.forecast import ZONE, DayResult, simulate_day
from simulator.whatif.outlook import fewest_agents

MOST_AGENTS = 512
_NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    assumptions: Assumptions
    sizes: tuple[int, ...]
    """Teams to try."""
    day: date
    seeds: tuple[int, ...]
    behaviour: Behaviour | None = None


def run_study(study: Study, on_day: Callable[[int, int], None] | None = None) -> list[DayResult]:
    """By team and seed; `on_day` is told how many of how many days are done."""
    jobs = [(replace(study.assumptions, agents=size), seed) for size in study.sizes for seed in study.seeds]
    done: list[DayResult] = []
    for result in _simulated(study, jobs):
        done.append(result)
        if on_day is not None:
            on_day(len(done), len(jobs))
    return sorted(done, key=lambda day: (day.agents, day.seed))


def find_team(study: Study, on_size: Callable[[int], None] | None = None) -> int | None:
    """The fewest agents that work the whole list within the day; None when not even the most do."""

    def works(agents: int) -> bool:
        if on_size is not None:
            on_size(agents)
        assumptions = replace(study.assumptions, agents=agents)
        return simulate_day(assumptions, day=study.day, seed=study.seeds[0], behaviour=study.behaviour).list_worked

    return fewest_agents(works, most=MOST_AGENTS)


def next_calling_day(today: date, uf: str) -> date:
    """`today` or the first day after it on which calls may be made at noon."""
    for ahead in range(15):
        day = today + timedelta(days=ahead)
        if decide_calling_window("", uf, now=datetime.combine(day, _NOON, ZONE), numberless=True).allowed:
            return day
    return today


def _simulated(study: Study, jobs: list[tuple[Assumptions, int]]) -> Iterator[DayResult]:
    if len(jobs) == 1:
        yield _one(jobs[0], study)
        return
    workers = min(len(jobs), os.cpu_count() or 1)
    # Spawned, not forked: the caller may have threads and an open database.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for finished in as_completed([pool.submit(_one, job, study) for job in jobs]):
            yield finished.result()


def _one(job: tuple[Assumptions, int], study: Study) -> DayResult:
    assumptions, seed = job
    return simulate_day(assumptions, day=study.day, seed=seed, behaviour=study.behaviour)

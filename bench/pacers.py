"""Bench (g): our pacers against progressive, a tuned ratio and dialers as VICIdial and Issabel, on the same shifts.

    python -m bench.pacers [--quick] [--ours] [--yardstick DIR] [--only PATTERN] [--processes N]

The shifts are simulated by `simulator/whatif`. `--yardstick` names the folder of an independent simulator that brings
its own scenarios and reference figures (the package `pacing_ref`): then its scenarios are run instead. `--ours` leaves
the other pacers out, whose figures stand as long as the shifts do not change.
"""

import argparse
import csv
import importlib
import json
import os
import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

from bench.stage import conditions
from dialer.pacing import Pacer, PacingPolicy, create_pacer
from simulator.whatif.answer_rate import Burst, Swinging
from simulator.whatif.behaviour import Behaviour
from simulator.whatif.callees import EndlessList
from simulator.whatif.laws import LogNormal
from simulator.whatif.measures import Sums
from simulator.whatif.peers import AdaptiveLevel, SuccessRatio
from simulator.whatif.roster import Break, Roster
from simulator.whatif.shift import Shift, ShiftPlan, Way

LIMIT = 0.03
SIZES = {3: (4.0, 3), 5: (4.0, 2), 10: (4.0, 2), 20: (4.0, 1), 50: (2.0, 1), 100: (1.5, 1)}
"""Agents: hours of a shift, and how many of them."""
SHORT = Behaviour(leaves=0.35, settles=0.0, talk=LogNormal(65.0, 0.8), verify=0.0)
_BURSTS = tuple(Burst(1200.0 * turn + 600, 1200.0 * turn + 900, 0.5, 0.8) for turn in range(12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    name: str
    agents: int
    hours: float
    shifts: int
    goal: Literal["abandon", "strict", "relaxed"] = "abandon"
    behaviour: Behaviour = SHORT
    rate: Swinging = Swinging(base=0.25)  # noqa: RUF009 - frozen
    roster: Roster | None = None


def scenarios(*, quick: bool) -> list[Scenario]:
    found = [
        Scenario(name=f"{agents} agents", agents=agents, hours=hours, shifts=shifts)
        for agents, (hours, shifts) in SIZES.items()
    ]
    lunch = Break(begins=5400, seconds=2700, share=0.4)
    drifting = Swinging(base=0.15, steps=((7200.0, 0.35),))
    bursting = replace(SHORT, burst_detection=1.5, burst_taken_for_person=0.1)
    for agents in (10, 50):
        hours, shifts = SIZES[agents]
        ordinary = Scenario(name=f"{agents} agents", agents=agents, hours=hours, shifts=shifts)
        drift = Roster(agents=agents, breaks=(lunch,), pauses_per_hour=0.5)
        bursts = Swinging(base=0.25, bursts=_BURSTS)
        menu = replace(ordinary, behaviour=Behaviour())
        found += [
            replace(ordinary, name=f"{agents} agents, drift", hours=4.0, rate=drifting, roster=drift),
            replace(ordinary, name=f"{agents} agents, first 15 min", hours=0.25, shifts=60 // agents),
            replace(ordinary, name=f"{agents} agents, bursts of voicemail", behaviour=bursting, rate=bursts),
            replace(menu, name=f"{agents} agents, menu strict", goal="strict"),
            replace(menu, name=f"{agents} agents, menu relaxed", goal="relaxed"),
        ]
    return [replace(one, hours=min(one.hours, 0.5), shifts=1) for one in found] if quick else found


def measure(scenario: Scenario, make: Callable[[], Pacer]) -> dict[str, float]:
    cap, cps = 8 * scenario.agents + 20, max(10.0, scenario.agents / 2)
    way: Way = "direct" if scenario.goal == "abandon" else "menu"
    seconds = 3600 * scenario.hours
    plan = ShiftPlan(seconds=seconds, way=way, trunk_channels=cap, calls_per_second=cps)
    roster = scenario.roster or Roster(agents=scenario.agents)
    sums, began = Sums(), time.process_time()
    for seed in range(1, scenario.shifts + 1):
        pacer = make()
        pacer.start({"mode": way, "goal": scenario.goal, "target": LIMIT, "patience": 2.0, "trunks": cap, "cps": cps})
        callees = EndlessList(scenario.behaviour, scenario.rate, seed)
        sums = sums.plus(Shift(plan, pacer, callees, roster.spans(seconds, seed)).run().total())
    broken = sums.late_or_lost if scenario.goal == "strict" else sums.abandonment
    return {
        "occupancy": round(sums.occupancy, 4),
        "abandonment": round(sums.abandonment, 4),
        "broken": round(broken, 4),
        "wait_seconds": round(sums.mean_wait_seconds, 2),
        "right_parties_per_hour": round(3600 * sums.right_parties / max(1.0, sums.logged_seconds), 2),
        "calls": sums.dials,
        "cpu_seconds": round(time.process_time() - began, 2),
    }


def compared(scenario: Scenario, *, others: bool = True) -> dict[str, Any]:
    """Our pacer and the others; the ratio and the level's cap are tuned with hindsight, for this very shift."""
    ours = "predictive" if scenario.goal == "abandon" else "menu_first"
    found: dict[str, Any] = {"ours": measure(scenario, partial(create_pacer, ours))}
    if others:
        found["progressive"] = measure(scenario, partial(create_pacer, "progressive"))
        found["ratio"] = _tuned(scenario, _ratio, low=1.0, high=12.0)
    if others and scenario.goal == "abandon":
        found["vicidial"] = measure(scenario, AdaptiveLevel)
        found["vicidial_tuned"] = _tuned(scenario, lambda most: AdaptiveLevel(most=most), low=1.0, high=8.0)
        found["issabel"] = measure(scenario, SuccessRatio)
    return {"scenario": scenario.name, "goal": scenario.goal, "agents": scenario.agents, "pacers": found}


def yardstick_row(folder: str, place: int, name: str) -> dict[str, Any]:
    """One scenario of the independent simulator with our pacer, and what its reference says of the others."""
    sys.path.insert(0, folder)
    scenario = importlib.import_module("pacing_ref.scenarios").by_name(name)
    score = importlib.import_module("pacing_ref.score")
    mode = "menu_first" if scenario.menu else "predictive"
    row = importlib.import_module("pacing_ref.sim").simulate(scenario, lambda: create_pacer(mode))
    with (Path(folder) / "results/reference.csv").open(encoding="utf-8") as file:
        others = {one["pacer"]: float(one["occupancy"]) for one in csv.DictReader(file) if one["scenario"] == name}
    limit = others.get("hint_oracle", others.get("oracle", 0.0))
    return {
        "scenario": name,
        "place": place,
        "goal": scenario.goal,
        "agents": scenario.agents,
        "occupancy": round(row["occupancy"], 4),
        "abandonment": round(row["abandon"], 4),
        "late_or_lost": round(row["late_or_lost"], 4),
        "worst_half_hour": round(row["abandon_30max"], 4),
        "wait_seconds": round(row["wait_mean"], 2),
        "kept": bool(score.within(scenario.goal, row)),
        "limit": limit,
        "calls": row["dials"],
        "cpu_seconds": round(row["cpu"], 2),
        "others": others,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pacers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="half an hour of each shift; coarse")
    parser.add_argument("--yardstick", type=Path, help="folder that holds the package pacing_ref and its results")
    parser.add_argument("--only", default="", help="those scenarios whose names match this pattern")
    parser.add_argument("--ours", action="store_true", help="our pacer alone")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    found: dict[str, Any] = {"conditions": conditions()}
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        if options.yardstick is None:
            asked = [one for one in scenarios(quick=options.quick) if re.search(options.only, one.name)]
            found["shifts"] = list(pool.map(partial(compared, others=not options.ours), asked))
        else:
            folder = str(options.yardstick.resolve())
            sys.path.insert(0, folder)
            names = [one.name for one in importlib.import_module("pacing_ref.scenarios").everything()]
            chosen = [(place, name) for place, name in enumerate(names) if re.search(options.only, name)]
            found["yardstick"] = list(pool.map(partial(yardstick_row, folder), *zip(*chosen, strict=True)))
    print(json.dumps(found, indent=1))


def _ratio(lines: float) -> Pacer:
    return create_pacer("power", policy=PacingPolicy(lines_per_agent=lines))


def _tuned(
    scenario: Scenario, make: Callable[[float], Pacer], *, low: float, high: float, questions: int = 7
) -> dict[str, float]:
    """The highest setting that keeps the promise, by halving; at the lowest if none does."""
    best = measure(scenario, partial(make, low)) | {"setting": low}
    for _ in range(questions):
        middle = (low + high) / 2
        found = measure(scenario, partial(make, middle)) | {"setting": round(middle, 3)}
        if found["broken"] <= LIMIT and (scenario.goal != "relaxed" or found["wait_seconds"] <= 5):
            low = middle
            best = max(best, found, key=lambda one: one["occupancy"])
        else:
            high = middle
    return best


if __name__ == "__main__":
    main()

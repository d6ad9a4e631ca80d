"""Whole days of dialling while processes die, lines break and the database goes away."""

import itertools
import time
from collections.abc import Callable

import pytest

from tests.simulation.run import simulate


@pytest.mark.timeout(0)
def test_nothing_is_lost_or_done_twice_whatever_breaks(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    chosen: int | None = request.config.getoption("--simulation-seed")
    seconds: float = request.config.getoption("--simulation-seconds")
    seeds = itertools.count(1) if chosen is None else iter([chosen])
    ends = time.monotonic() + seconds
    hours, dials, kills, worlds = 0.0, 0, 0, 0
    for seed in seeds:
        try:
            lived = simulate(seed)
        except BaseException as error:
            raise AssertionError(f"replay with --simulation-seed {seed}") from error
        hours, dials, kills, worlds = hours + lived.hours, dials + lived.dials, kills + lived.kills, worlds + 1
        if time.monotonic() > ends:
            break
    record_property("lived", f"{worlds} worlds, {hours:.0f} simulated hours, {dials} dials, {kills} kills")
    assert dials > 0 or chosen is not None

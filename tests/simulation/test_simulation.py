"""Whole days of dialling while processes die, lines break and the database goes away."""

import itertools
import random
import time
from collections.abc import Callable, Iterable, Sequence

import pytest

from tests.simulation.run import Summary, simulate

ALWAYS = (1, 2, 4, 11, 20, 50925104)
"""Worlds that every run lives through: full of kills, of a Sunday, with hardly any kill, of an evening, and one whose
agents were talking when a dialer that came back without the last minute's truth believed them free."""
SEEDS = 2**31
FIRST = 1_000


@pytest.mark.timeout(0)
def test_nothing_is_lost_or_done_twice_in_worlds_that_once_showed_trouble(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    """Or in the one of --simulation-seed, to replay a failure."""
    chosen: int | None = request.config.getoption("--simulation-seed")
    lives = _live_through(ALWAYS if chosen is None else (chosen,), until=None)
    record_property("lived", _sum_up(lives))
    assert chosen is not None or sum(life.dials for life in lives) > 0


@pytest.mark.timeout(0)
def test_nothing_is_lost_or_done_twice_whatever_breaks(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    """One world after another, for as long as --simulation-seconds says; a failure names the seed to replay.

    The worlds are the same in every run, so that a change is what breaks it; --simulation-fresh looks for new trouble.
    """
    seconds: float = request.config.getoption("--simulation-seconds")
    fresh: bool = request.config.getoption("--simulation-fresh")
    first = random.SystemRandom().randrange(SEEDS) if fresh else FIRST
    lives = _live_through(itertools.count(first), until=time.process_time() + seconds)
    record_property("lived", _sum_up(lives))
    assert sum(life.dials for life in lives) > 0


def _sum_up(lives: Sequence[Summary]) -> str:
    hours, dials, kills = (sum(getattr(life, figure) for life in lives) for figure in ("hours", "dials", "kills"))
    return f"{len(lives)} worlds, {hours:.0f} simulated hours, {dials} dials, {kills} kills"


def _live_through(seeds: Iterable[int], *, until: float | None) -> list[Summary]:
    """`until` is the CPU time at which no other world is begun."""
    lives: list[Summary] = []
    for seed in seeds:
        if until is not None and time.process_time() >= until:
            break
        try:
            lives.append(simulate(seed))
        except BaseException as error:
            raise AssertionError(f"replay with --simulation-seed {seed}") from error
    return lives

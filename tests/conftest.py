"""Options of the whole test run."""

import pytest
from hypothesis import HealthCheck, settings

# What a property needs is examples, not a fast machine: the default deadline of 200 ms for each fails on a busy one.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--simulation-seconds", type=float, default=60.0, help="how long to simulate days, in real seconds"
    )
    parser.addoption("--simulation-seed", type=int, default=None, help="replay this simulated world only")
    parser.addoption("--simulation-fresh", action="store_true", help="simulate worlds that no run has lived through")

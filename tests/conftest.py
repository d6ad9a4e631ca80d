"""Options of the whole test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--simulation-seconds", type=float, default=60.0, help="how long to simulate days, in real seconds"
    )
    parser.addoption("--simulation-seed", type=int, default=None, help="replay this simulated world only")
    parser.addoption("--simulation-fresh", action="store_true", help="simulate worlds that no run has lived through")

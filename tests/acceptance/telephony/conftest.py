"""The one line on which all the telephony tests dial."""

from collections.abc import Iterator

import pytest

from tests.support.asterisk import LineOptions
from tests.support.standing_board import StandingBoard, standing_board

WAIT_LIMIT_SECONDS = 8
"""Longer than any test waits for a person on purpose, but for the one that waits for the limit."""


@pytest.fixture(scope="package")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandingBoard]:
    with standing_board(
        tmp_path_factory.mktemp("telephony"), LineOptions(wait_limit_seconds=WAIT_LIMIT_SECONDS)
    ) as board:
        yield board

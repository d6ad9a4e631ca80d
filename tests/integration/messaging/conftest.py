from collections.abc import Iterator

import pytest

from tests.support.mosquitto import Mosquitto, running_mosquitto


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with running_mosquitto() as running:
        yield running

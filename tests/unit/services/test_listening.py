"""When a request for audio is somebody listening anew."""

from datetime import UTC, datetime, timedelta

import pytest

from services.recordings import is_new_listening

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds_ago", "from_start", "new"),
    [
        (None, False, True),
        (1, True, False),
        (10, True, True),
        (10, False, False),
        (599, False, False),
        (600, False, True),
    ],
)
def test_a_later_part_belongs_to_the_listening_that_began_a_while_ago(
    seconds_ago: int | None, *, from_start: bool, new: bool
) -> None:
    last = None if seconds_ago is None else NOW - timedelta(seconds=seconds_ago)
    assert is_new_listening(last, from_start=from_start, now=NOW) is new

"""What was really heard of a prompt."""

from hypothesis import given
from hypothesis import strategies as st

from domain.evidence.playback import clips_heard


def test_a_prompt_that_nothing_stopped_was_heard_whole() -> None:
    heard = clips_heard([1000, 500], elapsed_ms=1480, stopped=False)
    assert [(one.from_ms, one.heard_ms, one.whole) for one in heard] == [(0, 1000, True), (1000, 500, True)]


def test_a_key_cuts_the_clip_that_is_playing_and_drops_the_rest() -> None:
    heard = clips_heard([1000, 500, 800], elapsed_ms=1200, stopped=True)
    assert [(one.index, one.heard_ms, one.whole) for one in heard] == [(0, 1000, True), (1, 200, False)]


def test_a_key_pressed_ahead_leaves_nothing_heard() -> None:
    assert clips_heard([1000], elapsed_ms=0, stopped=True) == []


def test_a_key_after_the_last_sound_cuts_nothing() -> None:
    (heard,) = clips_heard([1000], elapsed_ms=1000, stopped=True)
    assert heard.whole


@given(
    lengths=st.lists(st.integers(min_value=0, max_value=5000), max_size=8),
    elapsed=st.integers(min_value=0, max_value=60_000),
)
def test_no_more_is_heard_than_time_went_by(lengths: list[int], elapsed: int) -> None:
    heard = clips_heard(lengths, elapsed_ms=elapsed, stopped=True)
    assert sum(one.heard_ms for one in heard) <= elapsed
    assert all(one.whole for one in heard[:-1])
    assert [one.from_ms for one in heard] == [sum(lengths[: one.index]) for one in heard]

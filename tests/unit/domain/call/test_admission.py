"""The pace follows what the machine bears: down at once, up slowly, never above the trunks' cap."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.admission import AdmissionPolicy, AdmissionState, LoadMeasured, Strain, decide_admission

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
POLICY = AdmissionPolicy()
EASY = AdmissionState(measured=LoadMeasured(), cap=20.0)


def state(**measured: Any) -> AdmissionState:
    return replace(EASY, measured=LoadMeasured(**measured))


def test_a_machine_at_ease_sets_no_limit() -> None:
    decision = decide_admission(EASY, POLICY, now=NOW)
    assert (decision.limit, decision.strain, decision.changed_at) == (None, None, None)


@pytest.mark.parametrize(
    ("measured", "strain"),
    [
        ({"loop_lag_seconds": 0.3}, Strain.LOOP),
        ({"switch_lag_seconds": 0.6}, Strain.SWITCH),
        ({"cpu_busy": 0.99, "switch_lag_seconds": 0.2}, Strain.CPU),
        ({"cpu_busy": 0.99, "loop_lag_seconds": 0.1}, Strain.CPU),
        ({"media_lost": 0.03}, Strain.MEDIA),
        ({"media_lost": 0.03, "cpu_busy": 0.99, "loop_lag_seconds": 0.1}, Strain.MEDIA),
    ],
)
def test_strain_cuts_the_pace_that_brought_it(measured: dict[str, Any], strain: Strain) -> None:
    decision = decide_admission(state(placed=10.0, **measured), POLICY, now=NOW)
    assert decision.strain is strain
    assert decision.limit == pytest.approx(8.0)


@pytest.mark.parametrize(
    "measured",
    [{"cpu_busy": 0.99}, {"cpu_busy": 0.5, "loop_lag_seconds": 0.1}, {"loop_lag_seconds": 0.1}, {"media_lost": 0.01}],
)
def test_a_busy_machine_that_keeps_up_is_left_alone(measured: dict[str, Any]) -> None:
    assert decide_admission(state(**measured), POLICY, now=NOW).limit is None


def test_a_switch_that_does_not_answer_stops_everything_for_the_moment() -> None:
    decision = decide_admission(state(oldest_unanswered_seconds=1.2, placed=5.0), POLICY, now=NOW)
    assert (decision.limit, decision.strain) == (0.0, Strain.SILENT)
    assert decision.kept == pytest.approx(4.0)


def test_the_effect_of_a_change_is_seen_before_the_next() -> None:
    just = replace(state(loop_lag_seconds=0.5), limit=8.0, changed_at=NOW - timedelta(seconds=0.5))
    assert decide_admission(just, POLICY, now=NOW).limit == 8.0
    assert decide_admission(just, POLICY, now=NOW + timedelta(seconds=1)).limit == pytest.approx(6.4)


def test_lost_sound_is_told_late_and_cut_for_once_until_it_could_be_heard_again() -> None:
    lossy = replace(state(media_lost=0.1), limit=8.0, changed_at=NOW)
    assert decide_admission(lossy, POLICY, now=NOW + timedelta(seconds=11)).limit == 8.0
    assert decide_admission(lossy, POLICY, now=NOW + timedelta(seconds=12)).limit == pytest.approx(6.4)


def test_relief_raises_the_limit_slowly_and_then_lifts_it() -> None:
    at_ease = replace(EASY, limit=10.0)
    assert decide_admission(at_ease, POLICY, now=NOW).limit == pytest.approx(10.5)
    assert decide_admission(replace(at_ease, limit=19.9), POLICY, now=NOW).limit is None
    neither = replace(at_ease, measured=LoadMeasured(loop_lag_seconds=0.1))
    assert decide_admission(neither, POLICY, now=NOW).limit == 10.0


def test_the_pace_rises_again_only_when_the_sound_comes_through() -> None:
    at_ease = replace(EASY, limit=10.0)
    hissing = replace(at_ease, measured=LoadMeasured(media_lost=0.01))
    assert decide_admission(hissing, POLICY, now=NOW).limit == 10.0
    clear = replace(at_ease, measured=LoadMeasured(media_lost=0.001))
    assert decide_admission(clear, POLICY, now=NOW).limit == pytest.approx(10.5)


def test_a_clock_that_went_back_does_not_hold_the_limit_for_ever() -> None:
    ahead = replace(state(loop_lag_seconds=0.5), limit=8.0, changed_at=NOW + timedelta(hours=1))
    assert decide_admission(ahead, POLICY, now=NOW).limit == pytest.approx(6.4)


@given(
    st.lists(
        st.builds(
            LoadMeasured,
            loop_lag_seconds=st.floats(0, 5),
            switch_lag_seconds=st.floats(0, 5),
            oldest_unanswered_seconds=st.floats(0, 5),
            cpu_busy=st.none() | st.floats(0, 1),
            media_lost=st.none() | st.floats(0, 1),
            placed=st.floats(0, 50),
        ),
        max_size=40,
    )
)
def test_the_limit_is_never_above_the_cap_and_never_zero_for_good(loads: list[LoadMeasured]) -> None:
    now = NOW
    limit: float | None = None
    changed: datetime | None = None
    for load in loads:
        now += timedelta(seconds=1)
        decision = decide_admission(
            AdmissionState(measured=load, cap=20.0, limit=limit, changed_at=changed), POLICY, now=now
        )
        limit, changed = decision.kept, decision.changed_at
        assert decision.limit is None or 0.0 <= decision.limit <= 20.0
        assert limit is None or limit >= POLICY.slowest
        if decision.limit == 0.0:
            assert decision.strain is Strain.SILENT

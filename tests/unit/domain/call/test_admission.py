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
    assert (decision.limit, decision.strain, decision.cut_at, decision.raised_at) == (None, None, None, None)


@pytest.mark.parametrize(
    ("measured", "strain"),
    [
        ({"loop_lag_seconds": 0.2}, Strain.LOOP),
        ({"switch_lag_seconds": 0.4}, Strain.SWITCH),
        ({"cpu_busy": 0.99, "switch_lag_seconds": 0.2}, Strain.CPU),
        ({"cpu_busy": 0.99, "loop_lag_seconds": 0.1}, Strain.CPU),
        ({"media_lost": 0.03}, Strain.MEDIA),
        ({"media_lost": 0.03, "cpu_busy": 0.99, "loop_lag_seconds": 0.1}, Strain.MEDIA),
    ],
)
def test_strain_cuts_the_pace_that_brought_it(measured: dict[str, Any], strain: Strain) -> None:
    decision = decide_admission(state(placed=10.0, **measured), POLICY, now=NOW)
    assert decision.strain is strain
    assert decision.limit == pytest.approx(8.5)
    assert decision.cut_at == NOW


def test_a_pace_that_nobody_has_measured_is_cut_from_what_the_trunks_allow() -> None:
    assert decide_admission(state(loop_lag_seconds=0.5), POLICY, now=NOW).limit == pytest.approx(17.0)


@pytest.mark.parametrize(
    "measured",
    [{"cpu_busy": 0.99}, {"cpu_busy": 0.5, "loop_lag_seconds": 0.1}, {"loop_lag_seconds": 0.1}, {"media_lost": 0.01}],
)
def test_a_busy_machine_that_keeps_up_is_left_alone(measured: dict[str, Any]) -> None:
    assert decide_admission(state(**measured), POLICY, now=NOW).limit is None


def test_a_switch_that_does_not_answer_stops_everything_for_the_moment() -> None:
    decision = decide_admission(state(oldest_unanswered_seconds=1.2, placed=5.0), POLICY, now=NOW)
    assert (decision.limit, decision.strain) == (0.0, Strain.SILENT)
    assert decision.kept == pytest.approx(4.25)


def test_a_long_silence_is_cut_for_no_faster_than_any_other_strain() -> None:
    silent = replace(state(oldest_unanswered_seconds=1.5), limit=8.0, cut_at=NOW)
    for quarters in range(1, 12):
        decision = decide_admission(silent, POLICY, now=NOW + quarters * timedelta(seconds=0.25))
        assert (decision.limit, decision.kept) == (0.0, 8.0)
    assert decide_admission(silent, POLICY, now=NOW + timedelta(seconds=3)).kept == pytest.approx(6.8)


def test_what_had_piled_up_is_worked_off_before_the_next_cut() -> None:
    just = replace(state(loop_lag_seconds=0.5), limit=8.0, cut_at=NOW)
    assert decide_admission(just, POLICY, now=NOW + timedelta(seconds=2.9)).limit == 8.0
    assert decide_admission(just, POLICY, now=NOW + timedelta(seconds=3)).limit == pytest.approx(6.8)


def test_lost_sound_is_told_late_and_cut_for_once_until_it_could_be_heard_again() -> None:
    lossy = replace(state(media_lost=0.1), limit=8.0, cut_at=NOW)
    assert decide_admission(lossy, POLICY, now=NOW + timedelta(seconds=11)).limit == 8.0
    assert decide_admission(lossy, POLICY, now=NOW + timedelta(seconds=12)).limit == pytest.approx(6.8)


def test_relief_raises_the_limit_step_by_step_and_then_lifts_it() -> None:
    at_ease = replace(EASY, limit=10.0)
    decision = decide_admission(at_ease, POLICY, now=NOW)
    assert (decision.limit, decision.raised_at) == (pytest.approx(10.4), NOW)
    raised = replace(at_ease, raised_at=NOW)
    assert decide_admission(raised, POLICY, now=NOW + timedelta(seconds=0.9)).limit == 10.0
    assert decide_admission(raised, POLICY, now=NOW + timedelta(seconds=1)).limit == pytest.approx(10.4)
    assert decide_admission(replace(at_ease, limit=19.9), POLICY, now=NOW).limit is None
    neither = replace(at_ease, measured=LoadMeasured(loop_lag_seconds=0.1))
    assert decide_admission(neither, POLICY, now=NOW).limit == 10.0


def test_the_longer_nothing_strains_the_faster_the_pace_comes_back() -> None:
    cut = replace(EASY, limit=4.0, cut_at=NOW)
    assert decide_admission(cut, POLICY, now=NOW + timedelta(seconds=2.9)).limit == 4.0
    soon = decide_admission(cut, POLICY, now=NOW + timedelta(seconds=4)).limit
    later = decide_admission(cut, POLICY, now=NOW + timedelta(seconds=20)).limit
    assert soon == pytest.approx(4.0 * 1.04**2)
    assert later == pytest.approx(4.0 * 1.04**6)


def test_the_pace_rises_again_only_when_the_sound_comes_through() -> None:
    at_ease = replace(EASY, limit=10.0)
    hissing = replace(at_ease, measured=LoadMeasured(media_lost=0.01))
    assert decide_admission(hissing, POLICY, now=NOW).limit == 10.0
    clear = replace(at_ease, measured=LoadMeasured(media_lost=0.001))
    assert decide_admission(clear, POLICY, now=NOW).limit == pytest.approx(10.4)


def test_a_clock_that_went_back_does_not_hold_the_limit_for_ever() -> None:
    ahead = NOW + timedelta(hours=1)
    strained = replace(state(loop_lag_seconds=0.5), limit=8.0, cut_at=ahead)
    assert decide_admission(strained, POLICY, now=NOW).limit == pytest.approx(6.8)
    at_ease = replace(EASY, limit=8.0, cut_at=ahead, raised_at=ahead)
    assert decide_admission(at_ease, POLICY, now=NOW).limit == pytest.approx(8.32)


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
    now, held = NOW, EASY
    for load in loads:
        now += timedelta(seconds=1)
        decision = decide_admission(replace(held, measured=load), POLICY, now=now)
        held = replace(held, limit=decision.kept, cut_at=decision.cut_at, raised_at=decision.raised_at)
        assert decision.limit is None or 0.0 <= decision.limit <= held.cap
        assert decision.kept is None or decision.kept >= POLICY.slowest
        if decision.limit == 0.0:
            assert decision.strain is Strain.SILENT

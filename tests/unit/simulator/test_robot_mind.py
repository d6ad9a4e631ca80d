"""What a robot agent does when its desk looks like this."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from domain.call.agent_disposition import AGENT_DISPOSITIONS
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.call.disposition_details import DispositionDetails, check_details
from domain.call.disposition_rules import DISPOSITION_RULES
from simulator.robot_mind import (
    CallPlan,
    DeskSight,
    RobotAct,
    RobotPolicy,
    decide_act,
    draw_plan,
    fit_plan,
    plainer_disposition,
    see_desk,
    tell_details,
)

PLAN = CallPlan(
    talk_seconds=9.0, wrap_up_seconds=2.0, pause_seconds=5.0, disposition=Disposition.PROMESSA, rests_after=False
)
TALKING = DeskSight(state=AgentState.ON_CALL, attempt_id="a", identity_confirmed=True)


def act(sight: DeskSight, seconds: float = 0.0, *, worked: bool = True) -> RobotAct | None:
    return decide_act(sight, PLAN, seen_seconds=seconds, worked=worked)[0]


def test_the_shift_begins_with_a_session_a_phone_and_being_ready() -> None:
    assert act(DeskSight(state=None)) is RobotAct.OPEN_SESSION
    assert act(DeskSight(state=AgentState.OFFLINE)) is RobotAct.CALL_PHONE
    assert act(DeskSight(state=AgentState.PAUSED), worked=False) is RobotAct.BECOME_READY


@pytest.mark.parametrize("state", [AgentState.READY, AgentState.RESERVED])
def test_who_is_ready_waits_for_a_call(state: AgentState) -> None:
    assert decide_act(DeskSight(state=state), PLAN, seen_seconds=99.0, worked=True) == (None, float("inf"))


def test_a_rest_lasts_as_long_as_planned() -> None:
    rest = DeskSight(state=AgentState.PAUSED)
    assert decide_act(rest, PLAN, seen_seconds=1.0, worked=True) == (None, 4.0)
    assert act(rest, 5.0) is RobotAct.BECOME_READY


def test_a_talk_ends_after_its_time_and_not_before() -> None:
    assert decide_act(TALKING, PLAN, seen_seconds=6.0, worked=True) == (None, 3.0)
    assert act(TALKING, 9.0) is RobotAct.HANG_UP


def test_an_identity_not_confirmed_in_the_menu_is_confirmed_aloud() -> None:
    unknown = DeskSight(state=AgentState.ON_CALL, attempt_id="a")
    assert act(unknown, 1.0) is None
    assert act(unknown, 3.0) is RobotAct.CONFIRM_IDENTITY


def test_a_call_is_disposed_of_once_it_has_ended() -> None:
    wrap_up = DeskSight(state=AgentState.WRAP_UP, attempt_id="a", call_ended=False)
    assert act(wrap_up, 99.0) is None
    ended = DeskSight(state=AgentState.WRAP_UP, attempt_id="a", call_ended=True)
    assert act(ended, 1.0) is None
    assert act(ended, 2.0) is RobotAct.DISPOSE


def test_a_call_disposed_of_whose_next_state_was_lost_goes_on() -> None:
    lost = DeskSight(state=AgentState.WRAP_UP, attempt_id="a", call_ended=True, disposed=True)
    assert act(lost, 5.0) is RobotAct.BECOME_READY


@pytest.mark.parametrize("seed", range(50))
def test_a_plan_stays_within_the_policy_and_is_one_an_agent_may_choose(seed: int) -> None:
    plan = draw_plan(RobotPolicy(), Random(seed))
    assert 5.0 <= plan.talk_seconds <= 15.0
    assert plan.disposition in AGENT_DISPOSITIONS


def test_the_desk_is_read_as_the_api_sends_it() -> None:
    call: dict[str, Any] = {"attempt_id": "a", "ended_at": None, "identity_confirmed": True, "disposition": None}
    assert see_desk({"session": None, "call": None}) == DeskSight(state=None)
    assert see_desk({"session": {"state": "on_call"}, "call": call}) == TALKING
    ended = {**call, "ended_at": "2026-11-24T13:00:00Z", "disposition": "PROMESSA"}
    assert see_desk({"session": {"state": "wrap_up"}, "call": ended}) == DeskSight(
        state=AgentState.WRAP_UP, attempt_id="a", call_ended=True, identity_confirmed=True, disposed=True
    )


@pytest.mark.parametrize("disposition", sorted({draw_plan(RobotPolicy(), Random(n)).disposition for n in range(200)}))
@pytest.mark.parametrize("debts", [[], [{"total_cents": 30_000}, {"total_cents": 12_000}]])
def test_a_robot_tells_all_that_its_outcome_requires(disposition: Disposition, debts: list[dict[str, int]]) -> None:
    now = datetime(2026, 11, 27, 21, 30, tzinfo=UTC)
    desk = {"now": "2026-11-27T21:30:00Z", "call": {"debts": debts}}
    told = tell_details(desk, disposition)
    details = DispositionDetails(
        promise_date=date.fromisoformat(told["promise_date"]) if "promise_date" in told else None,
        promise_cents=told.get("promise_cents"),
        callback_from=datetime.fromisoformat(told["callback_from"]) if "callback_from" in told else None,
        callback_until=datetime.fromisoformat(told["callback_until"]) if "callback_until" in told else None,
        note=told.get("note", ""),
    )
    check_details(DISPOSITION_RULES[disposition].required, details, now=now, zone=UTC)
    assert told.get("promise_cents") in {None, 42_000 if debts else 10_000}


def test_a_robot_whose_call_is_gone_still_promises_something() -> None:
    told = tell_details({"now": "2026-11-27T21:30:00Z", "call": None}, Disposition.PROMESSA)
    assert told == {"promise_date": "2026-11-30", "promise_cents": 10_000}


def test_of_a_caller_whom_nobody_knows_a_robot_says_that_nobody_was_identified() -> None:
    assert fit_plan(PLAN, {"call": None}) == fit_plan(PLAN, {"call": {"caller_known": True}}) == PLAN
    unknown = fit_plan(PLAN, {"call": {"caller_known": False}})
    assert unknown.disposition is Disposition.IDENTIDADE_NAO_CONFIRMADA
    assert plainer_disposition([one for one in Disposition if one is not unknown.disposition]) is unknown.disposition
    assert plainer_disposition(list(Disposition)) is None

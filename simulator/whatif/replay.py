"""A recorded day through any mode and settings, beside what it really came to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.ports.repositories.call_history import CallFacts, WorkSpan
from simulator.whatif.assumptions import Assumptions
from simulator.whatif.behaviour import Behaviour, Wish
from simulator.whatif.forecast import ZONE, DayResult, behaviour_of, roster_of, run_shift, summed_up
from simulator.whatif.history import (
    LEAST_CALLS,
    is_direct,
    is_person,
    is_right_party,
    learn,
    seconds_between,
    wish_of,
    wrap_seconds,
)
from simulator.whatif.measures import Measures
from simulator.whatif.recorded import RecordedDay, day_of, spans_of

_LATE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    calls: Sequence[CallFacts]
    """Of one day, in order; at least one."""
    sessions: Sequence[WorkSpan]
    assumptions: Assumptions
    """Mode, settings and money; how people behave is taken from the day."""
    agents: int | None = None
    """Another team, there all day; None: the one that was."""
    seed: int = 1


def replay_day(plan: ReplayPlan) -> DayResult:
    opens, seconds = day_of(plan.calls)
    spans = spans_of(plan.sessions, opens=opens, seconds=seconds)
    if plan.agents is not None:
        roster = replace(roster_of(replace(plan.assumptions, agents=plan.agents, break_minutes=0)), login_seconds=0.0)
        spans = roster.spans(seconds, plan.seed)
    assumptions = replace(plan.assumptions, agents=len(spans))
    callees = RecordedDay(plan.calls, _behaviour(plan), seed=plan.seed)
    # Who agreed agrees again: the share only has to let the recorded outcome through.
    certain = replace(assumptions, agreement_share=max(assumptions.agreement_share, 1e-6))
    measures = run_shift(certain, callees, spans, seconds=seconds)
    return summed_up(assumptions, measures, seed=plan.seed, leads_left=callees.left)


def what_was(calls: Sequence[CallFacts], sessions: Sequence[WorkSpan], assumptions: Assumptions) -> DayResult:
    """The recorded day in the same figures; `assumptions` give the prices."""
    opens, seconds = day_of(calls)
    measures = Measures(ended_at=seconds)
    for call in sorted(calls, key=lambda one: one.originated_at):
        _count(call, measures, (call.originated_at - opens).total_seconds())
    spans = [span for agent in spans_of(sessions, opens=opens, seconds=seconds) for span in agent]
    busy = measures.total()
    idle = sum(ends - begins for begins, ends in spans) - busy.talk_seconds - busy.wrap_seconds
    measures.hour(0.0).ready_seconds += max(0.0, idle)
    measures.needed_at.sort()
    measures.lost_at.sort()
    team = replace(assumptions, agents=len(spans))
    return summed_up(team, measures, seed=0, leads_left=0)


def _count(call: CallFacts, measures: Measures, t: float) -> None:
    sums = measures.hour(t)
    sums.dials += 1
    sums.persons += is_person(call)
    sums.line_seconds += seconds_between(call.answered_at, call.closed_at) or 0.0
    sums.settled += is_person(call) and wish_of(call) is Wish.SETTLES
    asked_at = call.answered_at if is_direct(call) and is_person(call) else call.person_requested_at
    if asked_at is None:
        return
    sums.needed += 1
    measures.needed_at.append(t)
    waited = seconds_between(asked_at, call.bridged_at or call.closed_at) or 0.0
    sums.wait_seconds += waited
    if call.bridged_at is None:
        sums.lost += 1
        measures.lost_at.append(t)
        return
    sums.served += 1
    sums.late += waited > _LATE_SECONDS
    sums.right_parties += is_right_party(call)
    sums.agreements += call.agreed_cents is not None
    sums.talk_seconds += seconds_between(call.bridged_at, call.closed_at) or 0.0
    sums.wrap_seconds += wrap_seconds(call) or 0.0


def _behaviour(plan: ReplayPlan) -> Behaviour:
    if len(plan.calls) < LEAST_CALLS:
        return behaviour_of(plan.assumptions)
    return learn(plan.calls, plan.assumptions, zone=ZONE).behaviour

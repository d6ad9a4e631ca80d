"""Simulates days of a campaign by stated assumptions, and sums up what a manager asks for."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialer.pacing import Pacer, PacingPolicy, create_pacer
from domain.call.dial_mode import DialMode
from domain.contact.policy import ContactPolicy, gap_of
from domain.pacing.abandonment import AbandonmentPolicy, AbandonmentTally, AbandonmentWindows, decide_overdial
from simulator.whatif.answer_rate import ByHour
from simulator.whatif.assumptions import Assumptions
from simulator.whatif.behaviour import Behaviour
from simulator.whatif.callees import Callees
from simulator.whatif.laws import LogNormal, Uniform
from simulator.whatif.measures import Measures, Sums
from simulator.whatif.portfolio import PortfolioList, PortfolioPlan
from simulator.whatif.roster import Break, Roster, Span
from simulator.whatif.shift import Shift, ShiftPlan, Way

ZONE = ZoneInfo("America/Sao_Paulo")
_BREAKS_SPREAD_SECONDS = 7200.0
_TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayResult:
    """One simulated day. Cents."""

    agents: int
    seed: int
    sums: Sums
    hours: tuple[Sums, ...]
    worst_half_hour: float
    worked_seconds: float
    """Until nobody was left to call today, or the whole shift."""
    list_worked: bool
    """Every lead that the rules allow today was called as often as they allow."""
    leads_left: int
    """Who may be called another day."""
    agent_cents: int
    line_cents: int
    agreed_cents: int

    @property
    def cost_cents(self) -> int:
        return self.agent_cents + self.line_cents

    @property
    def agreements(self) -> int:
        return self.sums.agreements + self.sums.settled


def simulate_day(
    assumptions: Assumptions,
    *,
    day: date,
    seed: int,
    behaviour: Behaviour | None = None,
    progress: Callable[[float], None] | None = None,
) -> DayResult:
    """`behaviour`: as observed, not as stated. `progress` is told the simulated share of the day, from 0 to 1."""
    opens = datetime.combine(day, assumptions.opens, ZONE)
    rate = ByHour(
        base=assumptions.answer_rate,
        machines=assumptions.machine_rate,
        opens=opens.hour + opens.minute / 60,
        factors=assumptions.answer_rate_by_hour,
    )
    delay = timedelta(minutes=assumptions.retry_delay_minutes)
    plan = PortfolioPlan(
        leads=assumptions.leads,
        phones_per_lead=assumptions.phones_per_lead,
        max_attempts=assumptions.max_attempts,
        retry_delay=delay,
        spread=assumptions.answer_rate_spread,
        uf=assumptions.uf,
    )
    policy = ContactPolicy(max_attempts=assumptions.max_attempts, gap=gap_of(delay))
    behaviour = behaviour or behaviour_of(assumptions)
    callees = PortfolioList(
        plan, behaviour, rate, policy=policy, opens=opens, seconds=assumptions.shift_seconds, seed=seed
    )
    spans = roster_of(assumptions).spans(assumptions.shift_seconds, seed)
    measures = run_shift(assumptions, callees, spans, progress=progress)
    return summed_up(assumptions, measures, seed=seed, leads_left=callees.left)


def run_shift(
    assumptions: Assumptions,
    callees: Callees,
    spans: Sequence[Sequence[Span]],
    *,
    seconds: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> Measures:
    """`seconds`: of another length than the stated shift."""
    plan = _shift_plan(assumptions, assumptions.shift_seconds if seconds is None else seconds, agents=len(spans))
    told = None if progress is None else lambda t: progress(min(1.0, t / plan.seconds))
    return Shift(plan, pacer_of(assumptions), callees, spans).run(told)


def summed_up(assumptions: Assumptions, measures: Measures, *, seed: int, leads_left: int) -> DayResult:
    sums = measures.total()
    agreements = sums.agreements + sums.settled
    return DayResult(
        agents=assumptions.agents,
        seed=seed,
        sums=sums,
        hours=tuple(measures.hours),
        worst_half_hour=measures.worst_half_hour(),
        worked_seconds=measures.ended_at,
        list_worked=measures.list_worked,
        leads_left=leads_left,
        agent_cents=round(sums.logged_seconds / 3600 * assumptions.agent_hour_cents),
        line_cents=round(
            sums.line_seconds / 60 * assumptions.line_minute_cents + sums.dials * assumptions.attempt_cents
        ),
        agreed_cents=agreements * assumptions.agreement_cents,
    )


def pacer_of(assumptions: Assumptions) -> Pacer:
    return create_pacer(
        assumptions.mode,
        policy=PacingPolicy(
            abandonment_target=assumptions.abandonment_target,
            goal="relaxed" if assumptions.goal == "relaxed" else "strict",
            patience_seconds=assumptions.patience_seconds,
            lines_per_agent=assumptions.ratio,
            concurrent_calls=assumptions.concurrent_calls,
            trunk_channels=assumptions.channels,
            calls_per_second=assumptions.calls_per_second,
        ),
    )


def roster_of(assumptions: Assumptions) -> Roster:
    seconds = assumptions.break_minutes * 60.0
    middle = max(0.0, (assumptions.shift_seconds - _BREAKS_SPREAD_SECONDS - seconds) / 2)
    rest = Break(begins=middle, seconds=seconds, spread_seconds=_BREAKS_SPREAD_SECONDS, in_turns=True)
    return Roster(agents=assumptions.agents, breaks=(rest,) if seconds else ())


def behaviour_of(assumptions: Assumptions) -> Behaviour:
    timeout = assumptions.ring_timeout_seconds
    ordinary = Behaviour()
    return replace(
        ordinary,
        ring=LogNormal(assumptions.ring_seconds, 0.55, timeout),
        ring_timeout=timeout,
        machine_late=Uniform(0.7 * timeout, 0.95 * timeout),
        detection=ordinary.detection if assumptions.machine_detection else None,
        leaves=assumptions.wrong_party_share,
        settles=assumptions.settles_alone_share,
        menu_through=LogNormal(assumptions.menu_seconds, 0.4),
        patience=LogNormal(assumptions.queue_patience_seconds, 0.5),
        talk=LogNormal(assumptions.talk_seconds, 0.7),
        verify=assumptions.verify_seconds,
        wrap=LogNormal(assumptions.wrap_seconds, 0.6),
    )


def _shift_plan(assumptions: Assumptions, seconds: float, *, agents: int) -> ShiftPlan:
    mode = DialMode(assumptions.mode)
    menu: Way = "menu" if agents else "alone"
    target = assumptions.abandonment_target
    overdials = mode in {DialMode.POWER, DialMode.PREDICTIVE, DialMode.MENU_FIRST}
    return ShiftPlan(
        seconds=seconds,
        way="direct" if mode.direct else menu,
        trunk_channels=assumptions.channels,
        calls_per_second=assumptions.calls_per_second,
        patience_seconds=assumptions.patience_seconds,
        preview_seconds=assumptions.preview_seconds if mode is DialMode.PREVIEW else None,
        agreement_share=assumptions.agreement_share,
        tells_breaks=True,
        tick_seconds=_TICK_SECONDS,
        overdial=_Watch(AbandonmentPolicy(target=target)) if overdials and target > 0 else None,
    )


class _Watch:
    """Keeps the promise as the dialer does: past the day's target, no call without a free agent."""

    def __init__(self, policy: AbandonmentPolicy) -> None:
        self._policy = policy

    def __call__(self, t: float, measures: Measures) -> bool:
        day = AbandonmentTally(answered=len(measures.needed_at), abandoned=len(measures.lost_at))
        since = t - 1800
        recent = AbandonmentTally(answered=_newer(measures.needed_at, since), abandoned=_newer(measures.lost_at, since))
        windows = AbandonmentWindows(thirty_days=day, day=day, half_hour=recent)
        return decide_overdial(windows, self._policy).allowed


def _newer(times: Sequence[float], since: float) -> int:
    return len(times) - bisect_left(times, since)

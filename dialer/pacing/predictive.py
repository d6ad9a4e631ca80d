"""Predictive dialing: place the next call while the risk that its answer finds nobody free is within its price.

Direct, an answered person needs an agent at once; menu first, only who asks for a person does, and the age of a call in
the menu is foresight. Both are one algorithm over two stages of delay.
"""

import math
from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from dialer.pacing.call_events import CallEvents
from dialer.pacing.contract import PacingPolicy
from dialer.pacing.experience import Experience
from dialer.pacing.forecast import HORIZONS, Forecast, build_forecast
from dialer.pacing.live_times import Floats
from dialer.pacing.progressive import explain_one_per_agent, one_per_free_agent
from dialer.pacing.promise import Measure, Promise
from dialer.pacing.risk import Fit, calls_within_risk_exact, calls_within_risk_normal
from dialer.pacing.situation import Situation
from dialer.pacing.under_way import UnderWay
from domain.pacing.decision import PacingDecision, Reason

_REFRESH_SECONDS = 5.0
_EXACT_UP_TO = 40
_MOST_EXACT = 60
_MOST_AT_ONCE = 400
_HIGHEST_RATE = 0.97
_TOLD_HORIZON = 2
"""Of the horizons, the one that explanations speak of."""


class Predictive:
    def __init__(self, policy: PacingPolicy, *, menu: bool) -> None:
        self._patience = policy.patience_seconds
        self._experience = Experience(menu=menu)
        self._under_way = UnderWay()
        self._promise = Promise(target=policy.abandonment_target, measure=policy.goal if menu else "abandon")
        self._events = CallEvents(self._experience, self._under_way, self._promise)
        self._refresh_at = -math.inf
        self._forecast: Forecast
        self._judged: tuple[Floats, Floats, Fit, float] | None = None

    @classmethod
    def direct(cls, policy: PacingPolicy) -> "Predictive":
        return cls(policy, menu=False)

    @classmethod
    def menu_first(cls, policy: PacingPolicy) -> "Predictive":
        return cls(policy, menu=True)

    @property
    def people_waiting(self) -> int:
        return len(self._promise.waiting)

    def configure(self, info: dict[str, Any]) -> None:
        """What was learned stays; a new target or goal begins a new promise."""
        self._patience = float(info.get("patience", self._patience))
        menu = info.get("mode", "menu" if self._experience.menu else "direct") == "menu"
        if menu != self._experience.menu:
            self._experience = Experience(menu=menu)
        measure = cast("Measure", info.get("goal", self._promise.measure)) if menu else "abandon"
        target = float(info.get("target", self._promise.target))
        if (target, measure) != (self._promise.target, self._promise.measure):
            waiting = self._promise.waiting
            self._promise = Promise(target=target, measure=measure)
            self._promise.waiting = waiting
        self._events = CallEvents(self._experience, self._under_way, self._promise)
        self._refresh_at = -math.inf

    def on_event(self, now: float, kind: str, data: dict[str, Any]) -> None:
        self._events.hear(now, kind, data)

    def calls(self, now: float, situation: Situation) -> int:
        self._judged = None
        waiting = self._promise.waiting
        self._promise.settle(now, situation.waiting)
        self._under_way.settle(situation, now)
        if self._promise.target <= 0 or not situation.overdial:
            return one_per_free_agent(situation, len(waiting))
        if situation.agents == 0:
            return 0
        if now >= self._refresh_at:
            self._refresh_at = now + _REFRESH_SECONDS
            patience = self._promise.bearable_seconds(self._patience)
            self._forecast = build_forecast(self._experience.belief(self._under_way, now, patience_seconds=patience))
        self._experience.advance(now)
        return self._fit(now, situation)

    def explain(self, situation: Situation, calls: int) -> PacingDecision:
        experience = self._experience
        mode = "menu_first" if experience.menu else "predictive"
        more: dict[str, Any] = {"waiting": len(self._promise.waiting), "target": self._promise.target}
        if not situation.overdial and situation.agents:
            more["reason"] = Reason.ABANDONMENT_STOP
        elif self._judged is not None:
            answers, freed, fit, limit = self._judged
            free = situation.ready - situation.leaving
            more |= {
                "reason": Reason.DIALING if calls else Reason.ENOUGH_UNDER_WAY,
                "horizon_seconds": float(self._forecast.horizon_seconds[_TOLD_HORIZON]),
                "agents_soon_free": free + float(freed[:, _TOLD_HORIZON].sum()),
                "answers_expected": float(answers[:, _TOLD_HORIZON].sum()),
                "answer_rate": experience.plain_answer_rate,
                "request_rate": experience.requests.rate() if experience.menu else None,
                "risk": fit.risk,
                "risk_limit": limit,
            }
        return explain_one_per_agent(mode, situation, calls, **more)

    def _fit(self, now: float, situation: Situation) -> int:
        answers = self._answer_chances(now, situation)
        under_way, forecast = self._under_way, self._forecast
        freed = np.concatenate(
            (forecast.of_talks(under_way.talks.ages(now)), forecast.of_wraps(under_way.wraps.ages(now)))
        )
        free = situation.ready - situation.leaving - len(self._promise.waiting)
        limit = self._promise.risk_limit()
        next_call = self._next_calls(situation.next_hints)
        if len(answers) + len(freed) <= _EXACT_UP_TO:
            fit = calls_within_risk_exact(answers, freed, free, next_call, limit, _MOST_EXACT)
        else:
            mean = answers.sum(0) - freed.sum(0)
            variance = (answers * (1 - answers)).sum(0) + (freed * (1 - freed)).sum(0)
            fit = calls_within_risk_normal(mean, variance, free, next_call, limit, _MOST_AT_ONCE)
        self._judged = answers, freed, fit, limit
        return fit.calls

    def _answer_chances(self, now: float, situation: Situation) -> Floats:
        """A row per call that may yet need an agent, and some for those of other campaigns."""
        under_way, experience, forecast = self._under_way, self._experience, self._forecast
        ages = under_way.ringing.ages(now)
        if experience.hinted:
            rates = np.minimum(under_way.ringing.weights() * experience.hint_scale, _HIGHEST_RATE)
            chances = forecast.of_hinted_calls(ages, rates)
        else:
            chances = forecast.of_calls(ages)
        if len(under_way.menus):
            chances = np.concatenate((chances, forecast.of_menus(under_way.menus.ages(now))))
        elsewhere = situation.answers_elsewhere
        if elsewhere > 0:
            trials = math.ceil(2 * elsewhere)
            chances = np.concatenate((chances, np.full((trials, HORIZONS), elsewhere / trials)))
        return chances

    def _next_calls(self, next_hints: Sequence[float] | None) -> Floats:
        """The chances of one more call, or of each of the next ones when their numbers have hints."""
        share, experience = self._forecast.next_call_share, self._experience
        if not next_hints:
            return experience.answer_rate * share
        rates = np.minimum(np.asarray(next_hints) * experience.hint_scale, _HIGHEST_RATE)
        return np.asarray(rates[:, None] * share[None, :])

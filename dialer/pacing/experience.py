"""What a campaign's calls have taught: how many are answered, how long every step takes."""

import math

from dialer.pacing.delay_law import BIN_SECONDS, BINS, DelayLaw, lognormal_guess
from dialer.pacing.exposure_rate import ExposureRate
from dialer.pacing.forecast import Belief
from dialer.pacing.handling_law import HandlingLaw
from dialer.pacing.under_way import UnderWay

_CAUTION = 1.0
"""Deviations added to the share of calls that need an agent: few facts make a pacer expect more of them, not fewer."""
_HIGHEST_RATE = 0.97
_MEAN_HINT_GAIN = 0.02


class Experience:
    """`menu`: who answers is in the menu first, and only some ask for an agent."""

    def __init__(self, *, menu: bool) -> None:
        self.menu = menu
        self.answer_delay = DelayLaw(lognormal_guess(13.3, 0.45), guess_weight=12, memory=1500)
        guess = 0.5 * lognormal_guess(23.0, 0.15) + 0.5 * lognormal_guess(5.0, 0.5)
        self.other_delay = DelayLaw(guess, guess_weight=12, memory=3000)
        self.request_delay = DelayLaw(lognormal_guess(18.0, 0.5), guess_weight=10, memory=1500)
        self.exit_delay = DelayLaw(lognormal_guess(10.0, 0.5), guess_weight=10, memory=3000)
        self.answers = ExposureRate(0.25, guess_weight=6)
        self.requests = ExposureRate(0.25, guess_weight=6)
        # Behind a menu agents get only people who want to talk.
        self.talk = HandlingLaw(110 if menu else 60, guess_weight=3)
        self.wrap = HandlingLaw(12, guess_weight=2)
        self.hinted = False
        self.hint_scale = self.answer_rate = 1.0
        self._mean_hint = 0.25
        self._bin: int | None = None
        self._answer_law = self.answer_delay.probabilities()
        self._request_law = self.request_delay.probabilities()

    def dialed(self, hint: float | None) -> None:
        self.answers.started(1.0 if hint is None else hint)
        if hint is not None:
            self.hinted = True
            self._mean_hint += _MEAN_HINT_GAIN * (hint - self._mean_hint)

    @property
    def plain_answer_rate(self) -> float:
        """As learned, without the caution that decisions take."""
        return min(self.answers.rate() * (self._mean_hint if self.hinted else 1.0), 1.0)

    def advance(self, now: float) -> None:
        """Let the bins of time since the last call pass through the rates."""
        current = int(now / BIN_SECONDS)
        passed = BINS if self._bin is None else min(current - self._bin, BINS)
        self._bin = current
        if passed == 0:
            return
        for _ in range(passed):
            self.answers.advance(self._answer_law)
            if self.menu:
                self.requests.advance(self._request_law)
        self.answers.forget_if_changed()
        if self.menu:
            self.requests.forget_if_changed()

    def belief(self, under_way: UnderWay, now: float, *, patience_seconds: float) -> Belief:
        self._answer_law = self.answer_delay.probabilities()
        self._request_law = self.request_delay.probabilities()
        # With hints the exposure is in expected answers, so the learned rate is the factor by which the hints are off.
        self.hint_scale, request_rate = self._cautious_rates()
        self.answer_rate = self.hint_scale * (self._mean_hint if self.hinted else 1.0)
        return Belief(
            answer_rate=self.answer_rate,
            answer_delay=self._answer_law,
            other_delay=self.other_delay.probabilities(),
            talk_survival=self.talk.survival(under_way.talks.ages(now)),
            wrap_survival=self.wrap.survival(under_way.wraps.ages(now)),
            patience_seconds=patience_seconds,
            request_rate=request_rate if self.menu else None,
            request_delay=self._request_law if self.menu else None,
            exit_delay=self.exit_delay.probabilities() if self.menu else None,
        )

    def _cautious_rates(self) -> tuple[float, float]:
        """Of answers and of requests. Both are not wrong at once: their caution is that of their product."""
        answers = self.answers.deviation()
        requests = self.requests.deviation() if self.menu else 0.0
        whole = math.hypot(answers, requests)
        cautious_answers = self.answers.rate() * (1 + _CAUTION * answers * answers / whole)
        cautious_requests = self.requests.rate() * (1 + _CAUTION * requests * requests / whole)
        return min(cautious_answers, _HIGHEST_RATE), min(cautious_requests, _HIGHEST_RATE)

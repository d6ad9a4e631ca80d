"""Every call and agent whose next step is in the future: ringing, in the menu, talking, wrapping up."""

from dialer.pacing.live_times import LiveTimes
from dialer.pacing.situation import Situation

_LONGEST_RING_SECONDS = 80.0


class UnderWay:
    def __init__(self) -> None:
        self.ringing = LiveTimes()
        self.menus = LiveTimes()
        self.talks = LiveTimes()
        self.wraps = LiveTimes()
        self._unseen = 0

    def settle(self, situation: Situation, now: float) -> None:
        """The caller's counts are the truth: what we hold beyond them ended unheard, what we lack began unheard."""
        self.talks.keep_at_most(situation.talking)
        self.wraps.keep_at_most(situation.wrap)
        surplus = len(self.ringing) + len(self.menus) - situation.ringing
        if surplus > 0:
            surplus -= self.ringing.drop_older_than(_LONGEST_RING_SECONDS, now, at_most=surplus)
            before = len(self.menus)
            self.menus.keep_at_most(before - surplus)
            self.ringing.keep_at_most(situation.ringing - len(self.menus))
        for _ in range(-surplus):
            self._unseen += 1
            self.ringing.add(("unseen", self._unseen), now)

"""A day that really was, lived again: the same calls in the same order, dialled when the pacer of today says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from domain.call.disposition import Disposition
from services.ports.repositories.call_history import CallFacts, WorkSpan
from simulator.whatif.behaviour import Behaviour, Fate, Verdict, Wish
from simulator.whatif.history import (
    is_direct,
    is_machine,
    is_person,
    is_right_party,
    seconds_between,
    wish_of,
    wrap_seconds,
)
from simulator.whatif.laws import Law
from simulator.whatif.roster import Span

_NETWORK = {
    Disposition.OCUPADO: Verdict.BUSY,
    Disposition.INEXISTENTE: Verdict.FAIL,
    Disposition.FORA_DE_AREA: Verdict.FAIL,
    Disposition.CONGESTIONAMENTO: Verdict.FAIL,
    Disposition.FALHA_TECNICA: Verdict.FAIL,
}


class RecordedDay:
    """What the day does not tell (a talk that never was, for nobody was free) is drawn from the rest of it.

    The order of the calls is kept, their times are not: a second try may come sooner after the first than it did.
    """

    def __init__(self, calls: Sequence[CallFacts], behaviour: Behaviour, *, seed: int) -> None:
        self._calls = calls
        self._behaviour = behaviour
        self._random = np.random.default_rng([seed, 23])
        self._next = 0
        self._open = 0

    def next(self, t: float) -> int | None:  # noqa: ARG002 - as every list
        if self._next >= len(self._calls):
            return None
        self._next += 1
        self._open += 1
        return self._next - 1

    def fate(self, who: int, t: float) -> Fate:  # noqa: ARG002
        call = self._calls[who]
        behaviour = self._behaviour
        verdict = _verdict(call)
        wish = wish_of(call) if verdict is Verdict.PERSON else Wish.NOBODY
        answered = call.answered_at or call.closed_at
        talk, direct = self._talks(call, verdict, wish)
        return Fate(
            verdict,
            seconds_between(call.originated_at, answered) or 0.5,
            0.0,
            verdict,
            wish,
            self._menu_seconds(call, wish),
            talk,
            direct,
            self._wrap_seconds(call),
            seconds_between(call.person_requested_at, call.closed_at if call.nobody_free else None)
            or self._one(behaviour.patience),
            self._luck(call),
        )

    def ended(self, who: int, disposition: Disposition, t: float) -> None:  # noqa: ARG002
        self._open -= 1

    def give_back(self, who: int, t: float) -> None:  # noqa: ARG002
        self._next -= 1
        self._open -= 1

    def worked(self, t: float) -> bool:  # noqa: ARG002
        return self._open == 0 and self._next >= len(self._calls)

    @property
    def left(self) -> int:
        """Calls of the day that were not placed again."""
        return len(self._calls) - self._next

    def _talks(self, call: CallFacts, verdict: Verdict, wish: Wish) -> tuple[float, float]:
        """After the menu, and directly."""
        if verdict is not Verdict.PERSON:
            seconds = self._one(self._behaviour.machine_talk)
            return seconds, seconds
        observed = seconds_between(call.bridged_at, call.closed_at)
        verify = self._behaviour.verify
        if wish is Wish.LEAVES:
            seconds = observed or self._one(self._behaviour.talk_wrong)
            return seconds, seconds
        if observed is None:
            talk = self._one(self._behaviour.talk)
            return talk, talk + verify
        return (max(1.0, observed - verify), observed) if is_direct(call) else (observed, observed + verify)

    def _menu_seconds(self, call: CallFacts, wish: Wish) -> float:
        if not is_direct(call):
            seconds = seconds_between(call.answered_at, call.person_requested_at or call.closed_at)
            if seconds is not None:
                return seconds
        return self._one(self._behaviour.menu_leave if wish is Wish.LEAVES else self._behaviour.menu_through)

    def _wrap_seconds(self, call: CallFacts) -> float:
        observed = wrap_seconds(call)
        return observed if observed is not None else self._one(self._behaviour.wrap)

    def _luck(self, call: CallFacts) -> float:
        """Who talked and agreed agrees again; who never talked may."""
        if call.bridged_at is None:
            return float(self._random.random())
        return 0.0 if call.agreed_cents is not None and is_right_party(call) else 1.0

    def _one(self, law: Law) -> float:
        return float(law.draw(self._random, 1)[0])


def spans_of(sessions: Sequence[WorkSpan], *, opens: datetime, seconds: float) -> list[list[Span]]:
    """Of each session, one agent; clipped to the day."""
    spans: list[list[Span]] = []
    for session in sessions:
        begins = max(0.0, (session.began_at - opens).total_seconds())
        ends = seconds if session.ended_at is None else (session.ended_at - opens).total_seconds()
        if ends > begins:
            spans.append([(begins, min(ends, seconds + 1))])
    return spans


def day_of(calls: Sequence[CallFacts]) -> tuple[datetime, float]:
    """When the recorded day began, and how long it was."""
    opens = calls[0].originated_at
    return opens, (max(call.closed_at for call in calls) - opens + timedelta(seconds=1)).total_seconds()


def _verdict(call: CallFacts) -> Verdict:
    if is_person(call):
        return Verdict.PERSON
    if is_machine(call):
        return Verdict.MACHINE
    return _NETWORK.get(call.disposition, Verdict.NO_ANSWER) if call.disposition else Verdict.NO_ANSWER

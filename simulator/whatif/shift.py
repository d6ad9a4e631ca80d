"""A shift: the pacer places calls, people answer or not, agents talk; every event is told to the pacer."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from dialer.pacing import Pacer
from domain.call.disposition import Disposition
from simulator.whatif.behaviour import Fate, Verdict, Wish
from simulator.whatif.callees import Callees
from simulator.whatif.clockwork import Clockwork
from simulator.whatif.floor import Doing, Floor
from simulator.whatif.measures import Measures
from simulator.whatif.roster import Span

LATE_SECONDS = 2.0
LEAVING_SECONDS = 20.0
Way = Literal["direct", "menu", "alone"]
"""Agents take whoever answers; the menu does, and agents who asks; the menu does, and nobody is there to ask for."""

_NETWORK = {
    Verdict.MACHINE: Disposition.CAIXA_POSTAL,
    Verdict.NO_ANSWER: Disposition.NAO_ATENDE,
    Verdict.BUSY: Disposition.OCUPADO,
    Verdict.FAIL: Disposition.FORA_DE_AREA,
    Verdict.PERSON: Disposition.CAIXA_POSTAL,
}
"""A person in vain is one that the detector took for a machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPlan:
    seconds: float
    way: Way
    trunk_channels: int
    calls_per_second: float
    patience_seconds: float = 2.0
    """Direct: how long who answered waits for an agent."""
    preview_seconds: float | None = None
    """How long an agent looks before asking for the call; None: the pacer dials by itself."""
    agreement_share: float = 0.0
    """Of an agent's conversations with the right person."""
    tells_breaks: bool = False
    tick_seconds: float = 0.5
    """The pacer is asked at least so often."""
    overdial: Callable[[float, Measures], bool] | None = None
    """Whether calls without a free agent are allowed, asked about every five seconds."""


class Shift:
    def __init__(self, plan: ShiftPlan, pacer: Pacer, callees: Callees, spans: Sequence[Sequence[Span]]) -> None:
        self._plan = plan
        self._pacer = pacer
        self._callees = callees
        self._spans = spans
        self._clock = Clockwork()
        self.measures = Measures()
        self._floor = Floor(len(spans), self.measures)
        self._undecided = 0
        """Calls without a verdict, in the menu too."""
        self._waiting: dict[int, tuple[Fate, float]] = {}
        self._queue: deque[int] = deque()
        self._calls = 0
        self._who: dict[int, int] = {}
        self._answered: dict[int, float] = {}
        self._tokens, self._tokens_at = plan.calls_per_second, 0.0
        self._overdial, self._overdial_at = True, 0.0

    def run(self, progress: Callable[[float], None] | None = None) -> Measures:
        """`progress` is told the simulated second every simulated minute."""
        for agent, spans in enumerate(self._spans):
            for begins, ends in spans:
                self._clock.at(begins, partial(self._arrive, agent))
                self._clock.at(ends, partial(self._leave, agent))
        next_tick, told = 0.0, 0.0
        while True:
            t = min(self._clock.next_time, next_tick)
            if t >= self._plan.seconds or self._is_worked(t):
                break
            if self._clock.next_time <= t:
                self._clock.run_instant()
            self._ask(t)
            next_tick = t + self._plan.tick_seconds
            if progress is not None and t >= told:
                told = t + 60
                progress(t)
        self.measures.ended_at = min(t, self._plan.seconds)
        self._floor.close(self.measures.ended_at)
        return self.measures

    def _is_worked(self, t: float) -> bool:
        if self._who or not self._callees.worked(t):
            return False
        self.measures.list_worked = True
        return True

    # --- dialing

    def _ask(self, t: float) -> None:
        counts = self._floor.counts
        more: dict[str, int | bool] = {"people_waiting": len(self._waiting), "calls_in_flight": len(self._who)}
        if self._plan.tells_breaks:
            more["agents_leaving"] = self._leaving_soon(t)
        if self._plan.overdial is not None:
            more["overdial"] = self._may_overdial(t)
        if self._plan.preview_seconds is not None:
            eager = self._floor.ready_since(t - self._plan.preview_seconds)
            more["previews_accepted"] = max(0, eager - self._undecided)
        ready, talking, wrapping = counts[Doing.READY], counts[Doing.TALKING], counts[Doing.WRAPPING]
        wanted = self._pacer.calls_to_place(t, ready, talking, wrapping, self._undecided, **more)
        for _ in range(self._within_caps(t, wanted)):
            if not self._dial(t):
                break

    def _within_caps(self, t: float, wanted: int) -> int:
        if wanted <= 0:
            return 0
        plan = self._plan
        self._tokens = min(plan.calls_per_second, self._tokens + (t - self._tokens_at) * plan.calls_per_second)
        self._tokens_at = t
        return max(0, min(wanted, plan.trunk_channels - len(self._who), int(self._tokens)))

    def _dial(self, t: float) -> bool:
        who = self._callees.next(t)
        if who is None:
            return False
        self._tokens -= 1
        call = self._calls
        self._calls += 1
        self._who[call] = who
        self._undecided += 1
        fate = self._callees.fate(who, t)
        self.measures.hour(t).dials += 1
        self._pacer.on_event(t, "dial", call=call)
        if self._plan.way == "direct":
            answered = fate.verdict in {Verdict.PERSON, Verdict.MACHINE}
            seconds = fate.verdict_seconds + (fate.detection_seconds if answered else 0.0)
            self._clock.at(t + seconds, partial(self._heard, call, fate))
        else:
            self._clock.at(t + fate.verdict_seconds, partial(self._reached_menu, call, fate))
        return True

    def _may_overdial(self, t: float) -> bool:
        if t >= self._overdial_at and self._plan.overdial is not None:
            self._overdial_at = t + 5.0
            self._overdial = self._plan.overdial(t, self.measures)
        return self._overdial

    def _leaving_soon(self, t: float) -> int:
        return sum(
            self._floor.doing(agent) is not Doing.AWAY and any(0 < ends - t <= LEAVING_SECONDS for _, ends in spans)
            for agent, spans in enumerate(self._spans)
        )

    # --- what becomes of a call

    def _heard(self, call: int, fate: Fate, t: float) -> None:
        """Direct: the network or the detector has decided."""
        self._undecided -= 1
        self._count_person(fate, t)
        if fate.heard is not Verdict.PERSON:
            self._pacer.on_event(t, fate.heard.value, call=call)
            self._end(call, _NETWORK[fate.verdict], t)
            return
        self._answered[call] = t
        self._pacer.on_event(t, Verdict.PERSON.value, call=call)
        self._need_agent(call, fate, t, patience=self._plan.patience_seconds)

    def _reached_menu(self, call: int, fate: Fate, t: float) -> None:
        self._count_person(fate, t)
        if fate.verdict not in {Verdict.PERSON, Verdict.MACHINE}:
            self._undecided -= 1
            self._pacer.on_event(t, fate.verdict.value, call=call)
            self._end(call, _NETWORK[fate.verdict], t)
            return
        self._answered[call] = t
        self._pacer.on_event(t, "menu_enter", call=call)
        self._clock.at(t + fate.menu_seconds, partial(self._left_menu, call, fate))

    def _left_menu(self, call: int, fate: Fate, t: float) -> None:
        self._undecided -= 1
        self._pacer.on_event(t, "menu_exit", call=call, reason=fate.wish.value)
        if fate.wish is Wish.ASKS and self._plan.way == "menu":
            self._pacer.on_event(t, "agent_request", call=call)
            self._need_agent(call, fate, t, patience=fate.patience_seconds)
            return
        self.measures.hour(t).settled += fate.wish is Wish.SETTLES
        self._end(call, _ALONE[fate.wish], t)

    def _need_agent(self, call: int, fate: Fate, t: float, *, patience: float) -> None:
        self.measures.hour(t).needed += 1
        self.measures.needed_at.append(t)
        agent = self._floor.take_ready()
        if agent is not None:
            self._connect(call, fate, agent, t, wait=0.0)
            return
        self._waiting[call] = (fate, t)
        self._queue.append(call)
        self._clock.at(t + patience, partial(self._give_up, call))

    def _give_up(self, call: int, t: float) -> None:
        waiting = self._waiting.pop(call, None)
        if waiting is None:
            return
        sums = self.measures.hour(t)
        sums.lost += 1
        sums.wait_seconds += t - waiting[1]
        self.measures.lost_at.append(t)
        self._pacer.on_event(t, "abandon", call=call)
        self._end(call, Disposition.ABANDONO, t)

    def _connect(self, call: int, fate: Fate, agent: int, t: float, *, wait: float) -> None:
        sums = self.measures.hour(t)
        sums.served += 1
        sums.late += wait > LATE_SECONDS
        sums.wait_seconds += wait
        self._floor.move(agent, Doing.TALKING, t)
        self._pacer.on_event(t, "connect", call=call, agent=agent, wait=wait)
        self._pacer.on_event(t, "agent_talk", agent=agent, call=call)
        seconds = fate.direct_talk_seconds if self._plan.way == "direct" else fate.talk_seconds
        self._clock.at(t + seconds, partial(self._talked, call, fate, agent))

    def _talked(self, call: int, fate: Fate, agent: int, t: float) -> None:
        self._floor.move(agent, Doing.WRAPPING, t)
        self._pacer.on_event(t, "agent_wrap", agent=agent, call=call)
        self._clock.at(t + fate.wrap_seconds, partial(self._wrapped, agent))
        self._end(call, self._outcome(fate, t), t)

    def _outcome(self, fate: Fate, t: float) -> Disposition:
        if not fate.right_party:
            return Disposition.CAIXA_POSTAL if fate.verdict is Verdict.MACHINE else Disposition.DESLIGOU_ANTES
        sums = self.measures.hour(t)
        sums.right_parties += 1
        # Who would settle alone in the menu settles with an agent too.
        if fate.wish is Wish.SETTLES or fate.luck < self._plan.agreement_share:
            sums.agreements += 1
            return Disposition.ACORDO_PARCELADO
        return Disposition.RECUSA_NEGOCIAR

    def _end(self, call: int, disposition: Disposition, t: float) -> None:
        answered = self._answered.pop(call, None)
        if answered is not None:
            self.measures.hour(t).line_seconds += t - answered
        self._callees.ended(self._who.pop(call), disposition, t)

    def _count_person(self, fate: Fate, t: float) -> None:
        self.measures.hour(t).persons += fate.verdict is Verdict.PERSON

    # --- agents

    def _arrive(self, agent: int, t: float) -> None:
        self._floor.ask_away(agent, wants=False)
        if self._floor.doing(agent) is Doing.AWAY:
            self._pacer.on_event(t, "agent_login", agent=agent)
            self._ready(agent, t)

    def _leave(self, agent: int, t: float) -> None:
        if self._floor.doing(agent) is Doing.READY:
            self._go(agent, t)
        else:
            self._floor.ask_away(agent, wants=self._floor.doing(agent) is not Doing.AWAY)

    def _wrapped(self, agent: int, t: float) -> None:
        if self._floor.wants_away(agent):
            self._floor.ask_away(agent, wants=False)
            self._go(agent, t)
        else:
            self._ready(agent, t)

    def _go(self, agent: int, t: float) -> None:
        self._floor.move(agent, Doing.AWAY, t)
        self._pacer.on_event(t, "agent_logout", agent=agent)

    def _ready(self, agent: int, t: float) -> None:
        self._floor.move(agent, Doing.READY, t)
        self._pacer.on_event(t, "agent_ready", agent=agent)
        while self._queue:
            call = self._queue.popleft()
            waiting = self._waiting.pop(call, None)
            if waiting is not None:
                agent_free = self._floor.take_ready()
                if agent_free is not None:
                    self._connect(call, waiting[0], agent_free, t, wait=t - waiting[1])
                return


_ALONE = {
    Wish.LEAVES: Disposition.DESLIGOU_ANTES,
    Wish.SETTLES: Disposition.ACORDO_A_VISTA,
    Wish.ASKS: Disposition.RETORNO_AGENDADO,
    Wish.NOBODY: Disposition.CAIXA_POSTAL,
}

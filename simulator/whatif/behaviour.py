"""What becomes of a call, from the dial to the end of an agent's work after it, drawn from stated laws."""

# ruff: noqa: RUF009
# Laws are frozen: as defaults they are shared and harmless.

from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np

from simulator.whatif.answer_rate import Climate
from simulator.whatif.laws import Law, LogNormal, Uniform

_BLOCK = 4096
_CHANCES = ("answer", "which", "who", "luck", "mistaken")


class Verdict(StrEnum):
    """Named as pacers hear them."""

    PERSON = "answer_human"
    MACHINE = "answer_machine"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAIL = "fail"


class Wish(StrEnum):
    """What a person who answers would do in the menu."""

    LEAVES = "left"
    """Wrong person, or hangs up."""
    SETTLES = "settled"
    ASKS = "request"
    NOBODY = "timeout"
    """A machine talks to the menu."""


@dataclass(slots=True)
class Fate:
    """Of one call, were it placed now. Direct and menu: the same person, reached in two ways."""

    verdict: Verdict
    verdict_seconds: float
    """Until the network, or who answers, has decided."""
    detection_seconds: float
    """More, when a detector listens first."""
    heard: Verdict
    """What the detector makes of it."""
    wish: Wish
    menu_seconds: float
    talk_seconds: float
    """With an agent, after the menu."""
    direct_talk_seconds: float
    wrap_seconds: float
    patience_seconds: float
    """In the queue behind the menu."""
    luck: float
    """From 0 to 1: whether an agent's talk ends in an agreement."""

    @property
    def right_party(self) -> bool:
        return self.wish in {Wish.SETTLES, Wish.ASKS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Laws in seconds; how many calls people and machines answer is the climate's."""

    no_answer: float = 0.646
    busy: float = 0.123
    """Of the calls that neither answers; the rest fail."""
    setup: Law = LogNormal(2.5, 0.4)
    ring: Law = LogNormal(9.0, 0.55, 20.0)
    ring_timeout: float = 20.0
    machine_at_once: float = 0.4
    """Of machines: phones that are off."""
    at_once: Law = Uniform(0.5, 3.0)
    machine_late: Law = Uniform(14.0, 19.0)
    detection: Law | None = LogNormal(1.8, 0.35)
    """None: agents get whatever answers."""
    person_taken_for_machine: float = 0.015
    machine_taken_for_person: float = 0.04
    burst_detection: float = 0.0
    burst_taken_for_person: float = 0.0

    leaves: float = 0.45
    settles: float = 0.2
    """The rest ask for an agent."""
    menu_through: Law = LogNormal(18.0, 0.4)
    menu_leave: Law = LogNormal(7.0, 0.5)
    menu_machine: Law = LogNormal(12.0, 0.1)
    patience: Law = LogNormal(25.0, 0.5)
    talk: Law = LogNormal(110.0, 0.7)
    talk_wrong: Law = LogNormal(8.0, 0.6)
    verify: float = 25.0
    """What the menu spares an agent: who is it?"""
    wrap: Law = LogNormal(10.0, 0.6)
    machine_talk: Law = LogNormal(8.0, 0.4)
    machine_wrap: Law = LogNormal(3.0, 0.4)


class Fates:
    """Call number i of a seed is the same whatever is done with it; only when it is dialled may change its answer."""

    def __init__(self, behaviour: Behaviour, seed: int) -> None:
        self._behaviour = behaviour
        self._random = np.random.default_rng([seed, 7])
        self._blocks: list[dict[str, list[float]]] = []

    def of(self, number: int, climate: Climate, *, factor: float = 1.0) -> Fate:
        """`factor`: of the answer rate, for this number."""
        block, place = divmod(number, _BLOCK)
        while block >= len(self._blocks):
            self._blocks.append(self._drawn())
        drawn = self._blocks[block]
        rate = min(climate.answer_rate * factor, 0.98)
        chance = drawn["answer"][place]
        if chance < rate:
            return self._person(drawn, place, climate)
        rest = (chance - rate) / (1 - rate)
        if rest < climate.machines:
            return self._machine(drawn, place, climate)
        return self._nobody(drawn, place, (rest - climate.machines) / (1 - climate.machines))

    def _drawn(self) -> dict[str, list[float]]:
        laws = {one.name: getattr(self._behaviour, one.name) for one in fields(Behaviour)}
        drawn = {name: law.draw(self._random, _BLOCK).tolist() for name, law in laws.items() if hasattr(law, "draw")}
        uniform = {
            name: self._random.random(_BLOCK).tolist() for name in ("answer", "which", "who", "luck", "mistaken")
        }
        return drawn | uniform

    def _person(self, drawn: dict[str, list[float]], place: int, climate: Climate) -> Fate:
        behaviour, who = self._behaviour, drawn["who"][place]
        if who < behaviour.leaves:
            wish, menu = Wish.LEAVES, drawn["menu_leave"][place]
            talk = direct = drawn["talk_wrong"][place]
        else:
            wish = Wish.SETTLES if who < behaviour.leaves + behaviour.settles else Wish.ASKS
            menu, talk = drawn["menu_through"][place], drawn["talk"][place]
            direct = talk + behaviour.verify
        mistaken = behaviour.detection is not None and drawn["mistaken"][place] < behaviour.person_taken_for_machine
        return Fate(
            Verdict.PERSON,
            drawn["setup"][place] + drawn["ring"][place],
            self._detection(drawn, place, climate),
            Verdict.MACHINE if mistaken else Verdict.PERSON,
            wish,
            menu,
            talk,
            direct,
            drawn["wrap"][place],
            drawn["patience"][place],
            drawn["luck"][place],
        )

    def _machine(self, drawn: dict[str, list[float]], place: int, climate: Climate) -> Fate:
        behaviour = self._behaviour
        at_once = drawn["which"][place] < behaviour.machine_at_once
        missed = behaviour.machine_taken_for_person + (behaviour.burst_taken_for_person if climate.burst else 0.0)
        mistaken = behaviour.detection is None or drawn["mistaken"][place] < missed
        return Fate(
            Verdict.MACHINE,
            drawn["setup"][place] + drawn["at_once" if at_once else "machine_late"][place],
            self._detection(drawn, place, climate),
            Verdict.PERSON if mistaken else Verdict.MACHINE,
            Wish.NOBODY,
            drawn["menu_machine"][place],
            0.0,
            drawn["machine_talk"][place],
            drawn["machine_wrap"][place],
            0.0,
            1.0,
        )

    def _nobody(self, drawn: dict[str, list[float]], place: int, which: float) -> Fate:
        behaviour = self._behaviour
        setup, soon = drawn["setup"][place], drawn["at_once"][place]
        if which < behaviour.no_answer:
            verdict, seconds = Verdict.NO_ANSWER, setup + behaviour.ring_timeout
        elif which < behaviour.no_answer + behaviour.busy:
            verdict, seconds = Verdict.BUSY, setup + soon
        else:
            verdict, seconds = Verdict.FAIL, (setup + soon) / 2
        return Fate(verdict, seconds, 0.0, verdict, Wish.NOBODY, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)

    def _detection(self, drawn: dict[str, list[float]], place: int, climate: Climate) -> float:
        if self._behaviour.detection is None:
            return 0.0
        return drawn["detection"][place] + (self._behaviour.burst_detection if climate.burst else 0.0)

"""People whose number says what happens when it is dialled and how long it takes: the same in a simulated day."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from simulator.numbers import DialplanCode, load_number

BUSY, FAILS, RINGS_OUT, ANSWERS = 0, 1, 2, 3
"""The serial's first digit; the second is the ring, the last two the talk."""

RING_SECONDS: tuple[float, ...] = tuple(2 + 1.5 * digit for digit in range(10))
TALK_SECONDS: tuple[float, ...] = tuple(round(5 - 35 * math.log(1 - (index + 0.5) / 100), 1) for index in range(100))
"""Evenly likely, they make an exponential law beyond the first five seconds: 40 s in the mean."""
_AREAS = tuple(str(area) for area in range(11, 20))


@dataclass(frozen=True, slots=True, kw_only=True)
class PacedPerson:
    """`talk_seconds` from the answer to the hang-up, whoever is on the other side."""

    outcome: int
    ring_seconds: float
    talk_seconds: float
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PacedMix:
    """Shares of those dialled; the rest rings out."""

    answers: float = 0.3
    busy: float = 0.12
    fails: float = 0.08


def draw_paced(count: int, *, seed: int, mix: PacedMix | None = None) -> Sequence[PacedPerson]:
    """`count` people with numbers of their own, in the order in which they are to be dialled."""
    mix = mix or PacedMix()
    rng = Random(seed)  # noqa: S311 - a reproducible draw, not a secret
    weights = (mix.busy, mix.fails, 1 - mix.busy - mix.fails - mix.answers, mix.answers)
    used: dict[int, int] = {}
    people: list[PacedPerson] = []
    while len(people) < count:
        outcome = rng.choices((BUSY, FAILS, RINGS_OUT, ANSWERS), weights)[0]
        ring, talk = rng.randrange(10), rng.randrange(100)
        serial = outcome * 1000 + ring * 100 + talk
        area = used.get(serial, 0)
        if area == len(_AREAS):
            continue
        used[serial] = area + 1
        people.append(
            PacedPerson(
                outcome=outcome,
                ring_seconds=RING_SECONDS[ring],
                talk_seconds=TALK_SECONDS[talk],
                number=load_number(DialplanCode.PACED, serial, ddd=_AREAS[area]),
            )
        )
    return people

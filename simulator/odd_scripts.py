"""Scripts of people whom no menu was written for: slow, hasty and hostile fingers.

Where they go the way of somebody else they are made from that one's script, so that they follow the menu as it grows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from simulator.steps import (
    Clip,
    HangUp,
    HearPrompt,
    Keys,
    Pause,
    Press,
    PressUntilGone,
    Speak,
    StayUntilHungUp,
    Step,
)

MASHED: Final = "012345678#"
"""All but those that ask for a person: an agent is no toy."""
SLOW_KEYS_MS: Final = 2_000
"""From one key to the next: under what any menu waits for, and over what most allow for."""
SLOW_THOUGHT_SECONDS: Final = 3.0
MASHED_KEYS: Final = 12
FLOOD: Final = "*#" * 12
_GONE_AFTER_SECONDS: Final = 1


def slowly(steps: Sequence[Step]) -> list[Step]:
    """The same call by somebody who thinks before each answer, and looks for each key."""

    def slowed() -> Iterator[Step]:
        for step in steps:
            match step:
                case Press():
                    yield Pause(SLOW_THOUGHT_SECONDS)
                    yield replace(step, between_ms=SLOW_KEYS_MS)
                case _:
                    yield step

    return list(slowed())


def in_one_breath(steps: Sequence[Step]) -> list[Step]:
    """The same keys, typed as soon as the menu is there by somebody who knows it by heart.

    Only the yes has to wait, for the menu takes none before it has begun to read the agreement back.
    """
    presses = [step for step in steps if isinstance(step, Press)]
    digits = "".join(step.digits for step in presses[:-1])
    before = [step for step in steps if isinstance(step, Speak)]
    heard: list[Step] = [HearPrompt(patient=True), presses[-1], HearPrompt(patient=True)]
    return [*before, HearPrompt(), Press(digits, Keys.EVERYTHING), *heard, StayUntilHungUp(60.0)]


def mashes_keys(rng: Random) -> list[Step]:
    """A child, or a pocket: keys without a meaning, three times, over whatever is said."""
    steps: list[Step] = []
    for _ in range(3):
        keys = "".join(rng.choice(MASHED) for _ in range(MASHED_KEYS))
        steps += [HearPrompt(limit_seconds=20.0, patient=False), Press(keys, Keys.MEANINGLESS)]
    return [*steps, Pause(2.0), HangUp()]


def floods_symbols() -> list[Step]:
    """Stars and hashes without end, for whoever takes them for the end of something."""
    flood: list[Step] = [HearPrompt(limit_seconds=20.0, patient=False), Press(FLOOD, Keys.MEANINGLESS)]
    return [Speak(Clip.ALO), *flood, *flood, HangUp()]


def leaves_in_the_middle_of_a_key() -> list[Step]:
    """Goes on pressing while the call is already ending."""
    return [Speak(Clip.ALO), HearPrompt(patient=False), PressUntilGone("1" * 20, _GONE_AFTER_SECONDS)]

"""A question with keys for answers: asked, asked again in other words, and given up politely."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ivr_flows.contract import Actions, Listen, Say
from sounds.pieces import Pieces, Prompt

RETRIES: Final = 2
REPEATS: Final = 5
BETWEEN_DIGITS_SECONDS: Final = 5.0


class Lapse(StrEnum):
    """Why a question is asked again."""

    NOT_HEARD = "not_heard"
    NOT_AN_OPTION = "not_an_option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`choices` by key. With `digits` above 0 the keys are collected, save those that are choices at their place."""

    say: Pieces
    help: Pieces
    choices: Mapping[str, Callable[[], Actions]] = field(default_factory=dict)
    give_up: Callable[[Lapse], Actions]
    digits: int = 0
    collected: Callable[[str], Actions] | None = None
    timeout_seconds: float = 6.0
    retries: int = RETRIES
    repeat_key: str = ""


class Asking:
    """One question being asked; sans-I/O like the flow that asks it."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._lapses = 0
        self._repeats = 0
        self._digits = ""

    def begin(self, lead: Pieces = ()) -> Actions:
        return [Say(lead + self._question.say)]

    def prompt_ended(self) -> Actions:
        return [Listen(self._question.timeout_seconds)]

    def key(self, key: str) -> Actions:
        question = self._question
        choice = question.choices.get(key)
        # A digit is a choice only as the first one: inside a date or document it is just a digit.
        if choice is not None and not (self._digits and key.isdigit()):
            return choice()
        if key == question.repeat_key and self._repeats < REPEATS:
            self._repeats += 1
            return self.begin()
        if not question.digits:
            return self._lapse(Lapse.NOT_AN_OPTION)
        return self._collect(key)

    def silence(self) -> Actions:
        return self._lapse(Lapse.NOT_HEARD)

    def _collect(self, key: str) -> Actions:
        if not key.isdigit():
            self._digits = ""
            return [Listen(BETWEEN_DIGITS_SECONDS)]
        self._digits += key
        if len(self._digits) < self._question.digits:
            return [Listen(BETWEEN_DIGITS_SECONDS)]
        digits, self._digits = self._digits, ""
        assert self._question.collected is not None  # noqa: S101 - a question for digits has where to put them
        return self._question.collected(digits)

    def _lapse(self, lapse: Lapse) -> Actions:
        self._digits = ""
        self._lapses += 1
        if self._lapses > self._question.retries:
            return self._question.give_up(lapse)
        return [Say((Prompt(lapse.value), *self._question.help))]

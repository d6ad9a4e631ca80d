"""One question being asked; sans-I/O like the flow that asks it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from ivr_flows.contract import Actions, Listen, Say
from ivr_flows.plan import Ask, Next
from ivr_flows.talk import Talk
from sounds.pieces import Pieces, Prompt

REPEATS: Final = 5


class Lapse(StrEnum):
    """Why a question is asked again."""

    NOT_HEARD = "not_heard"
    NOT_AN_OPTION = "not_an_option"


@dataclass(frozen=True, slots=True)
class Answered:
    """The debtor chose; `digits` is what was typed, where a number was asked for."""

    then: Next
    digits: str | None = None


@dataclass(frozen=True, slots=True)
class GivenUp:
    lapse: Lapse


Asked: TypeAlias = Actions | Answered | GivenUp


class Asking:
    def __init__(self, ask: Ask, talk: Talk) -> None:
        self._ask = ask
        self._talk = talk
        self._choices = ask.open_choices(talk)
        self._lapses = 0
        self._repeats = 0
        self._digits = ""
        self._most, self._least = _lengths(ask, talk)

    def begin(self, lead: Pieces = ()) -> Actions:
        words = lead + self._ask.words(self._talk)
        return [Say(words, barge_in=self._ask.barge_in, fresh=self._ask.fresh)]

    def prompt_ended(self) -> Asked:
        return [Listen(self._ask.timeout_seconds)]

    def key(self, key: str) -> Asked:
        choice = self._choices.get(key)
        # A digit is a choice only as the first one: inside a date or document it is just a digit.
        if choice is not None and not (self._digits and key.isdigit()):
            return Answered(choice.then)
        if key == self._ask.repeat_key and self._repeats < REPEATS:
            self._repeats += 1
            return self.begin()
        if self._ask.digits is None:
            return self._lapse(Lapse.NOT_AN_OPTION)
        return self._collect(key)

    def silence(self) -> Asked:
        if self._digits and len(self._digits) >= self._least:
            return self._collected()
        return self._lapse(Lapse.NOT_HEARD)

    def _collect(self, key: str) -> Asked:
        assert self._ask.digits is not None  # noqa: S101 - `key` comes here for a number only
        if key == "#" and self._least < self._most and len(self._digits) >= self._least:
            return self._collected()
        if not key.isdigit():
            self._digits = ""
            return [Listen(self._ask.digits.pause_seconds)]
        self._digits += key
        return self._collected() if len(self._digits) >= self._most else [Listen(self._ask.digits.pause_seconds)]

    def _collected(self) -> Asked:
        assert self._ask.digits is not None  # noqa: S101 - only a number is collected
        digits, self._digits = self._digits, ""
        return Answered(self._ask.digits.then, digits)

    def _lapse(self, lapse: Lapse) -> Asked:
        self._digits = ""
        self._lapses += 1
        if self._lapses > self._ask.retries:
            return GivenUp(lapse)
        return [Say((Prompt(lapse.value), *self._ask.help_words(self._talk)), barge_in=self._ask.barge_in)]


def _lengths(ask: Ask, talk: Talk) -> tuple[int, int]:
    if ask.digits is None:
        return 0, 0
    most = ask.digits.most(talk) if callable(ask.digits.most) else ask.digits.most
    return most, most if ask.digits.least is None else ask.digits.least

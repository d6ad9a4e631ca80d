"""Whom a shift calls, in which order, and what becomes of them."""

from typing import Protocol

from domain.call.disposition import Disposition
from simulator.whatif.answer_rate import AnswerRate
from simulator.whatif.behaviour import Behaviour, Fate, Fates


class Callees(Protocol):
    def next(self, t: float) -> int | None:
        """Somebody to call now; None when nobody may be called at present."""
        ...

    def fate(self, who: int, t: float) -> Fate: ...

    def ended(self, who: int, disposition: Disposition, t: float) -> None: ...

    def give_back(self, who: int, t: float) -> None:
        """The call was not placed after all."""
        ...

    def worked(self, t: float) -> bool:
        """Nobody will be left to call before this shift ends."""
        ...


class EndlessList:
    """Every call goes to somebody new."""

    def __init__(self, behaviour: Behaviour, rate: AnswerRate, seed: int) -> None:
        self._fates = Fates(behaviour, seed)
        self._rate = rate
        self._next = 0

    def next(self, t: float) -> int | None:  # noqa: ARG002 - as every list
        self._next += 1
        return self._next - 1

    def fate(self, who: int, t: float) -> Fate:
        return self._fates.of(who, self._rate.at(t))

    def ended(self, who: int, disposition: Disposition, t: float) -> None:
        pass

    def give_back(self, who: int, t: float) -> None:  # noqa: ARG002
        self._next -= 1

    def worked(self, t: float) -> bool:  # noqa: ARG002
        return False

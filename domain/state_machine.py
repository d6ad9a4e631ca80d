"""One transition table per machine; a move the table does not hold raises."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from domain.errors import IllegalTransition

StateT = TypeVar("StateT", bound=StrEnum)
EventT = TypeVar("EventT", bound=StrEnum)


class TransitionTable(Generic[StateT, EventT]):
    """The moves of one machine: `table.next(state, event)` gives the new state or raises IllegalTransition."""

    def __init__(self, machine: str, moves: Mapping[tuple[StateT, EventT], StateT]) -> None:
        self.machine = machine
        self.moves = dict(moves)

    def next(self, state: StateT, event: EventT) -> StateT:
        try:
            return self.moves[state, event]
        except KeyError:
            raise IllegalTransition(self.machine, state.value, event.value) from None

    def allows(self, state: StateT, event: EventT) -> bool:
        return (state, event) in self.moves

"""How many agents serve a campaign now, by what they do, those about to leave apart."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dialer.agent_board import AgentAtWork
from domain.call.agent_session import AgentState

AT_WORK = frozenset({AgentState.READY, AgentState.RESERVED, AgentState.ON_CALL, AgentState.WRAP_UP})


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewCounts:
    """`ready` counts those of the `leaving` who are free; who leaves after a call is in neither of the others."""

    ready: int = 0
    talking: int = 0
    wrap: int = 0
    leaving: int = 0


def count_crew(crew: Iterable[AgentAtWork], leaves: Callable[[AgentAtWork], bool]) -> CrewCounts:
    """Of agents at work. Busy ones who leave bring nobody back to the floor: they are as good as gone."""
    doing: Counter[AgentState] = Counter()
    leaving = 0
    for agent in crew:
        if not leaves(agent):
            doing[agent.state] += 1
        elif agent.state is AgentState.READY:
            doing[agent.state] += 1
            leaving += 1
    return CrewCounts(
        ready=doing[AgentState.READY],
        talking=doing[AgentState.ON_CALL] + doing[AgentState.RESERVED],
        wrap=doing[AgentState.WRAP_UP],
        leaving=leaving,
    )

"""What those who wait for a person are told, and what is learned from the agents' work."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dialer.agent_board import AgentAtWork
from dialer.live_calls import LiveCall
from dialer.queue_teller import QueueTeller
from domain.call.agent_session import AgentState
from domain.call.attempt import AttemptState
from domain.call.waiting import QueuePlace
from domain.ids import AgentLegId, AgentSessionId, AttemptId, CampaignId, LeadId, UserId
from services.ports.repositories.agent_sessions import AgentSession

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@dataclass
class Room:
    """A queue teller with everything around it in plain lists."""

    agents: list[AgentAtWork] = field(default_factory=list)
    waiting: list[LiveCall] = field(default_factory=list)
    told: list[tuple[str, QueuePlace]] = field(default_factory=list)
    time: datetime = NOW

    def __post_init__(self) -> None:
        self.teller = QueueTeller(
            telephone=self,  # type: ignore[arg-type]
            board=self.agents,  # type: ignore[arg-type]
            clock=self,
            chores=self,  # type: ignore[arg-type]
            queue=lambda: self.waiting,
            may_serve=lambda agent, call: agent.session.user_id in self.crews.get(call.campaign_id, {1, 2, 3}),
        )

    crews: dict[CampaignId, set[int]] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.time

    def tell_place(self, attempt_id: str, place: QueuePlace) -> None:
        self.told.append((attempt_id, place))

    def do(self, _order: Any, *, name: str) -> None:
        assert name.startswith("tell-place-")

    def look(self) -> list[tuple[str, int, int | None]]:
        self.told.clear()
        self.teller.look()
        return [(attempt, place.position, place.wait_seconds) for attempt, place in self.told]

    def agent(self, user: int, state: AgentState, *, since: float = 0, leg_up: bool = True) -> AgentAtWork:
        session = AgentSession(
            session_id=AgentSessionId(f"S{user}"),
            user_id=UserId(user),
            seat=f"seat{user}",
            state=state,
            pause_reason=None,
            attempt_id=None,
            leg_id=AgentLegId(f"agent-{user}"),
            state_since=self.time - timedelta(seconds=since),
            started_at=self.time - timedelta(hours=1),
            ended_at=None,
        )
        agent = AgentAtWork(session=session, leg_up=leg_up)
        self.agents.append(agent)
        return agent

    def waits(self, name: str, campaign: int = 1) -> None:
        self.waiting.append(
            LiveCall(
                attempt_id=AttemptId(name),
                campaign_id=CampaignId(campaign),
                lead_id=LeadId(1),
                state=AttemptState.WAITING_AGENT,
                begun_t=0,
                seen_t=0,
            )
        )

    def moved(self, agent: AgentAtWork, state: AgentState) -> None:
        agent.session = replace(agent.session, state=state, state_since=self.time)


@pytest.fixture
def room() -> Room:
    return Room()


def test_each_is_told_the_place_and_the_minutes(room: Room) -> None:
    room.agent(1, AgentState.ON_CALL, since=100)
    room.waits("A")
    room.waits("B")
    assert room.look() == [("A", 1, 120), ("B", 2, 360)]


def test_nothing_is_told_again_while_it_stays_true(room: Room) -> None:
    room.agent(1, AgentState.ON_CALL, since=100)
    room.waits("A")
    assert room.look()
    assert room.look() == []


def test_who_moves_up_is_told(room: Room) -> None:
    room.agent(1, AgentState.ON_CALL, since=100)
    room.waits("A")
    room.waits("B")
    room.look()
    room.waiting.pop(0)
    assert room.look() == [("B", 1, 120)]


def test_who_comes_back_to_the_queue_is_told_anew(room: Room) -> None:
    room.agent(1, AgentState.ON_CALL, since=100)
    room.waits("A")
    room.look()
    call = room.waiting.pop()
    room.look()
    room.waiting.append(call)
    assert room.look() == [("A", 1, 120)]


@pytest.mark.parametrize("leg_up", [False, None], ids=["no leg", "nobody"])
def test_without_anybody_logged_in_there_is_no_queue(room: Room, *, leg_up: bool | None) -> None:
    if leg_up is not None:
        room.agent(1, AgentState.PAUSED, leg_up=leg_up)
    room.waits("A")
    assert room.look() == [("A", 0, None)]


def test_while_all_rest_there_is_a_queue_and_no_telling_how_long(room: Room) -> None:
    room.agent(1, AgentState.PAUSED)
    room.waits("A")
    assert room.look() == [("A", 1, None)]


def test_only_those_who_want_the_same_agents_stand_ahead(room: Room) -> None:
    room.crews = {CampaignId(1): {1}, CampaignId(2): {2}}
    room.agent(1, AgentState.ON_CALL, since=100)
    room.agent(2, AgentState.ON_CALL, since=100)
    room.waits("A", campaign=1)
    room.waits("B", campaign=2)
    assert [told[1] for told in room.look()] == [1, 1]


def test_long_talks_are_learned(room: Room) -> None:
    agent = room.agent(1, AgentState.ON_CALL)
    room.look()
    room.time += timedelta(seconds=1180)
    room.moved(agent, AgentState.WRAP_UP)
    room.look()
    assert room.teller.times.talk_seconds == pytest.approx(180 + 0.1 * 1000)
    room.time += timedelta(seconds=10)
    room.moved(agent, AgentState.READY)
    room.look()
    assert room.teller.times.wrap_seconds == pytest.approx(28)


def test_rests_teach_nothing(room: Room) -> None:
    agent = room.agent(1, AgentState.PAUSED)
    room.look()
    before = room.teller.times
    room.time += timedelta(hours=1)
    room.moved(agent, AgentState.READY)
    room.look()
    assert room.teller.times == before

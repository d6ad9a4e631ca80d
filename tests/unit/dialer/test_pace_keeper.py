"""What the pacers are told, with the ids of calls and agents."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dialer import pace_keeper
from dialer.agent_board import AgentBoard
from dialer.crews import Crews
from dialer.journal import Journal
from dialer.live_calls import LiveCall, LiveCalls
from dialer.pace_keeper import PaceKeeper
from domain.call.agent_session import AgentMove, AgentState, PauseReason
from domain.call.attempt import AttemptMove, AttemptState
from domain.call.dial_mode import DialMode, PacingSettings
from domain.ids import AgentSessionId, AttemptId, CampaignId, LeadId, UserId
from services.ports.repositories.agent_sessions import AgentSession
from services.ports.repositories.leads import DialingCampaign

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
CAUSES = [(17, "busy"), (19, "no_answer"), (16, "no_answer"), (1, "fail"), (0, "fail")]
CAMPAIGN = DialingCampaign(campaign_id=CampaignId(1), dial_mode=DialMode.MENU_FIRST, concurrent_calls=5)


class SteppingClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class RememberingPacer:
    def __init__(self) -> None:
        self.events: list[tuple[Any, ...]] = []
        self.asked: dict[str, Any] = {}

    def on_event(self, t: float, kind: str, **data: Any) -> None:
        self.events.append((t, kind, *(data[key] for key in sorted(data))))

    def calls_to_place(self, t: float, ready: int, talking: int, wrap: int, ringing: int, **more: Any) -> int:
        self.asked = {"agents": (ready, talking, wrap), "ringing": ringing, **more}
        return 3

    def explain(self) -> Any:
        return None


class Promise:
    def __init__(self) -> None:
        self.people: list[str] = []

    def answered(self, _campaign: CampaignId) -> None:
        self.people.append("answered")

    def abandoned(self, _campaign: CampaignId) -> None:
        self.people.append("abandoned")

    def may_overdial(self, _campaign: CampaignId, target: float) -> bool:
        return target > 0.02


class Desk:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pacers: list[RememberingPacer] = []
        self.modes: list[str] = []
        self.t = 0.0
        self.woken = 0
        monkeypatch.setattr(pace_keeper, "create_pacer", self._create)
        self.clock = SteppingClock()
        self.board = AgentBoard(Journal(None), self.clock)  # type: ignore[arg-type]
        self.calls = LiveCalls()
        self.promise = Promise()
        self.keeper = PaceKeeper(
            board=self.board,
            calls=self.calls,
            crews=Crews(),
            abandonment=self.promise,  # type: ignore[arg-type]
            time=lambda: self.t,
        )
        self.keeper.wake = self._wake
        self.board.on_change = self.keeper.agent_moved

    def _create(self, mode: str, **_policy: Any) -> RememberingPacer:
        self.modes.append(mode)
        self.pacers.append(RememberingPacer())
        return self.pacers[-1]

    def _wake(self) -> None:
        self.woken += 1

    @property
    def told(self) -> list[tuple[Any, ...]]:
        return [event[1:] for event in self.pacers[-1].events]

    def agent(self, user: int) -> Any:
        return self.board.add(
            AgentSession(
                session_id=AgentSessionId(f"s{user}"),
                user_id=UserId(user),
                seat="seat01",
                state=AgentState.PAUSED,
                pause_reason=None,
                attempt_id=None,
                leg_id=None,
                state_since=NOW,
                started_at=NOW,
                ended_at=None,
            )
        )

    def call(self, name: str = "c1", mode: DialMode = DialMode.MENU_FIRST) -> LiveCall:
        call = LiveCall(
            attempt_id=AttemptId(name),
            campaign_id=CampaignId(1),
            lead_id=LeadId(1),
            state=AttemptState.ORIGINATING,
            begun_t=self.t,
            seen_t=self.t,
            dial_mode=mode,
        )
        self.calls.add(call)
        self.keeper.dialled(call)
        return call


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(monkeypatch)
    made.keeper.follow([CAMPAIGN])
    return made


def test_a_debtor_in_the_menu_asks_for_a_person_and_gets_one(desk: Desk) -> None:
    call = desk.call()
    desk.keeper.moved(call, AttemptMove.ANSWER)
    desk.t = 20.0
    desk.keeper.moved(call, AttemptMove.REQUEST_PERSON)
    desk.t = 21.5
    desk.keeper.bridged(call, "s1")
    desk.keeper.gone(call)
    assert desk.told == [
        ("dial", "c1"),
        ("menu_enter", "c1"),
        ("menu_exit", "c1", "request"),
        ("agent_request", "c1"),
        ("connect", "s1", "c1", 1.5),
    ]
    assert desk.woken >= 5, "every event is a reason to decide anew"


def test_a_direct_answer_needs_an_agent_and_is_abandoned_when_it_ends(desk: Desk) -> None:
    call = desk.call(mode=DialMode.PREDICTIVE)
    desk.keeper.moved(call, AttemptMove.ANSWER)
    desk.keeper.moved(call, AttemptMove.REQUEST_PERSON)
    desk.keeper.gone(call)
    desk.keeper.gone(call)
    assert desk.told == [("dial", "c1"), ("answer_human", "c1"), ("abandon", "c1")]
    assert desk.promise.people == ["answered", "abandoned"]


def test_a_debtor_for_whom_nobody_was_free_is_abandoned_once(desk: Desk) -> None:
    call = desk.call()
    for move in (AttemptMove.ANSWER, AttemptMove.REQUEST_PERSON, AttemptMove.RETURN_TO_IVR):
        desk.keeper.moved(call, move)
    desk.keeper.gone(call)
    assert [kind for kind, *_ in desk.told] == ["dial", "menu_enter", "menu_exit", "agent_request", "abandon"]


@pytest.mark.parametrize(
    ("cause", "kind"), [(17, "busy"), (19, "no_answer"), (16, "no_answer"), (1, "fail"), (0, "fail")]
)
def test_a_call_that_nobody_answered_ends_by_its_cause(desk: Desk, cause: int, kind: str) -> None:
    call = desk.call()
    call.hangup_cause = cause
    desk.keeper.gone(call)
    assert desk.told == [("dial", "c1"), (kind, "c1")]


def test_agents_come_talk_and_go_with_their_ids(desk: Desk) -> None:
    agent = desk.agent(1)
    desk.board.move(agent, AgentMove.BECOME_READY)
    desk.board.move(agent, AgentMove.RESERVE, attempt_id=AttemptId("c1"))
    desk.board.move(agent, AgentMove.TAKE_CALL, attempt_id=AttemptId("c1"))
    desk.board.move(agent, AgentMove.END_CALL)
    desk.board.move(agent, AgentMove.BECOME_READY)
    desk.board.move(agent, AgentMove.PAUSE)
    desk.board.end(agent)
    assert desk.told == [
        ("agent_login", "s1"),
        ("agent_ready", "s1"),
        ("agent_talk", "s1", "c1"),
        ("agent_wrap", "s1"),
        ("agent_ready", "s1"),
        ("agent_logout", "s1"),
    ]


def test_who_asked_for_a_pause_in_a_call_takes_no_further_one(desk: Desk) -> None:
    agent = desk.agent(1)
    desk.board.move(agent, AgentMove.BECOME_READY)
    desk.board.move(agent, AgentMove.RESERVE, attempt_id=AttemptId("c1"))
    desk.board.move(agent, AgentMove.TAKE_CALL, attempt_id=AttemptId("c1"))
    desk.board.ask_pause(agent, PauseReason.MEAL)
    desk.keeper.wanted(CAMPAIGN)
    assert desk.pacers[-1].asked["agents"] == (0, 0, 0)
    desk.board.move(agent, AgentMove.END_CALL)
    desk.board.move(agent, AgentMove.BECOME_READY)
    assert (agent.state, agent.session.pause_reason) == (AgentState.PAUSED, PauseReason.MEAL)
    assert agent.session.asked_pause is None
    assert [kind for kind, *_ in desk.told] == ["agent_login", "agent_ready", "agent_talk", *["agent_logout"] * 3]


def test_breaks_that_the_law_gives_are_told_before_they_begin(desk: Desk) -> None:
    for user in (1, 2):
        desk.board.move(desk.agent(user), AgentMove.BECOME_READY)
    rested = desk.board.get(AgentSessionId("s2"))
    assert rested is not None
    rested.session = replace(rested.session, rests=1)
    for seconds, leaving in ((0, 0), (100 * 60 - 20, 1), (102 * 60, 0)):
        desk.clock.time = NOW + timedelta(seconds=seconds)
        desk.keeper.wanted(CAMPAIGN)
        asked = desk.pacers[-1].asked
        assert (asked["agents"], asked["agents_leaving"]) == ((2, 0, 0), leaving)


def test_a_whole_rest_counts_as_taken(desk: Desk) -> None:
    agent = desk.agent(1)
    desk.board.move(agent, AgentMove.BECOME_READY)
    for minutes in (9, 10):
        desk.board.move(agent, AgentMove.PAUSE, reason=PauseReason.REST)
        desk.clock.time += timedelta(minutes=minutes)
        desk.board.move(agent, AgentMove.BECOME_READY)
    assert (agent.session.rests, agent.session.meals) == (1, 0)


def test_the_pacer_is_asked_with_what_is_true(desk: Desk) -> None:
    for user in (1, 2):
        desk.board.move(desk.agent(user), AgentMove.BECOME_READY)
    desk.agent(3)
    in_menu, waiting, _ringing = desk.call("a"), desk.call("b"), desk.call("c")
    desk.keeper.moved(in_menu, AttemptMove.ANSWER)
    desk.keeper.moved(waiting, AttemptMove.ANSWER)
    desk.keeper.moved(waiting, AttemptMove.REQUEST_PERSON)
    assert desk.keeper.wanted(CAMPAIGN) == 3
    asked = desk.pacers[0].asked
    assert (asked["agents"], asked["ringing"], asked["people_waiting"]) == ((2, 0, 0), 2, 1)
    assert asked["calls_in_flight"] == 3
    assert asked["overdial"] is True


def test_agents_of_another_campaign_are_not_counted_on(desk: Desk) -> None:
    own = replace(CAMPAIGN, campaign_id=CampaignId(2), agents=frozenset({UserId(2)}))
    desk.keeper.follow([CAMPAIGN, own])
    for user in (1, 2):
        desk.board.move(desk.agent(user), AgentMove.BECOME_READY)
    desk.keeper.wanted(CAMPAIGN)
    desk.keeper.wanted(own)
    assert [pacer.asked["agents"] for pacer in desk.pacers] == [(1, 0, 0), (1, 0, 0)]


def test_a_changed_promise_makes_a_pacer_anew_that_knows_who_is_there(desk: Desk) -> None:
    desk.board.move(desk.agent(1), AgentMove.BECOME_READY)
    desk.call()
    desk.keeper.follow([CAMPAIGN])
    assert len(desk.pacers) == 1
    desk.keeper.follow([replace(CAMPAIGN, pacing=PacingSettings(abandonment_target=0.01))])
    assert len(desk.pacers) == 2
    assert desk.told == [("dial", "c1"), ("agent_login", "s1"), ("agent_ready", "s1")]


def test_a_pacer_that_fails_gives_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_more: Any) -> int:
        raise ValueError("arithmetic")

    monkeypatch.setattr(desk.pacers[0], "calls_to_place", fail)
    assert desk.keeper.wanted(CAMPAIGN) == 0
    assert desk.keeper.wanted(CAMPAIGN) == 3
    assert desk.modes == ["menu_first", "progressive"]


def test_a_campaign_that_does_not_run_wants_nothing(desk: Desk) -> None:
    desk.keeper.follow([])
    assert desk.keeper.wanted(CAMPAIGN) == 0
    desk.keeper.gone(desk.call())

"""The tables hold the moves of the house and no others."""

import dataclasses
import string

import pytest

from domain.call.agent_session import AGENT_MOVES, AgentMove, AgentState
from domain.call.attempt import ATTEMPT_MOVES, AttemptMove, AttemptState
from domain.call.events import EVENTS
from domain.call.lead import LEAD_MOVES, LeadMove, LeadState
from domain.errors import IllegalTransition


def test_every_attempt_can_be_closed_once_and_only_once():
    open_states = [state for state in AttemptState if state is not AttemptState.CLOSED]
    assert all(ATTEMPT_MOVES.next(state, AttemptMove.CLOSE) is AttemptState.CLOSED for state in open_states)
    assert not any(ATTEMPT_MOVES.allows(AttemptState.CLOSED, move) for move in AttemptMove)


def test_an_attempt_reaches_an_agent_only_after_an_answer():
    for state in (AttemptState.CLAIMED, AttemptState.ORIGINATING, AttemptState.RINGING):
        assert not ATTEMPT_MOVES.allows(state, AttemptMove.BRIDGE)


def test_a_done_lead_comes_back_only_by_being_reopened():
    assert [move for move in LeadMove if LEAD_MOVES.allows(LeadState.DONE, move)] == [LeadMove.REOPEN]
    assert LEAD_MOVES.next(LeadState.DONE, LeadMove.REOPEN) is LeadState.READY


def test_only_a_ready_lead_is_claimed():
    assert [state for state in LeadState if LEAD_MOVES.allows(state, LeadMove.CLAIM)] == [LeadState.READY]


def test_only_a_ready_agent_is_reserved_and_only_a_reserved_one_takes_a_call():
    assert [state for state in AgentState if AGENT_MOVES.allows(state, AgentMove.RESERVE)] == [AgentState.READY]
    assert [state for state in AgentState if AGENT_MOVES.allows(state, AgentMove.TAKE_CALL)] == [AgentState.RESERVED]


def test_a_call_always_ends_in_wrap_up_even_when_the_softphone_is_lost():
    for move in (AgentMove.END_CALL, AgentMove.LOSE_LEG):
        assert AGENT_MOVES.next(AgentState.ON_CALL, move) is AgentState.WRAP_UP


def test_an_illegal_move_says_which_machine_state_and_event():
    with pytest.raises(IllegalTransition, match="ContactAttempt: no move from 'closed' on 'ring'"):
        ATTEMPT_MOVES.next(AttemptState.CLOSED, AttemptMove.RING)


@pytest.mark.parametrize("event", EVENTS)
def test_an_events_topic_is_made_of_its_own_fields(event):
    fields = {field.name for field in dataclasses.fields(event)}
    assert {name for _, name, _, _ in string.Formatter().parse(event.topic) if name} <= fields
    assert event.version >= 1

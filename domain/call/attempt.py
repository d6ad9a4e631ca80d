"""A contact attempt: one dial of one number, from the claim of its lead to its one outcome."""

from enum import StrEnum

from domain.state_machine import TransitionTable


class AttemptState(StrEnum):
    CLAIMED = "claimed"
    ORIGINATING = "originating"
    RINGING = "ringing"
    ANSWERED = "answered"
    IN_IVR = "in_ivr"
    WAITING_AGENT = "waiting_agent"
    WITH_AGENT = "with_agent"
    CLOSED = "closed"


class AttemptMove(StrEnum):
    ORIGINATE = "originate"
    RING = "ring"
    ANSWER = "answer"
    ENTER_IVR = "enter_ivr"
    REQUEST_PERSON = "request_person"
    BRIDGE = "bridge"
    RETURN_TO_IVR = "return_to_ivr"
    CLOSE = "close"


_S, _M = AttemptState, AttemptMove

ATTEMPT_MOVES: TransitionTable[AttemptState, AttemptMove] = TransitionTable(
    "ContactAttempt",
    {
        (_S.CLAIMED, _M.ORIGINATE): _S.ORIGINATING,
        (_S.CLAIMED, _M.CLOSE): _S.CLOSED,
        (_S.ORIGINATING, _M.RING): _S.RINGING,
        (_S.ORIGINATING, _M.ANSWER): _S.ANSWERED,
        (_S.ORIGINATING, _M.CLOSE): _S.CLOSED,
        (_S.RINGING, _M.ANSWER): _S.ANSWERED,
        (_S.RINGING, _M.CLOSE): _S.CLOSED,
        (_S.ANSWERED, _M.ENTER_IVR): _S.IN_IVR,
        (_S.ANSWERED, _M.REQUEST_PERSON): _S.WAITING_AGENT,
        (_S.ANSWERED, _M.BRIDGE): _S.WITH_AGENT,
        (_S.ANSWERED, _M.CLOSE): _S.CLOSED,
        (_S.IN_IVR, _M.REQUEST_PERSON): _S.WAITING_AGENT,
        (_S.IN_IVR, _M.CLOSE): _S.CLOSED,
        (_S.WAITING_AGENT, _M.BRIDGE): _S.WITH_AGENT,
        (_S.WAITING_AGENT, _M.RETURN_TO_IVR): _S.IN_IVR,
        (_S.WAITING_AGENT, _M.CLOSE): _S.CLOSED,
        (_S.WITH_AGENT, _M.RETURN_TO_IVR): _S.IN_IVR,
        (_S.WITH_AGENT, _M.CLOSE): _S.CLOSED,
    },
)

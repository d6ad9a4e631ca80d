"""An agent at work: one session from log-in on the desk to log-out."""

from enum import StrEnum

from domain.state_machine import TransitionTable


class AgentState(StrEnum):
    OFFLINE = "offline"
    """The leg is not up: the softphone was not called yet, or it was lost. No call is given."""
    READY = "ready"
    RESERVED = "reserved"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"


class AgentMove(StrEnum):
    BECOME_READY = "become_ready"
    RESERVE = "reserve"
    RELEASE = "release"
    """The debtor hung up before the bridge: the reserved agent is ready again."""
    TAKE_CALL = "take_call"
    END_CALL = "end_call"
    PAUSE = "pause"
    LOSE_LEG = "lose_leg"
    """The softphone is gone; a call in progress ends and its outcome stays to be disposed."""


class PauseReason(StrEnum):
    REST = "rest"
    MEAL = "meal"
    TRAINING = "training"
    RESTROOM = "restroom"
    OTHER = "other"


_S, _M = AgentState, AgentMove

AGENT_MOVES: TransitionTable[AgentState, AgentMove] = TransitionTable(
    "AgentSession",
    {
        (_S.OFFLINE, _M.BECOME_READY): _S.READY,
        (_S.OFFLINE, _M.PAUSE): _S.PAUSED,
        (_S.OFFLINE, _M.LOSE_LEG): _S.OFFLINE,
        (_S.READY, _M.BECOME_READY): _S.READY,
        (_S.READY, _M.RESERVE): _S.RESERVED,
        (_S.READY, _M.PAUSE): _S.PAUSED,
        (_S.READY, _M.LOSE_LEG): _S.OFFLINE,
        (_S.RESERVED, _M.TAKE_CALL): _S.ON_CALL,
        (_S.RESERVED, _M.RELEASE): _S.READY,
        (_S.RESERVED, _M.LOSE_LEG): _S.OFFLINE,
        (_S.ON_CALL, _M.END_CALL): _S.WRAP_UP,
        (_S.ON_CALL, _M.LOSE_LEG): _S.WRAP_UP,
        (_S.WRAP_UP, _M.BECOME_READY): _S.READY,
        (_S.WRAP_UP, _M.PAUSE): _S.PAUSED,
        (_S.WRAP_UP, _M.LOSE_LEG): _S.WRAP_UP,
        (_S.PAUSED, _M.BECOME_READY): _S.READY,
        (_S.PAUSED, _M.PAUSE): _S.PAUSED,
        (_S.PAUSED, _M.LOSE_LEG): _S.OFFLINE,
    },
)

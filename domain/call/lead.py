"""A lead: one debtor within one campaign."""

from enum import StrEnum

from domain.state_machine import TransitionTable


class LeadState(StrEnum):
    NEW = "new"
    READY = "ready"
    DIALING = "dialing"
    WAITING = "waiting"
    """Not to be dialled before `waiting_until`."""
    DONE = "done"


class LeadMove(StrEnum):
    ADMIT = "admit"
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    """The dialer gave the lead back without any dial."""
    RETRY_LATER = "retry_later"
    COME_DUE = "come_due"
    FINISH = "finish"
    REOPEN = "reopen"
    """What had ended it may have changed: it is looked at anew."""


_S, _M = LeadState, LeadMove

LEAD_MOVES: TransitionTable[LeadState, LeadMove] = TransitionTable(
    "Lead",
    {
        (_S.NEW, _M.ADMIT): _S.READY,
        (_S.NEW, _M.FINISH): _S.DONE,
        (_S.READY, _M.CLAIM): _S.DIALING,
        (_S.READY, _M.RETRY_LATER): _S.WAITING,
        (_S.READY, _M.FINISH): _S.DONE,
        (_S.DIALING, _M.UNCLAIM): _S.READY,
        (_S.DIALING, _M.RETRY_LATER): _S.WAITING,
        (_S.DIALING, _M.FINISH): _S.DONE,
        (_S.WAITING, _M.COME_DUE): _S.READY,
        (_S.WAITING, _M.FINISH): _S.DONE,
        (_S.DONE, _M.REOPEN): _S.READY,
    },
)

"""A message to a debtor: what kinds there are, what each may say, and the states that it goes through."""

from enum import StrEnum
from typing import Final

from domain.state_machine import TransitionTable


class NoticeKind(StrEnum):
    AGREEMENT = "agreement"
    """The agreement as it was read back, its protocol and how to make the first payment."""
    PAYMENT_CODE = "payment_code"
    """How to pay, again or for a later instalment."""
    RECEIPT = "receipt"
    """A payment came in."""
    SETTLED = "settled"
    """The last payment came in: quitação."""
    REMINDER = "reminder"
    """Asks to be called back and says nothing of why. It collects: the contact rules decide on it."""
    PROMISE = "promise"
    """Reminds of what was promised, on the day before or on the day, and says nothing of what it was. It collects."""


DISCLOSES: Final = frozenset({NoticeKind.AGREEMENT, NoticeKind.PAYMENT_CODE, NoticeKind.RECEIPT, NoticeKind.SETTLED})
"""They tell that something is owed or was: only to a contact that the debtor confirmed."""
COLLECTS: Final = frozenset({NoticeKind.REMINDER, NoticeKind.PROMISE})
"""Neutral words to whatever contact is known; each is judged and counted as any contact that collects."""
ASKED_FOR: Final = frozenset({NoticeKind.AGREEMENT, NoticeKind.PAYMENT_CODE})
"""The debtor asks for them on the line, so at first they go at any hour."""


class Confirmation(StrEnum):
    """How it is known that the contact is the debtor's."""

    NONE = "none"
    LINE = "line"
    """They proved who they are while speaking on it."""
    DEBTOR = "debtor"
    """They proved who they are, heard it masked and said yes by key."""
    AGENT = "agent"
    """They proved who they are and told it to an agent."""


class NoticeState(StrEnum):
    QUEUED = "queued"
    """To be sent, or sent without it being known what became of it."""
    ACCEPTED = "accepted"
    """The channel took it."""
    DELIVERED = "delivered"
    FAILED = "failed"
    """It did not arrive, or could not be sent in all its tries."""
    DROPPED = "dropped"
    """Not to be sent any more: a rule forbids it, or it was declined."""


class NoticeMove(StrEnum):
    ACCEPT = "accept"
    DELIVER = "deliver"
    FAIL = "fail"
    DROP = "drop"


_S, _M = NoticeState, NoticeMove

NOTICE_MOVES: TransitionTable[NoticeState, NoticeMove] = TransitionTable(
    "Notice",
    {
        (_S.QUEUED, _M.ACCEPT): _S.ACCEPTED,
        # Its delivery may be told before the answer that it was accepted.
        (_S.QUEUED, _M.DELIVER): _S.DELIVERED,
        (_S.QUEUED, _M.FAIL): _S.FAILED,
        (_S.QUEUED, _M.DROP): _S.DROPPED,
        (_S.ACCEPTED, _M.DELIVER): _S.DELIVERED,
        (_S.ACCEPTED, _M.FAIL): _S.FAILED,
        # A gateway that gave up and was wrong: it did arrive.
        (_S.FAILED, _M.DELIVER): _S.DELIVERED,
    },
)

"""An offer that was accepted in so many words, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import AgreementId
from domain.negotiation.offer import Offer
from domain.state_machine import TransitionTable


class AgreementState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    """The debtor said yes explicitly; no payment yet."""
    IN_FORCE = "in_force"
    """A first payment came in, and more are due."""
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


class AgreementMove(StrEnum):
    CONFIRM = "confirm"
    PAY_PART = "pay_part"
    PAY_ALL = "pay_all"
    BREAK = "break"
    CANCEL = "cancel"


_S, _M = AgreementState, AgreementMove

AGREEMENT_MOVES: TransitionTable[AgreementState, AgreementMove] = TransitionTable(
    "Agreement",
    {
        (_S.PROPOSED, _M.CONFIRM): _S.CONFIRMED,
        (_S.PROPOSED, _M.CANCEL): _S.CANCELLED,
        (_S.CONFIRMED, _M.PAY_PART): _S.IN_FORCE,
        (_S.CONFIRMED, _M.PAY_ALL): _S.KEPT,
        (_S.CONFIRMED, _M.BREAK): _S.BROKEN,
        (_S.CONFIRMED, _M.CANCEL): _S.CANCELLED,
        (_S.IN_FORCE, _M.PAY_PART): _S.IN_FORCE,
        (_S.IN_FORCE, _M.PAY_ALL): _S.KEPT,
        (_S.IN_FORCE, _M.BREAK): _S.BROKEN,
        (_S.IN_FORCE, _M.CANCEL): _S.CANCELLED,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`read_back` is the very text that the debtor heard before the yes; `protocol` the number given after it."""

    agreement_id: AgreementId
    protocol: str
    offer: Offer
    read_back: str
    confirmed_at: datetime
    state: AgreementState = AgreementState.CONFIRMED

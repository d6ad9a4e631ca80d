"""A request for payment at a provider: its states, in the words of the Pix API's cobv, and how long it can be paid."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.negotiation.business_days import next_business_day
from domain.state_machine import TransitionTable

TXID: Final = re.compile(r"[a-zA-Z0-9]{26,35}")


class PaymentMethod(StrEnum):
    PIX = "pix"
    CARD = "card"
    """A link to a page where the card is typed: no card number ever passes through this house."""


class ChargeState(StrEnum):
    CREATING = "creating"
    """Wanted, and not known to exist at the provider yet."""
    ATIVA = "ATIVA"
    CONCLUIDA = "CONCLUIDA"
    """Paid."""
    REMOVING = "removing"
    """To be removed, and not known to be: it may still be paid."""
    REMOVIDA_PELO_USUARIO_RECEBEDOR = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
    """Removed by us."""
    REMOVIDA_PELO_PSP = "REMOVIDA_PELO_PSP"
    """Removed by the provider."""
    REFUSED = "refused"
    """The provider does not take it."""


class ChargeMove(StrEnum):
    CREATE = "create"
    PAY = "pay"
    ASK_REMOVAL = "ask_removal"
    REMOVE = "remove"
    REMOVE_BY_PROVIDER = "remove_by_provider"
    REFUSE = "refuse"


_S, _M = ChargeState, ChargeMove

CHARGE_MOVES: TransitionTable[ChargeState, ChargeMove] = TransitionTable(
    "Charge",
    {
        (_S.CREATING, _M.CREATE): _S.ATIVA,
        (_S.CREATING, _M.PAY): _S.CONCLUIDA,
        (_S.CREATING, _M.REFUSE): _S.REFUSED,
        (_S.CREATING, _M.ASK_REMOVAL): _S.REMOVING,
        (_S.CREATING, _M.REMOVE_BY_PROVIDER): _S.REMOVIDA_PELO_PSP,
        (_S.ATIVA, _M.CREATE): _S.ATIVA,
        (_S.ATIVA, _M.PAY): _S.CONCLUIDA,
        (_S.ATIVA, _M.ASK_REMOVAL): _S.REMOVING,
        (_S.ATIVA, _M.REMOVE): _S.REMOVIDA_PELO_USUARIO_RECEBEDOR,
        (_S.ATIVA, _M.REMOVE_BY_PROVIDER): _S.REMOVIDA_PELO_PSP,
        (_S.REMOVING, _M.REMOVE): _S.REMOVIDA_PELO_USUARIO_RECEBEDOR,
        (_S.REMOVING, _M.REMOVE_BY_PROVIDER): _S.REMOVIDA_PELO_PSP,
        (_S.REMOVING, _M.PAY): _S.CONCLUIDA,
        # Money that was on its way when the charge was removed is money all the same.
        (_S.REMOVIDA_PELO_USUARIO_RECEBEDOR, _M.PAY): _S.CONCLUIDA,
        (_S.REMOVIDA_PELO_PSP, _M.PAY): _S.CONCLUIDA,
        (_S.CONCLUIDA, _M.PAY): _S.CONCLUIDA,
    },
)
UNSETTLED: Final = frozenset({_S.CREATING, _S.ATIVA, _S.REMOVING})
"""The provider is asked about these until it says what became of them."""


class PaymentDoubt(StrEnum):
    """Why it is not known whether the debtor paid: they are not called until it is."""

    DIFFERENT_AMOUNT = "different_amount"
    """What came in is not what was asked."""
    NOT_OWED = "not_owed"
    """It was paid after the agreement ended, or twice."""
    PROVIDER_DISAGREES = "provider_disagrees"
    """The provider says paid and shows no payment, or does not know the charge."""


@dataclass(frozen=True, slots=True)
class ChargeTerm:
    """A charge that is due on a day without banks is due on the next, and all that follows slides with it."""

    due_date: date
    days_after_due: int

    def last_day(self, *, holidays: Container[date] = BANK_HOLIDAYS) -> date:
        """The last day on which it can be paid."""
        return next_business_day(self.due_date, holidays=holidays) + timedelta(days=self.days_after_due)


def decide_doubt(*, asked_cents: int, received_cents: int, excess_cents: int) -> PaymentDoubt | None:
    """After the money was allocated. More than was asked is no doubt while all of it found a place."""
    if excess_cents:
        return PaymentDoubt.NOT_OWED
    return PaymentDoubt.DIFFERENT_AMOUNT if received_cents < asked_cents else None

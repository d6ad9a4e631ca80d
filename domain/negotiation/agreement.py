"""An offer that was accepted in so many words, and what becomes of it."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.ids import AgreementId
from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.negotiation.business_days import next_business_day
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
LIVE_STATES = frozenset({_S.CONFIRMED, _S.IN_FORCE})
"""Payments are still expected."""


class InstallmentState(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    CANCELLED = "cancelled"


class InstallmentMove(StrEnum):
    PAY = "pay"
    FALL_OVERDUE = "fall_overdue"
    CANCEL = "cancel"


_I, _N = InstallmentState, InstallmentMove

INSTALLMENT_MOVES: TransitionTable[InstallmentState, InstallmentMove] = TransitionTable(
    "Installment",
    {
        (_I.OPEN, _N.PAY): _I.PAID,
        (_I.OPEN, _N.FALL_OVERDUE): _I.OVERDUE,
        (_I.OPEN, _N.CANCEL): _I.CANCELLED,
        (_I.OVERDUE, _N.PAY): _I.PAID,
        (_I.OVERDUE, _N.CANCEL): _I.CANCELLED,
    },
)


class CancelReason(StrEnum):
    """Why an agreement ends without being kept or broken; it decides what the debts become."""

    PAID_ELSEWHERE = "paid_elsewhere"
    """The debts are paid."""
    RENEGOTIATED = "renegotiated"
    """Another agreement takes its place."""
    DEBTOR_ASKED = "debtor_asked"
    CREDITOR_ASKED = "creditor_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`read_back` is the very text that the debtor heard before the yes; `protocol` the number given after it."""

    agreement_id: AgreementId
    protocol: str
    offer: Offer
    read_back: str
    confirmed_at: datetime
    state: AgreementState = AgreementState.CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallmentStanding:
    """An installment as it stands; `reduced_cents` was taken off because it was settled early.

    `late_cents` came in beyond its amount because it was paid late: no part of what the agreement comes to.
    """

    number: int
    amount_cents: int
    due_date: date
    state: InstallmentState = InstallmentState.OPEN
    paid_cents: int = 0
    reduced_cents: int = 0
    late_cents: int = 0

    @property
    def open_cents(self) -> int:
        """What is still to be paid."""
        if self.state in {InstallmentState.PAID, InstallmentState.CANCELLED}:
            return 0
        return self.amount_cents - self.paid_cents


@dataclass(frozen=True, slots=True)
class BreachDecision:
    """`overdue` are the numbers that fall overdue now; `broken_by` the first whose tolerance is over."""

    overdue: tuple[int, ...]
    broken_by: int | None


def decide_breach(
    installments: Sequence[InstallmentStanding],
    *,
    today: date,
    tolerance_days: int,
    holidays: Container[date] = BANK_HOLIDAYS,
) -> BreachDecision:
    """An installment is overdue once its due date, moved to a day with banks, is over; broken after the tolerance."""
    late = [(one, next_business_day(one.due_date, holidays=holidays)) for one in installments if one.open_cents > 0]
    overdue = tuple(one.number for one, last in late if today > last and one.state is InstallmentState.OPEN)
    broken = (one.number for one, last in late if today > last + timedelta(days=tolerance_days))
    return BreachDecision(overdue, next(broken, None))


def move_after_payment(installments: Sequence[InstallmentStanding]) -> AgreementMove:
    """What the agreement does once a payment was allocated to its installments."""
    unpaid = any(one.open_cents for one in installments)
    return AgreementMove.PAY_PART if unpaid else AgreementMove.PAY_ALL


class PromiseState(StrEnum):
    """A promise to pay: a date and an amount, without the terms of an agreement."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


class PromiseMove(StrEnum):
    KEEP = "keep"
    BREAK = "break"
    CANCEL = "cancel"


PROMISE_MOVES: TransitionTable[PromiseState, PromiseMove] = TransitionTable(
    "PromiseToPay",
    {
        (PromiseState.OPEN, PromiseMove.KEEP): PromiseState.KEPT,
        (PromiseState.OPEN, PromiseMove.BREAK): PromiseState.BROKEN,
        (PromiseState.OPEN, PromiseMove.CANCEL): PromiseState.CANCELLED,
    },
)


def decide_promise(
    *,
    promised_cents: int,
    paid_cents: int,
    due_date: date,
    today: date,
    tolerance_days: int,
    holidays: Container[date] = BANK_HOLIDAYS,
) -> PromiseMove | None:
    """Kept once the amount is in, broken when the tolerance after the due date is over; None while it is open."""
    if paid_cents >= promised_cents:
        return PromiseMove.KEEP
    last_day = next_business_day(due_date, holidays=holidays) + timedelta(days=tolerance_days)
    return PromiseMove.BREAK if today > last_day else None

"""What the menu may offer about the debts of its call: the policy's answers, for words and for ways alike."""

from datetime import date, timedelta
from typing import Final

from domain.contact.callback import CallbackSlot, callback_slots
from domain.negotiation.business_days import next_business_day
from domain.negotiation.counter_proposal import CounterDecision, Limit, Proposal, decide_counter
from domain.negotiation.offer import Offer, OfferKind
from domain.negotiation.table import Table, open_table
from ivr_flows.talk import Talk
from services.menu import MENU_AUTHORITY

FIRST_DAYS: Final = 3


def in_full(talk: Talk) -> Offer | None:
    return next((offer for offer in talk.context.offers if offer.kind is OfferKind.IN_FULL), None)


def most_payments(talk: Talk) -> int:
    """The longest of the offers; 1 when there is nothing to spread."""
    return max((len(offer.installments) for offer in talk.context.offers), default=1)


def with_payments(talk: Talk, payments: int, *, first_due: date | None = None) -> Offer:
    """The offer of so many payments, or the nearest to it that is allowed."""
    return propose(talk, Proposal(payments=payments, first_due=first_due)).offer


def allows(talk: Talk, payments: int) -> bool:
    return payments >= 2 and Limit.PAYMENTS not in propose(talk, Proposal(payments=payments)).limits


def propose(talk: Talk, proposal: Proposal) -> CounterDecision:
    """Raises ProposalRefused and NothingToAgree."""
    context = talk.context
    return decide_counter(
        proposal,
        context.debts,
        context.policy,
        MENU_AUTHORITY,
        context.today,
        profile=context.profile,
        holidays=context.holidays,
    )


def first_days(talk: Talk) -> tuple[date, ...]:
    """Working days from which to choose for the first payment: the usual one, the last, and one between."""
    table = _table(talk)
    usual = with_payments(talk, talk.payments).installments[0].due_date
    last = next_business_day(table.last_first_due, holidays=talk.context.holidays)
    if usual >= last:
        return (usual,)
    middle = next_business_day(usual + (last - usual) // 2 + timedelta(days=1), holidays=talk.context.holidays)
    return tuple(sorted({usual, middle, last}))[:FIRST_DAYS]


def slots(talk: Talk) -> tuple[CallbackSlot, ...]:
    call = talk.context.call
    return callback_slots(call.phone_number, call.uf, now=talk.context.now)


def slot_days(talk: Talk) -> tuple[date, ...]:
    return tuple(dict.fromkeys(slot.day for slot in slots(talk)))


def _table(talk: Talk) -> Table:
    context = talk.context
    table = open_table(
        context.debts,
        context.policy,
        MENU_AUTHORITY,
        today=context.today,
        profile=context.profile,
        holidays=context.holidays,
    )
    assert table is not None  # noqa: S101 - who owes nothing is not asked when to pay
    return table

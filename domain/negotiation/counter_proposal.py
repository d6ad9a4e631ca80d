"""The debtor proposes a date, a value or a number of instalments: accepted, answered, or sent for approval."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import DomainError
from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.negotiation.build_offers import fewest_payments
from domain.negotiation.offer import Offer, OfferReason, OpenDebt
from domain.negotiation.policy import Authority, DebtorProfile, Policy
from domain.negotiation.table import NOBODY_KNOWN, Table, open_table


class ProposalRefused(DomainError):
    """The proposal makes no sense: a day that is over, or an amount or number that is not positive."""


class NothingToAgree(DomainError):
    """There is no debt that may be collected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the debtor asks for; None leaves it to us.

    `payment_cents` is what fits each month, `total_cents` what they would pay in all. A number of payments together
    with a payment is a total.
    """

    payments: int | None = None
    payment_cents: int | None = None
    total_cents: int | None = None
    first_due: date | None = None


class Limit(StrEnum):
    """What of a proposal is beyond what may be given."""

    PAYMENTS = "payments"
    PAYMENT = "payment"
    TOTAL = "total"
    DATE = "date"


class CounterOutcome(StrEnum):
    ACCEPTED = "accepted"
    NEAREST = "nearest"
    FOR_APPROVAL = "for_approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterDecision:
    """`offer` may be agreed upon at once: what was asked when accepted, else the nearest to it that is allowed.

    For approval, `wanted` is what was asked, as `approver` may grant it.
    """

    outcome: CounterOutcome
    offer: Offer
    limits: tuple[Limit, ...] = ()
    wanted: Offer | None = None
    approver: Authority | None = None


def decide_counter(
    proposal: Proposal,
    debts: Sequence[OpenDebt],
    policy: Policy,
    authority: Authority,
    today: date,
    *,
    profile: DebtorProfile = NOBODY_KNOWN,
    holidays: Container[date] = BANK_HOLIDAYS,
) -> CounterDecision:
    """Raises ProposalRefused and NothingToAgree."""
    _check(proposal, today)
    fits = []
    for level in Authority:
        if level.rank >= authority.rank:
            table = open_table(debts, policy, level, today=today, profile=profile, holidays=holidays)
            if table is None:
                raise NothingToAgree("nothing may be collected")
            fits.append(_fit(proposal, table))
    offer, limits = fits[0]
    if not limits:
        return CounterDecision(outcome=CounterOutcome.ACCEPTED, offer=offer)
    granted = next((wanted for wanted, exceeded in fits[1:] if not exceeded), None)
    return CounterDecision(
        outcome=CounterOutcome.NEAREST if granted is None else CounterOutcome.FOR_APPROVAL,
        offer=offer,
        limits=limits,
        wanted=granted,
        approver=None if granted is None else granted.authority,
    )


def _check(proposal: Proposal, today: date) -> None:
    amounts = (proposal.payments, proposal.payment_cents, proposal.total_cents)
    if any(amount is not None and amount < 1 for amount in amounts):
        raise ProposalRefused("amounts and numbers of payments are positive")
    if proposal.first_due is not None and proposal.first_due < today:
        raise ProposalRefused("the first payment is not in the past")


def _fit(proposal: Proposal, table: Table) -> tuple[Offer, tuple[Limit, ...]]:
    """The allowed offer nearest to the proposal, and what of the proposal it does not reach."""
    exceeded: list[Limit] = []
    first_due = proposal.first_due
    if first_due is not None and first_due > table.last_first_due:
        first_due = table.last_first_due
        exceeded.append(Limit.DATE)
    payments = _payments(proposal, table, exceeded)
    discount = _discount(proposal, table, payments, exceeded)
    offer = table.offer(payments, first_due=first_due, discount_cents=discount, reasons=(OfferReason.PROPOSED,))
    return offer, tuple(exceeded)


def _payments(proposal: Proposal, table: Table, exceeded: list[Limit]) -> int:
    most = table.most_payments()
    if proposal.payments is not None:
        if table.allows(proposal.payments):
            return proposal.payments
        exceeded.append(Limit.PAYMENTS)
        return min(most, proposal.payments)
    if proposal.payment_cents is None:
        return 1
    fitting = fewest_payments(table, proposal.payment_cents, most=most)
    if fitting is None:
        exceeded.append(Limit.PAYMENT)
    return most if fitting is None else fitting


def _discount(proposal: Proposal, table: Table, payments: int, exceeded: list[Limit]) -> int | None:
    """The least discount with which the payments come to no more than the total asked for; None is the whole one."""
    wanted = proposal.total_cents
    if wanted is None and proposal.payments is not None and proposal.payment_cents is not None:
        wanted = proposal.payments * proposal.payment_cents
    if wanted is None:
        return None
    low, high = 0, sum(table.discount_ceilings(payments))
    if _total(table, payments, high) > wanted:
        exceeded.append(Limit.TOTAL)
        return None
    while low < high:
        middle = (low + high) // 2
        if _total(table, payments, middle) > wanted:
            low = middle + 1
        else:
            high = middle
    return low


def _total(table: Table, payments: int, discount_cents: int) -> int:
    return sum(table.amounts(table.owed_cents - discount_cents, payments))

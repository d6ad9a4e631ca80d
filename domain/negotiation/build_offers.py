"""Which offers are made: at most three, plainly different, the best for this debtor first, each saying why."""

from collections.abc import Container, Sequence
from datetime import date

from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.negotiation.offer import Offer, OfferReason, OpenDebt
from domain.negotiation.policy import Authority, DebtorProfile, Policy
from domain.negotiation.table import NOBODY_KNOWN, Table, open_table


def build_offers(
    debts: Sequence[OpenDebt],
    policy: Policy,
    authority: Authority,
    today: date,
    *,
    profile: DebtorProfile = NOBODY_KNOWN,
    holidays: Container[date] = BANK_HOLIDAYS,
    longest: int | None = None,
) -> tuple[Offer, ...]:
    """All at once, a middle way and the longest way that the authority may give; none when nothing may be collected.

    Each has at least twice the payments of the one before. Offers that fit the month's capacity, when it is known, come
    first; then the lower total, then fewer payments. `longest` is the most payments that the channel can speak of.
    """
    table = open_table(debts, policy, authority, today=today, profile=profile, holidays=holidays)
    if table is None:
        return ()
    plans = sorted(_numbers(table, profile, longest), key=lambda payments: _worth(table.plan(payments), profile))
    return tuple(table.offer(payments, reasons=_reasons(payments, plans, table, profile)) for payments in plans)


def fewest_payments(table: Table, payment_cents: int, *, most: int) -> int | None:
    """The least number of payments of which none is above the given; None when even `most` are too few."""
    for payments in range(max(1, table.owed_cents // payment_cents // 2), most + 1):
        if max(table.plan(payments)) <= payment_cents and table.allows(payments):
            return payments
    return None


def _numbers(table: Table, profile: DebtorProfile, longest: int | None) -> list[int]:
    most = table.most_payments(longest)
    if most == 1:
        return [1]
    middle = most // 2
    if profile.capacity_cents:
        fitting = fewest_payments(table, profile.capacity_cents, most=most)
        middle = fitting if fitting is not None and 2 <= fitting <= most // 2 else middle
    wanted = [1, middle, most] if middle >= 2 else [1, most]
    return [payments for payments in wanted if payments == 1 or table.allows(payments)]


def _worth(plan: tuple[int, ...], profile: DebtorProfile) -> tuple[bool, int, int]:
    too_dear = profile.capacity_cents is not None and max(plan) > profile.capacity_cents
    return (too_dear, max(plan) if too_dear else sum(plan), len(plan))


def _reasons(payments: int, numbers: Sequence[int], table: Table, profile: DebtorProfile) -> tuple[OfferReason, ...]:
    reasons = []
    if len(numbers) > 1 and payments == min(numbers, key=lambda number: (sum(table.plan(number)), number)):
        reasons.append(OfferReason.LOWEST_TOTAL)
    if len(numbers) > 1 and payments == min(numbers, key=lambda number: max(table.plan(number))):
        reasons.append(OfferReason.SMALLEST_PAYMENT)
    if profile.capacity_cents is not None and max(table.plan(payments)) <= profile.capacity_cents:
        reasons.append(OfferReason.FITS_CAPACITY)
    if any(given.better_row for given in table.granted):
        reasons.append(OfferReason.BETTER_ROW)
    if any(given.boosts for given in table.granted):
        reasons.append(OfferReason.CAMPAIGN)
    return tuple(reasons)

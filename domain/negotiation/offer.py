"""What is offered: the debts it settles, item by item, and the payments that settle them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.call.disposition import Disposition
from domain.ids import DebtId
from domain.money.amounts import BASIS_POINTS, share_floor
from domain.money.cet import cet_basis_points
from domain.money.charges import Charges
from domain.money.schedule import Payment
from domain.negotiation.late_payment import ON_TIME_ONLY, LateRates
from domain.negotiation.policy import Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDebt:
    """One debt with its charges as of the day it is spoken of."""

    debt_id: DebtId
    contract: str
    description: str
    due_date: date
    charges: Charges


class OfferKind(StrEnum):
    IN_FULL = "in_full"
    TWO_INSTALMENTS = "two_instalments"
    INSTALMENTS = "instalments"


class OfferReason(StrEnum):
    """Why an offer is made, or made first."""

    LOWEST_TOTAL = "lowest_total"
    SMALLEST_PAYMENT = "smallest_payment"
    FITS_CAPACITY = "fits_capacity"
    BETTER_ROW = "better_row"
    """A good payer who spends much gets better terms than the delay alone would give."""
    CAMPAIGN = "campaign"
    PROPOSED = "proposed"
    """The debtor asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installment:
    """`number` counts from 1."""

    number: int
    amount_cents: int
    due_date: date


@dataclass(frozen=True, slots=True)
class DebtBill:
    """One debt's part of an offer, its discount granted."""

    debt_id: DebtId
    contract: str
    charges: Charges


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A way out of the debts billed; principal + charges - discount + interest is what the installments add up to.

    `monthly_rate` in basis points is the rate of the instalments, `authority` who may give it by themselves.
    """

    bills: tuple[DebtBill, ...]
    installments: tuple[Installment, ...]
    total_cents: int
    made_on: date
    authority: Authority
    policy: str
    monthly_rate: int = 0
    boosts: tuple[str, ...] = ()
    reasons: tuple[OfferReason, ...] = ()
    late: LateRates = ON_TIME_ONLY
    """What a payment after its day costs more."""

    @property
    def kind(self) -> OfferKind:
        return _KINDS.get(len(self.installments), OfferKind.INSTALMENTS)

    @property
    def debt_ids(self) -> tuple[DebtId, ...]:
        return tuple(bill.debt_id for bill in self.bills)

    @property
    def principal_cents(self) -> int:
        return sum(bill.charges.principal_cents for bill in self.bills)

    @property
    def multa_cents(self) -> int:
        return sum(bill.charges.multa_cents for bill in self.bills)

    @property
    def juros_cents(self) -> int:
        return sum(bill.charges.juros_cents for bill in self.bills)

    @property
    def correction_cents(self) -> int:
        return sum(bill.charges.correction_cents for bill in self.bills)

    @property
    def charges_cents(self) -> int:
        return sum(bill.charges.added_cents for bill in self.bills)

    @property
    def discount_cents(self) -> int:
        return sum(bill.charges.discount_cents for bill in self.bills)

    @property
    def settled_cents(self) -> int:
        """What the debts come to after the discount, before interest of instalments."""
        return sum(bill.charges.total_cents for bill in self.bills)

    @property
    def interest_cents(self) -> int:
        return self.total_cents - self.settled_cents

    @property
    def disposition(self) -> Disposition:
        """The outcome of a call in which this offer was accepted."""
        in_full = self.kind is OfferKind.IN_FULL
        return Disposition.ACORDO_A_VISTA if in_full else Disposition.ACORDO_PARCELADO

    def cet(self) -> int:
        """Custo efetivo total by year, in basis points; worked out on demand, since it costs a root finding."""
        payments = [Payment(one.due_date, one.amount_cents) for one in self.installments]
        return cet_basis_points(self.settled_cents, on=self.made_on, payments=payments)


_KINDS = {1: OfferKind.IN_FULL, 2: OfferKind.TWO_INSTALMENTS}


def discount_ceiling(charges: Charges, *, charges_off: int, principal_off: int) -> int:
    """The most that may be discounted of one debt, rounded down."""
    return share_floor(charges.added_cents, charges_off) + share_floor(charges.principal_cents, principal_off)


def spread_discount(
    bills: tuple[DebtBill, ...], ceilings: tuple[int, ...], discount_cents: int
) -> tuple[DebtBill, ...]:
    """Grant the discount over the bills in proportion to their ceilings; cents that do not divide go to the first."""
    room = sum(ceilings)
    if not 0 <= discount_cents <= room:
        raise ValueError("a discount is not negative and stays below its ceilings")
    granted = [discount_cents * ceiling // room if room else 0 for ceiling in ceilings]
    left = discount_cents - sum(granted)
    for index, ceiling in enumerate(ceilings):
        more = min(left, ceiling - granted[index])
        granted[index] += more
        left -= more
    return tuple(
        DebtBill(bill.debt_id, bill.contract, bill.charges.discounted(amount)) if amount else bill
        for bill, amount in zip(bills, granted, strict=True)
    )


def discount_share(offer: Offer) -> int:
    """The discount as basis points of what is owed, for a screen."""
    owed = offer.principal_cents + offer.charges_cents
    return offer.discount_cents * BASIS_POINTS // owed if owed else 0

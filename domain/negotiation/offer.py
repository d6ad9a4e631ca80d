"""What a debtor may be offered for all open debts together: everything at once, or two instalments."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.call.disposition import Disposition
from domain.ids import DebtId
from domain.money.charges import Charges, ChargesPolicy, charges_on
from domain.money.schedule import split_evenly
from domain.negotiation.business_days import next_business_day


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDebt:
    """One debt with its charges as of the day it is spoken of."""

    debt_id: DebtId
    contract: str
    description: str
    due_date: date
    charges: Charges


@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiationPolicy:
    """First cut: no discount, no interest on instalments."""

    charges: ChargesPolicy = field(default_factory=ChargesPolicy)
    days_to_pay: int = 3
    """From the agreement to the only, or the first, due date."""
    days_between_instalments: int = 30
    smallest_instalment_cents: int = 1_000


class OfferKind(StrEnum):
    IN_FULL = "in_full"
    TWO_INSTALMENTS = "two_instalments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installment:
    """`number` counts from 1."""

    number: int
    amount_cents: int
    due_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A way out of the debts named; the installments add up to principal plus charges less discount."""

    kind: OfferKind
    debt_ids: tuple[DebtId, ...]
    principal_cents: int
    charges_cents: int
    discount_cents: int
    installments: tuple[Installment, ...]

    @property
    def total_cents(self) -> int:
        return sum(installment.amount_cents for installment in self.installments)

    @property
    def disposition(self) -> Disposition:
        """The outcome of a call in which this offer was accepted."""
        in_full = self.kind is OfferKind.IN_FULL
        return Disposition.ACORDO_A_VISTA if in_full else Disposition.ACORDO_PARCELADO


def open_debt(
    debt_id: DebtId,
    *,
    contract: str,
    description: str,
    principal_cents: int,
    due_date: date,
    today: date,
    policy: ChargesPolicy,
) -> OpenDebt:
    charges = charges_on(principal_cents, due_date=due_date, paid_on=today, policy=policy)
    return OpenDebt(debt_id=debt_id, contract=contract, description=description, due_date=due_date, charges=charges)


def decide_offers(
    debts: Sequence[OpenDebt], policy: NegotiationPolicy, *, today: date, holidays: Container[date] = ()
) -> tuple[Offer, ...]:
    """The offers of today, the best for the creditor first; none when nothing is owed.

    Due dates that fall on a day without banks move to the next working day.
    """
    total_cents = sum(debt.charges.total_cents for debt in debts)
    if total_cents <= 0:
        return ()
    first_due = today + timedelta(days=policy.days_to_pay)
    second_due = first_due + timedelta(days=policy.days_between_instalments)
    dates = tuple(next_business_day(day, holidays=holidays) for day in (first_due, second_due))
    offers = [_offer(OfferKind.IN_FULL, debts, (total_cents,), dates)]
    halves = split_evenly(total_cents, 2)
    if min(halves) >= policy.smallest_instalment_cents:
        offers.append(_offer(OfferKind.TWO_INSTALMENTS, debts, halves, dates))
    return tuple(offers)


def _offer(kind: OfferKind, debts: Sequence[OpenDebt], amounts: tuple[int, ...], dates: tuple[date, ...]) -> Offer:
    principal_cents = sum(debt.charges.principal_cents for debt in debts)
    return Offer(
        kind=kind,
        debt_ids=tuple(debt.debt_id for debt in debts),
        principal_cents=principal_cents,
        charges_cents=sum(amounts) - principal_cents,
        discount_cents=0,
        installments=tuple(
            Installment(number=number, amount_cents=amount, due_date=due)
            for number, (amount, due) in enumerate(zip(amounts, dates, strict=False), start=1)
        ),
    )

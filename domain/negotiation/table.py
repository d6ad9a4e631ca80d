"""The negotiating table: what may be agreed upon today, by whom, for which debts; and the making of one offer."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.money.amounts import share_half_up
from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.money.schedule import price_table, split_evenly
from domain.negotiation.business_days import add_months, next_business_day
from domain.negotiation.late_payment import late_rates_of
from domain.negotiation.law import is_time_barred
from domain.negotiation.offer import (
    DebtBill,
    Installment,
    Offer,
    OfferReason,
    OpenDebt,
    discount_ceiling,
    spread_discount,
)
from domain.negotiation.policy import Authority, DebtorProfile, GrantedTerms, Policy, Terms, granted_terms

NOBODY_KNOWN = DebtorProfile()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Each debt's discount follows its own delay; number of payments, entrada and least payment the oldest debt's."""

    policy: Policy
    authority: Authority
    today: date
    holidays: Container[date]
    bills: tuple[DebtBill, ...]
    granted: tuple[GrantedTerms, ...]
    terms: Terms
    """Of the oldest debt."""
    owed_cents: int
    cash_ceilings: tuple[int, ...]
    """The most that may be discounted, by debt, when all is paid at once; a cent at least is left to be paid."""
    instalment_ceilings: tuple[int, ...]
    plans: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)
    """Payments with the whole discount, by their number, once they were worked out."""

    @property
    def last_first_due(self) -> date:
        """The latest nominal day for the first payment."""
        return self.today + timedelta(days=self.policy.authorities[self.authority].max_days_to_pay)

    @property
    def usual_first_due(self) -> date:
        return min(self.today + timedelta(days=self.policy.days_to_pay), self.last_first_due)

    def discount_ceilings(self, payments: int) -> tuple[int, ...]:
        return self.cash_ceilings if payments == 1 else self.instalment_ceilings

    def settled_cents(self, payments: int) -> int:
        """What is left of the debts after the whole discount."""
        return self.owed_cents - sum(self.discount_ceilings(payments))

    def most_payments(self, longest: int | None = None) -> int:
        """The largest number of payments allowed, none of them below the least payment."""
        terms = self.terms
        payments = terms.max_instalments if longest is None else min(terms.max_instalments, longest)
        if terms.min_instalment_cents:
            payments = max(1, min(payments, self.owed_cents // terms.min_instalment_cents))
        while payments > 1 and not self.allows(payments):
            payments -= 1
        return payments

    def allows(self, payments: int) -> bool:
        """Whether so many payments, with the whole discount, are all large enough."""
        if payments == 1:
            return True
        if not 1 <= payments <= self.terms.max_instalments:
            return False
        return min(self.plan(payments)) >= max(1, self.terms.min_instalment_cents)

    def plan(self, payments: int) -> tuple[int, ...]:
        """The amounts of so many payments when the whole discount is given."""
        amounts = self.plans.get(payments)
        if amounts is None:
            amounts = self.plans[payments] = self.amounts(self.settled_cents(payments), payments)
        return amounts

    def amounts(self, settled_cents: int, payments: int) -> tuple[int, ...]:
        """Without a rate equal parts, if the first brings the entrada asked for; else the entrada, then the rest."""
        if payments == 1:
            return (settled_cents,)
        rate = self.policy.monthly_rate
        entrada = share_half_up(settled_cents, self.terms.entrada)
        if not rate:
            equal = split_evenly(settled_cents, payments)
            if equal[0] >= entrada:
                return equal
        if not entrada:
            return price_table(settled_cents, monthly_basis_points=rate, parts=payments)
        entrada = min(settled_cents, max(entrada, self.terms.min_instalment_cents))
        rest = price_table(settled_cents - entrada, monthly_basis_points=rate, parts=payments - 1)
        return (entrada, *rest)

    def offer(
        self,
        payments: int,
        *,
        first_due: date | None = None,
        discount_cents: int | None = None,
        reasons: tuple[OfferReason, ...] = (),
    ) -> Offer:
        """One offer; without `discount_cents` the whole discount is given. The caller keeps to what is allowed.

        Interest runs from the agreement, or from the entrada: a plan with interest and no entrada begins a month later.
        Raises ValueError for a discount above the ceilings.
        """
        ceilings = self.discount_ceilings(payments)
        discount = sum(ceilings) if discount_cents is None else discount_cents
        amounts = self.plan(payments) if discount_cents is None else self.amounts(self.owed_cents - discount, payments)
        first = first_due or self.usual_first_due
        if payments > 1 and self.policy.monthly_rate and not self.terms.entrada:
            first = add_months(self.today, 1) if first_due is None else first
        return Offer(
            bills=spread_discount(self.bills, ceilings, discount) if discount else self.bills,
            installments=tuple(
                Installment(
                    number=number + 1,
                    amount_cents=amount,
                    due_date=next_business_day(add_months(first, number), holidays=self.holidays),
                )
                for number, amount in enumerate(amounts)
            ),
            total_cents=sum(amounts),
            made_on=self.today,
            authority=self.authority,
            policy=f"{self.policy.name} v{self.policy.version}",
            monthly_rate=self.policy.monthly_rate if payments > 1 else 0,
            boosts=tuple(dict.fromkeys(name for given in self.granted for name in given.boosts)),
            reasons=reasons,
            late=late_rates_of(self.policy.charges),
        )


def open_table(
    debts: Sequence[OpenDebt],
    policy: Policy,
    authority: Authority,
    *,
    today: date,
    profile: DebtorProfile = NOBODY_KNOWN,
    holidays: Container[date] = BANK_HOLIDAYS,
) -> Table | None:
    """None when nothing may be collected: nothing is owed, or all of it is time-barred."""
    owed = sorted(
        (debt for debt in debts if debt.charges.total_cents > 0 and not is_time_barred(debt.due_date, today=today)),
        key=lambda debt: debt.due_date,
    )
    if not owed:
        return None
    owed_cents = sum(debt.charges.total_cents for debt in owed)
    granted = tuple(
        granted_terms(policy, authority, debt.charges.days_late, profile=profile, owed_cents=owed_cents, today=today)
        for debt in owed
    )
    return Table(
        policy=policy,
        authority=authority,
        today=today,
        holidays=holidays,
        bills=tuple(DebtBill(debt.debt_id, debt.contract, debt.charges) for debt in owed),
        granted=granted,
        terms=granted[0].terms,
        owed_cents=owed_cents,
        cash_ceilings=_ceilings(owed, [(given.terms.charges_off, given.terms.cash_off) for given in granted]),
        instalment_ceilings=_ceilings(
            owed, [(given.terms.charges_off, given.terms.instalments_off) for given in granted]
        ),
    )


def _ceilings(owed: Sequence[OpenDebt], shares: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    ceilings = [
        discount_ceiling(debt.charges, charges_off=charges_off, principal_off=principal_off)
        for debt, (charges_off, principal_off) in zip(owed, shares, strict=True)
    ]
    if sum(ceilings) >= sum(debt.charges.total_cents for debt in owed):
        ceilings[ceilings.index(max(ceilings))] -= 1
    return tuple(ceilings)

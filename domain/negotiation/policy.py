"""What a portfolio lets whom offer: aging bands, authorities, the LTV rule and campaigns. Rates in basis points."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from domain.money.amounts import BASIS_POINTS
from domain.money.charges import ChargesPolicy


class Authority(StrEnum):
    """Who offers, from the least to the most."""

    URA = "ura"
    AGENT = "agent"
    SUPERVISOR = "supervisor"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS: Final = {Authority.URA: 0, Authority.AGENT: 1, Authority.SUPERVISOR: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Ceilings (and for `entrada` and `min_instalment` floors) of what may be agreed upon for one debt."""

    charges_off: int = 0
    """Part of multa, juros and correction that may be waived."""
    cash_off: int = 0
    """Part of the principal that may be discounted when all is paid at once."""
    instalments_off: int = 0
    """The same, when it is paid in instalments."""
    max_instalments: int = 1
    """How many payments in all, the entrada among them."""
    min_instalment_cents: int = 0
    entrada: int = 0
    """Least part of the total that the first payment brings, when there is more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Terms for debts that are late from `first_day` to `last_day`, both included; None is without end."""

    first_day: int
    last_day: int | None
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityLimits:
    """`share` of every discount's ceiling; `max_days_to_pay` until the first payment."""

    share: int = BASIS_POINTS
    max_instalments: int = 120
    max_days_to_pay: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LtvRule:
    """A good payer whose spending is `min_ratio` times the debt gets the terms of the next band where better."""

    min_ratio: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    """A campaign: added to the ceilings of every band from `since` to `until`, both included."""

    name: str
    since: date
    until: date
    charges_off: int = 0
    cash_off: int = 0
    instalments_off: int = 0
    max_instalments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`bands` follow one another from day 1, the last without end; `lender_is_bank`: the usury law does not bind it."""

    name: str
    version: int = 1
    segment: str = ""
    """Empty: of the whole portfolio."""
    valid_from: date = date.min
    valid_until: date | None = None
    lender_is_bank: bool = False
    charges: ChargesPolicy = field(default_factory=ChargesPolicy)
    monthly_rate: int = 0
    """Interest of agreements in instalments (Price); 0 is without."""
    days_to_pay: int = 3
    """From the agreement to the first payment, when nobody asks for another date."""
    tolerance_days: int = 2
    """After a due date, until the agreement is broken."""
    bands: tuple[Band, ...]
    authorities: dict[Authority, AuthorityLimits]
    ltv: LtvRule | None = None
    boosts: tuple[Boost, ...] = ()

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorProfile:
    """What is known of the debtor that changes an offer; `capacity_cents` is what fits a month, as they said."""

    ltv_cents: int = 0
    good_payer: bool = False
    capacity_cents: int | None = None


@dataclass(frozen=True, slots=True)
class GrantedTerms:
    """What applies to one debt, and the names of what made it better than its band."""

    terms: Terms
    better_row: bool = False
    boosts: tuple[str, ...] = ()


NO_TERMS: Final = Terms()
"""A debt that is not late: pay it, and that is all."""


def band_of(policy: Policy, days_late: int) -> int | None:
    """The index of the band; None for a debt that is not late."""
    for index, band in enumerate(policy.bands):
        if band.first_day <= days_late and (band.last_day is None or days_late <= band.last_day):
            return index
    return None


def granted_terms(
    policy: Policy, authority: Authority, days_late: int, *, profile: DebtorProfile, owed_cents: int, today: date
) -> GrantedTerms:
    """The terms of a debt for this debtor today, cut to what the authority may give.

    The LTV rule and the boosts raise the ceilings first, 100 % at most; the authority's share is taken of the result.
    """
    index = band_of(policy, days_late)
    if index is None:
        return GrantedTerms(NO_TERMS)
    terms = policy.bands[index].terms
    better = _earns_better_row(policy, profile, owed_cents) and index + 1 < len(policy.bands)
    if better:
        terms = _best_of(terms, policy.bands[index + 1].terms)
    running = [boost for boost in policy.boosts if boost.since <= today <= boost.until]
    for boost in running:
        terms = _boosted(terms, boost)
    return GrantedTerms(
        _cut(terms, policy.authorities[authority]),
        better_row=better,
        boosts=tuple(boost.name for boost in running),
    )


def _earns_better_row(policy: Policy, profile: DebtorProfile, owed_cents: int) -> bool:
    if policy.ltv is None or not profile.good_payer:
        return False
    return profile.ltv_cents >= policy.ltv.min_ratio * owed_cents


def _best_of(one: Terms, other: Terms) -> Terms:
    return Terms(
        charges_off=max(one.charges_off, other.charges_off),
        cash_off=max(one.cash_off, other.cash_off),
        instalments_off=max(one.instalments_off, other.instalments_off),
        max_instalments=max(one.max_instalments, other.max_instalments),
        min_instalment_cents=min(one.min_instalment_cents, other.min_instalment_cents),
        entrada=min(one.entrada, other.entrada),
    )


def _boosted(terms: Terms, boost: Boost) -> Terms:
    return replace(
        terms,
        charges_off=min(BASIS_POINTS, terms.charges_off + boost.charges_off),
        cash_off=min(BASIS_POINTS, terms.cash_off + boost.cash_off),
        instalments_off=min(BASIS_POINTS, terms.instalments_off + boost.instalments_off),
        max_instalments=terms.max_instalments + boost.max_instalments,
    )


def _cut(terms: Terms, limits: AuthorityLimits) -> Terms:
    share = limits.share
    return Terms(
        charges_off=terms.charges_off * share // BASIS_POINTS,
        cash_off=terms.cash_off * share // BASIS_POINTS,
        instalments_off=terms.instalments_off * share // BASIS_POINTS,
        max_instalments=min(terms.max_instalments, limits.max_instalments),
        min_instalment_cents=terms.min_instalment_cents,
        entrada=terms.entrada,
    )


def choose_policy(policies: Iterable[Policy], *, segments: Collection[str], today: date) -> Policy | None:
    """The newest version that is valid today; one of a segment goes before that of the whole portfolio.

    For who is in several segments the first of them by name decides.
    """
    valid = [policy for policy in policies if policy.is_valid_on(today) and policy.segment in {"", *segments}]
    return min(valid, key=lambda policy: (policy.segment == "", policy.segment, -policy.version), default=None)

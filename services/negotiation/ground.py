"""What a debtor's negotiation in a portfolio stands on: the policy that rules it, and the days without banks there."""

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from domain.contact.phone_ranking import EVIDENCE_AGE
from domain.ids import DebtorId, PortfolioId
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.policy import Policy, choose_policy
from domain.strategy.expression import Expression, evaluate, parse_expression
from services.negotiation.indices import with_stored
from services.negotiation.policies import check_policy
from services.ports.repositories.indices import StoredIndex
from services.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    policy: Policy
    holidays: Container[date]
    today: date


def ground_of(
    uow: UnitOfWork,
    debtor_id: DebtorId,
    portfolio_id: PortfolioId,
    *,
    now: datetime,
    zone: tzinfo,
    default: Policy = DEFAULT_POLICY,
) -> Ground:
    """The policy of a segment that the debtor is in goes before the portfolio's, and that before `default`."""
    today = now.astimezone(zone).date()
    stored = tuple(uow.indices.in_force())
    in_force = [_read(facts.source, stored) for facts in uow.negotiation.policies_in_force(portfolio_id, today)]
    wanted = {policy.segment for policy in in_force if policy.segment}
    segments = _segments_of(uow, debtor_id, portfolio_id, wanted, today=today, now=now) if wanted else frozenset()
    return Ground(
        policy=choose_policy(in_force, segments=segments, today=today) or default,
        holidays=uow.contact.local_holidays(debtor_id),
        today=today,
    )


def _segments_of(
    uow: UnitOfWork,
    debtor_id: DebtorId,
    portfolio_id: PortfolioId,
    wanted: Iterable[str],
    *,
    today: date,
    now: datetime,
) -> Collection[str]:
    """Of the wanted ones. What is not known of the debtor is no reason to count them in."""
    facts = uow.strategy.facts(portfolio_id, [debtor_id], today=today, since=now - EVIDENCE_AGE).get(debtor_id, {})
    stored = {segment.name: segment.expression for segment in uow.strategy.segments()}
    known = {name: _parse(stored[name]) for name in wanted if name in stored}
    return {name for name, expression in known.items() if evaluate(expression, facts) is True}


@lru_cache(maxsize=256)
def _read(source: str, stored: tuple[StoredIndex, ...]) -> Policy:
    return check_policy(source, file="política", indices=with_stored(stored))


@lru_cache(maxsize=256)
def _parse(expression: str) -> Expression:
    return parse_expression(expression)

"""Policies: checked, put in force, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from domain.ids import PortfolioId, UserId
from domain.money.index_table import IndexTable
from domain.negotiation.policy import Policy
from domain.negotiation.policy_file import parse_policy
from services.negotiation.errors import NoSuchPolicy, NoSuchPortfolio, NoSuchSegment, VersionNotNewer
from services.negotiation.indices import indices_in_force, load_indices
from services.ports.clock import Clock
from services.ports.repositories.negotiation import NewPolicy, PolicyFacts, PolicyQuery
from services.ports.storage import Storage, UnitOfWork

PAGE_SIZE = 50


def check_policy(text: str, *, file: str, indices: Mapping[str, IndexTable] | None = None) -> Policy:
    """Raises PolicyRefused with the first thing that is wrong. Without `indices` those that come with the house."""
    return parse_policy(text, file=file, indices=load_indices() if indices is None else indices)


@dataclass(frozen=True, slots=True)
class PolicyPage:
    items: Sequence[PolicyFacts]
    page_size: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyService:
    storage: Storage
    clock: Clock
    timezone: tzinfo

    async def page(self, query: PolicyQuery, *, page: int) -> PolicyPage:
        offset = (page - 1) * PAGE_SIZE
        rows, total = await self.storage.read(
            lambda uow: (uow.negotiation.page(query, limit=PAGE_SIZE, offset=offset), uow.negotiation.count(query))
        )
        return PolicyPage(rows, PAGE_SIZE, total)

    async def get(self, policy_id: int) -> PolicyFacts:
        """Raises NoSuchPolicy."""
        return await self.storage.read(lambda uow: _get(uow, policy_id))

    async def add(self, portfolio_id: int, text: str, *, by: UserId | None, file: str = "política") -> PolicyFacts:
        """Put a new version in force from its own first day on.

        Raises PolicyRefused, NoSuchPortfolio, NoSuchSegment and VersionNotNewer; nothing is stored then.
        """
        indices = await self.storage.read(indices_in_force)
        policy = check_policy(text, file=file, indices=indices)
        owner = PortfolioId(portfolio_id)
        new = NewPolicy(
            portfolio_id=owner,
            segment=policy.segment,
            version=policy.version,
            name=policy.name,
            source=text,
            valid_from=policy.valid_from,
            valid_until=policy.valid_until,
            created_by=by,
            created_at=self.clock.now(),
        )

        def work(uow: UnitOfWork) -> PolicyFacts:
            if not uow.negotiation.portfolio_exists(owner):
                raise NoSuchPortfolio
            if policy.segment and policy.segment not in {segment.name for segment in uow.strategy.segments()}:
                raise NoSuchSegment(policy.segment)
            if policy.version <= uow.negotiation.last_version(owner, policy.segment):
                raise VersionNotNewer
            return _get(uow, uow.negotiation.add_policy(new))

        return await self.storage.write(work)

    async def withdraw(self, policy_id: int) -> PolicyFacts:
        """It rules no new offer from now on; agreements made by it stand. Raises NoSuchPolicy."""

        def work(uow: UnitOfWork) -> PolicyFacts:
            uow.negotiation.withdraw(_get(uow, policy_id).id, at=self.clock.now())
            return _get(uow, policy_id)

        return await self.storage.write(work)


def _get(uow: UnitOfWork, policy_id: int) -> PolicyFacts:
    facts = uow.negotiation.policy(policy_id)
    if facts is None:
        raise NoSuchPolicy
    return facts

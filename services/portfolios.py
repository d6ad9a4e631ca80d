"""What the house says of a portfolio to those who are called: the number at which debtors reach it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.contact.phone import parse_published_number
from services.errors import NoSuchPortfolio
from services.ports.repositories.campaigns import PortfolioFacts
from services.ports.storage import Storage, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioService:
    storage: Storage

    async def all(self) -> Sequence[PortfolioFacts]:
        """By name."""
        return await self.storage.read(lambda uow: uow.campaigns.portfolios())

    async def publish(self, name: str, number: str) -> str:
        """From now on debtors are told this number and may call it; empty: none. Gives it as it is kept.

        Raises NoSuchPortfolio, PhoneRefused.
        """
        published = parse_published_number(number) if number else ""

        def work(uow: UnitOfWork) -> str:
            portfolio_id = uow.portfolios.find(name)
            if portfolio_id is None:
                raise NoSuchPortfolio
            uow.portfolios.publish(portfolio_id, published)
            return published

        return await self.storage.write(work)

"""Segments and réguas: checked, kept and previewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from domain.contact.phone_ranking import EVIDENCE_AGE
from domain.ids import PortfolioId, UserId
from domain.strategy.expression import parse_expression
from domain.strategy.regua import DEFAULT_REGUA
from domain.strategy.regua_file import parse_regua, write_regua
from services.errors import NoSuchPortfolio, ServiceError
from services.ports.clock import Clock
from services.ports.repositories.strategy import PendingStep, ReguaFacts, SegmentFacts
from services.ports.storage import Storage, UnitOfWork


class NoSuchSegment(ServiceError):
    """No segment has this id."""


class SegmentInUse(ServiceError):
    """A policy that was not withdrawn is for this segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyService:
    """`zone` is where the house's days are counted."""

    storage: Storage
    clock: Clock
    zone: tzinfo

    async def segments(self) -> Sequence[SegmentFacts]:
        return await self.storage.read(lambda uow: uow.strategy.segments())

    async def save_segment(self, name: str, expression: str, *, by: UserId | None) -> int:
        """Raises ExpressionRefused."""
        parse_expression(expression)
        now = self.clock.now()
        return await self.storage.write(lambda uow: uow.strategy.save_segment(name, expression, by=by, at=now))

    async def delete_segment(self, segment_id: int) -> None:
        """Raises NoSuchSegment, SegmentInUse."""

        def work(uow: UnitOfWork) -> None:
            names = [segment.name for segment in uow.strategy.segments() if segment.id == segment_id]
            if not names:
                raise NoSuchSegment
            if uow.negotiation.rules_segment(names[0]):
                raise SegmentInUse
            uow.strategy.delete_segment(segment_id)

        await self.storage.write(work)

    async def preview(self, expression: str, portfolio_id: int) -> int:
        """How many debtors of the portfolio. Raises ExpressionRefused, NoSuchPortfolio."""
        parsed, now = parse_expression(expression), self.clock.now()
        today = now.astimezone(self.zone).date()

        def read(uow: UnitOfWork) -> int:
            portfolio = portfolio_of(uow, portfolio_id)
            return uow.strategy.count(parsed, portfolio, today=today, since=now - EVIDENCE_AGE)

        return await self.storage.read(read)

    async def regua(self, portfolio_id: int) -> tuple[ReguaFacts | None, str]:
        """What is stored for the portfolio, and the file in force: its own or the shipped one."""
        found = await self.storage.read(lambda uow: uow.strategy.regua(portfolio_of(uow, portfolio_id)))
        return found, write_regua(DEFAULT_REGUA) if found is None else found.source

    async def set_regua(self, portfolio_id: int, source: str, *, by: UserId | None) -> int:
        """Gives the version. Raises ReguaRefused, NoSuchPortfolio."""
        regua, now = parse_regua(source), self.clock.now()

        def work(uow: UnitOfWork) -> int:
            portfolio = portfolio_of(uow, portfolio_id)
            return uow.strategy.replace_regua(portfolio, name=regua.name, source=source, by=by, at=now)

        return await self.storage.write(work)

    async def portfolio_named(self, name: str) -> int:
        """Raises NoSuchPortfolio."""
        found = await self.storage.read(lambda uow: uow.portfolios.find(name))
        if found is None:
            raise NoSuchPortfolio
        return found

    async def steps(self, portfolio_id: int, *, until: date, after: int, limit: int) -> Sequence[PendingStep]:
        portfolio = PortfolioId(portfolio_id)
        return await self.storage.read(lambda uow: uow.strategy.steps(portfolio, until=until, after=after, limit=limit))


def portfolio_of(uow: UnitOfWork, portfolio_id: int) -> PortfolioId:
    """Raises NoSuchPortfolio."""
    if not uow.campaigns.portfolio_exists(PortfolioId(portfolio_id)):
        raise NoSuchPortfolio
    return PortfolioId(portfolio_id)

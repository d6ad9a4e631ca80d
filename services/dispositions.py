"""A portfolio's own dispositions: what managers add to the tabulação, and retire."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.call.disposition_rules import PortfolioDisposition, check_additions
from domain.ids import PortfolioId, UserId
from services.errors import NoSuchPortfolio, ServiceError
from services.ports.clock import Clock
from services.ports.repositories.dispositions import StoredDisposition
from services.ports.storage import Storage, UnitOfWork


class NoSuchDisposition(ServiceError):
    """The portfolio has none of this code in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionService:
    """Every method raises NoSuchPortfolio."""

    storage: Storage
    clock: Clock

    async def of(self, portfolio_id: int) -> Sequence[StoredDisposition]:
        """Retired ones too."""
        return await self.storage.read(lambda uow: uow.dispositions.of_portfolio(_portfolio(uow, portfolio_id)))

    async def add(self, portfolio_id: int, own: PortfolioDisposition, *, by: UserId | None) -> StoredDisposition:
        """A code that was retired stays taken: calls carry it. Raises DispositionTableRefused."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> StoredDisposition:
            portfolio = _portfolio(uow, portfolio_id)
            check_additions([*(one.own for one in uow.dispositions.of_portfolio(portfolio)), own])
            uow.dispositions.add(portfolio, own, by=by, at=now)
            return StoredDisposition(own=own, created_at=now, retired_at=None)

        return await self.storage.write(work)

    async def retire(self, portfolio_id: int, code: str, *, by: UserId | None) -> None:
        """Raises NoSuchDisposition."""

        def work(uow: UnitOfWork) -> None:
            if not uow.dispositions.retire(_portfolio(uow, portfolio_id), code, by=by, at=self.clock.now()):
                raise NoSuchDisposition

        await self.storage.write(work)


def _portfolio(uow: UnitOfWork, portfolio_id: int) -> PortfolioId:
    if not uow.campaigns.portfolio_exists(PortfolioId(portfolio_id)):
        raise NoSuchPortfolio
    return PortfolioId(portfolio_id)

"""Plans of a whole portfolio: how far each has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ids import PortfolioId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReguaPlan:
    """`last_debt_id` is where it goes on; `state`: running, finished, replaced."""

    id: int
    portfolio_id: PortfolioId
    regua_id: int | None
    state: str
    debts_total: int
    debts: int
    planned: int
    skipped: int
    cancelled: int
    last_debt_id: int
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class ReguaPlansRepository(Protocol):
    def get(self, plan_id: int, *, lock: bool = False) -> ReguaPlan | None:
        """With `lock` held until the transaction ends."""
        ...

    def latest(self, portfolio_id: PortfolioId) -> ReguaPlan | None: ...

    def running(self) -> list[ReguaPlan]: ...

    def stale(self, *, before: datetime) -> list[PortfolioId]:
        """Portfolios whose latest plan was begun before that instant and is finished."""
        ...

    def begin(self, portfolio_id: PortfolioId, regua_id: int | None, *, by: UserId | None, at: datetime) -> int:
        """A plan of the portfolio that still runs is replaced."""
        ...

    def save(self, plan: ReguaPlan) -> None: ...

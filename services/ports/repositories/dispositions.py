"""Portfolios' own dispositions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.call.disposition_rules import PortfolioDisposition
from domain.ids import PortfolioId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDisposition:
    """`retired_at`: agents are no longer offered it; what was disposed with it keeps its name."""

    own: PortfolioDisposition
    created_at: datetime
    retired_at: datetime | None


class DispositionRepository(Protocol):
    def of_portfolio(self, portfolio_id: PortfolioId) -> Sequence[StoredDisposition]:
        """By code, retired ones too."""
        ...

    def add(self, portfolio_id: PortfolioId, own: PortfolioDisposition, *, by: UserId | None, at: datetime) -> None: ...

    def retire(self, portfolio_id: PortfolioId, code: str, *, by: UserId | None, at: datetime) -> bool:
        """False when there is none in use."""
        ...

"""Portfolios: the creditors' lists."""

from datetime import datetime
from typing import Protocol

from domain.ids import PortfolioId


class PortfoliosRepository(Protocol):
    def find(self, name: str) -> PortfolioId | None: ...

    def create(self, *, name: str, creditor_name: str, company_name: str, at: datetime) -> PortfolioId:
        """`company_name` is spoken before identity is confirmed: it must not tell what the call is about."""
        ...

    def publish(self, portfolio_id: PortfolioId, callback_number: str) -> None:
        """The number at which debtors reach the portfolio; empty: none."""
        ...

    def name_creditor(self, portfolio_id: PortfolioId, creditor_name: str) -> None: ...

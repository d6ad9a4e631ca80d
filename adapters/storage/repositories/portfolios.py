"""Implements `services.ports.repositories.portfolios`."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from adapters.storage.tables.portfolio import PortfolioRow
from domain.ids import PortfolioId


class SqlPortfolios:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, name: str) -> PortfolioId | None:
        found = self._connection.execute(select(PortfolioRow.id).where(PortfolioRow.name == name)).scalar()
        return None if found is None else PortfolioId(found)

    def create(self, *, name: str, creditor_name: str, company_name: str, at: datetime) -> PortfolioId:
        row = insert(PortfolioRow).values(
            name=name,
            creditor_name=creditor_name,
            creditor_document="",
            company_name=company_name,
            callback_number="",
            created_at=at,
        )
        return PortfolioId(self._connection.execute(row.returning(PortfolioRow.id)).scalar_one())

    def publish(self, portfolio_id: PortfolioId, callback_number: str) -> None:
        self._connection.execute(
            update(PortfolioRow).where(PortfolioRow.id == portfolio_id).values(callback_number=callback_number)
        )

    def name_creditor(self, portfolio_id: PortfolioId, creditor_name: str) -> None:
        self._connection.execute(
            update(PortfolioRow).where(PortfolioRow.id == portfolio_id).values(creditor_name=creditor_name)
        )

"""Names of people and companies in running campaigns."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, LeadRow, PortfolioRow
from domain.call.lead import LeadState
from domain.ids import DebtorId

_RUNNING = CampaignRow.status == "running"


class SqlSpokenNames:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def debtors(self, *, after: DebtorId, limit: int) -> Sequence[tuple[DebtorId, str]]:
        statement = (
            select(DebtorRow.id, DebtorRow.name)
            .join(LeadRow, LeadRow.debtor_id == DebtorRow.id)
            .join(CampaignRow, CampaignRow.id == LeadRow.campaign_id)
            .where(_RUNNING, LeadRow.state != LeadState.DONE, DebtorRow.id > after)
            .distinct()
            .order_by(DebtorRow.id)
            .limit(limit)
        )
        return [(DebtorId(row.id), row.name) for row in self._connection.execute(statement)]

    def organisations(self) -> Sequence[str]:
        statement = (
            select(PortfolioRow.company_name, PortfolioRow.creditor_name)
            .join(CampaignRow, CampaignRow.portfolio_id == PortfolioRow.id)
            .where(_RUNNING)
            .distinct()
        )
        return sorted({name for row in self._connection.execute(statement) for name in row if name})

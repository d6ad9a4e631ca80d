"""Names of people and companies in running campaigns."""

from collections.abc import Sequence

from sqlalchemy import Connection, exists, select

from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, LeadRow, PortfolioRow
from domain.call.lead import LeadState
from domain.ids import DebtorId

_RUNNING = CampaignRow.status == "running"


class SqlSpokenNames:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def debtors(self, *, after: DebtorId, limit: int) -> Sequence[tuple[DebtorId, str]]:
        # Asked person by person: a join with `distinct` would go through all the rest of the list for every page of it.
        to_call = exists().where(
            LeadRow.campaign_id.in_(select(CampaignRow.id).where(_RUNNING)),
            LeadRow.debtor_id == DebtorRow.id,
            LeadRow.state != LeadState.DONE,
        )
        statement = (
            select(DebtorRow.id, DebtorRow.name)
            .where(DebtorRow.id > after, to_call)
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

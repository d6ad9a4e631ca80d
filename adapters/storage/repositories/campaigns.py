"""Implements `services.ports.repositories.campaigns`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, case, distinct, exists, func, insert, literal, select, update

from adapters.storage.tables.portfolio import CampaignRow, DebtRow, LeadRow, PortfolioRow
from domain.call.lead import LeadState
from domain.ids import CampaignId, PortfolioId
from services.ports.repositories.campaigns import CampaignFacts, NewCampaign, PortfolioFacts

_LEADS = (
    select(
        LeadRow.campaign_id,
        func.count().label("total"),
        func.sum(case((LeadRow.state == LeadState.DONE, 1), else_=0)).label("done"),
    )
    .group_by(LeadRow.campaign_id)
    .subquery()
)
_CAMPAIGN = (
    select(
        CampaignRow.id,
        CampaignRow.name,
        CampaignRow.portfolio_id,
        PortfolioRow.name.label("portfolio"),
        CampaignRow.dial_mode,
        CampaignRow.status,
        CampaignRow.concurrent_calls,
        CampaignRow.max_attempts,
        CampaignRow.retry_delay_minutes,
        CampaignRow.caller_id,
        CampaignRow.created_at,
        func.coalesce(_LEADS.c.total, 0).label("leads_total"),
        func.coalesce(_LEADS.c.done, 0).label("leads_done"),
    )
    .join(PortfolioRow, PortfolioRow.id == CampaignRow.portfolio_id)
    .outerjoin(_LEADS, _LEADS.c.campaign_id == CampaignRow.id)
)


class SqlCampaigns:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[CampaignFacts]:
        return [_facts(row) for row in self._connection.execute(_CAMPAIGN.order_by(CampaignRow.id.desc()))]

    def get(self, campaign_id: CampaignId) -> CampaignFacts | None:
        row = self._connection.execute(_CAMPAIGN.where(CampaignRow.id == campaign_id)).one_or_none()
        return None if row is None else _facts(row)

    def name_taken(self, name: str) -> bool:
        return bool(self._connection.scalar(select(exists().where(CampaignRow.name == name))))

    def portfolio_exists(self, portfolio_id: PortfolioId) -> bool:
        return bool(self._connection.scalar(select(exists().where(PortfolioRow.id == portfolio_id))))

    def add(self, campaign: NewCampaign) -> CampaignId:
        new = insert(CampaignRow).values(
            name=campaign.name,
            portfolio_id=campaign.portfolio_id,
            dial_mode=campaign.dial_mode,
            status="paused",
            concurrent_calls=campaign.concurrent_calls,
            max_attempts=campaign.max_attempts,
            retry_delay_minutes=campaign.retry_delay_minutes,
            caller_id=campaign.caller_id,
            created_at=campaign.created_at,
        )
        return CampaignId(self._connection.execute(new.returning(CampaignRow.id)).scalar_one())

    def add_leads(self, campaign_id: CampaignId, portfolio_id: PortfolioId) -> int:
        has_lead = exists().where(LeadRow.campaign_id == campaign_id, LeadRow.debtor_id == DebtRow.debtor_id)
        debtors = (
            select(literal(campaign_id), DebtRow.debtor_id, literal(LeadState.NEW.value), literal(0), literal(""))
            .where(DebtRow.portfolio_id == portfolio_id, DebtRow.status == "open", ~has_lead)
            .group_by(DebtRow.debtor_id)
            .order_by(func.min(DebtRow.id))
        )
        columns = ["campaign_id", "debtor_id", "state", "attempts_made", "last_verdict"]
        return self._connection.execute(insert(LeadRow).from_select(columns, debtors, include_defaults=False)).rowcount

    def set_status(self, campaign_id: CampaignId, status: str) -> None:
        self._connection.execute(update(CampaignRow).where(CampaignRow.id == campaign_id).values(status=status))

    def portfolios(self) -> Sequence[PortfolioFacts]:
        query = (
            select(
                PortfolioRow.id,
                PortfolioRow.name,
                PortfolioRow.creditor_name,
                PortfolioRow.company_name,
                func.count(distinct(DebtRow.debtor_id)).label("debtors"),
                func.count(DebtRow.id).label("open_debts"),
                func.coalesce(func.sum(DebtRow.principal_cents), 0).label("open_cents"),
            )
            .outerjoin(DebtRow, (DebtRow.portfolio_id == PortfolioRow.id) & (DebtRow.status == "open"))
            .group_by(PortfolioRow.id)
            .order_by(PortfolioRow.name)
        )
        return [
            PortfolioFacts(
                id=PortfolioId(row.id),
                name=row.name,
                creditor_name=row.creditor_name,
                company_name=row.company_name,
                debtors=row.debtors,
                open_debts=row.open_debts,
                open_cents=int(row.open_cents),
            )
            for row in self._connection.execute(query)
        ]


def _facts(row: Any) -> CampaignFacts:
    return CampaignFacts(
        id=CampaignId(row.id),
        name=row.name,
        portfolio_id=PortfolioId(row.portfolio_id),
        portfolio=row.portfolio,
        dial_mode=row.dial_mode,
        status=row.status,
        concurrent_calls=row.concurrent_calls,
        max_attempts=row.max_attempts,
        retry_delay_minutes=row.retry_delay_minutes,
        caller_id=row.caller_id,
        created_at=row.created_at,
        leads_total=row.leads_total,
        leads_done=int(row.leads_done),
    )

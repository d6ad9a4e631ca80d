"""Implements `services.ports.repositories.campaigns`."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, case, delete, distinct, exists, func, insert, literal, or_, select, update

from adapters.storage.repositories.campaign_rows import PACING_COLUMNS, pacing_of, pacing_values, read_agents
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.portfolio import CampaignAgentRow, CampaignRow, DebtRow, LeadRow, PortfolioRow
from domain.access import Role
from domain.call.dial_mode import DialMode, PacingSettings
from domain.call.lead import LEAD_MOVES, LeadMove, LeadState
from domain.ids import CampaignId, DebtorId, PortfolioId, UserId
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
        *PACING_COLUMNS,
        func.coalesce(_LEADS.c.total, 0).label("leads_total"),
        func.coalesce(_LEADS.c.done, 0).label("leads_done"),
    )
    .join(PortfolioRow, PortfolioRow.id == CampaignRow.portfolio_id)
    .outerjoin(_LEADS, _LEADS.c.campaign_id == CampaignRow.id)
    # What keeps the calls that come in is no campaign that anybody may start.
    .where(CampaignRow.direction == "outbound")
)


class SqlCampaigns:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[CampaignFacts]:
        agents = read_agents(self._connection)
        return [_facts(row, agents) for row in self._connection.execute(_CAMPAIGN.order_by(CampaignRow.id.desc()))]

    def get(self, campaign_id: CampaignId) -> CampaignFacts | None:
        row = self._connection.execute(_CAMPAIGN.where(CampaignRow.id == campaign_id)).one_or_none()
        return None if row is None else _facts(row, read_agents(self._connection))

    def name_taken(self, name: str) -> bool:
        return bool(self._connection.scalar(select(exists().where(CampaignRow.name == name))))

    def portfolio_exists(self, portfolio_id: PortfolioId) -> bool:
        return bool(self._connection.scalar(select(exists().where(PortfolioRow.id == portfolio_id))))

    def add(self, campaign: NewCampaign) -> CampaignId:
        new = insert(CampaignRow).values(
            name=campaign.name,
            portfolio_id=campaign.portfolio_id,
            dial_mode=campaign.dial_mode.value,
            status="paused",
            concurrent_calls=campaign.concurrent_calls,
            max_attempts=campaign.max_attempts,
            retry_delay_minutes=campaign.retry_delay_minutes,
            caller_id=campaign.caller_id,
            created_at=campaign.created_at,
            **pacing_values(campaign.pacing),
        )
        campaign_id = CampaignId(self._connection.execute(new.returning(CampaignRow.id)).scalar_one())
        self.set_agents(campaign_id, campaign.agents)
        return campaign_id

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
        values = {"status": status, "worked_at": None}
        self._connection.execute(update(CampaignRow).where(CampaignRow.id == campaign_id).values(values))

    def worked_on(self, portfolio_id: PortfolioId) -> Sequence[CampaignId]:
        at_work = or_(CampaignRow.status == "running", CampaignRow.worked_at.is_not(None))
        query = select(CampaignRow.id).where(CampaignRow.portfolio_id == portfolio_id, at_work).order_by(CampaignRow.id)
        return [CampaignId(id_) for id_ in self._connection.scalars(query)]

    def reopen_refused(self, campaign_id: CampaignId) -> int:
        refused = (
            update(LeadRow)
            .where(
                LeadRow.campaign_id == campaign_id,
                LeadRow.state == LeadState.DONE,
                LeadRow.last_verdict.startswith("refused: "),
            )
            .values(state=LEAD_MOVES.next(LeadState.DONE, LeadMove.REOPEN))
        )
        return self._connection.execute(refused).rowcount

    def reopen_lead(self, campaign_id: CampaignId, debtor_id: DebtorId, *, given_up: Collection[str]) -> bool:
        ended_so = or_(*(LeadRow.last_verdict.startswith(words, autoescape=True) for words in given_up))
        lead = (LeadRow.campaign_id == campaign_id, LeadRow.debtor_id == debtor_id, LeadRow.state == LeadState.DONE)
        again = update(LeadRow).where(*lead, ended_so).values(state=LEAD_MOVES.next(LeadState.DONE, LeadMove.REOPEN))
        return self._connection.execute(again).rowcount == 1

    def wake(self, campaign_id: CampaignId) -> bool:
        asleep = update(CampaignRow).where(CampaignRow.id == campaign_id, CampaignRow.worked_at.is_not(None))
        return self._connection.execute(asleep.values(status="running", worked_at=None)).rowcount == 1

    def set_pacing(
        self, campaign_id: CampaignId, mode: DialMode, concurrent_calls: int, pacing: PacingSettings
    ) -> None:
        values = {"dial_mode": mode.value, "concurrent_calls": concurrent_calls, **pacing_values(pacing)}
        self._connection.execute(update(CampaignRow).where(CampaignRow.id == campaign_id).values(values))

    def set_agents(self, campaign_id: CampaignId, agents: frozenset[UserId]) -> None:
        self._connection.execute(delete(CampaignAgentRow).where(CampaignAgentRow.campaign_id == campaign_id))
        if agents:
            rows = [{"campaign_id": campaign_id, "user_id": user_id} for user_id in sorted(agents)]
            self._connection.execute(insert(CampaignAgentRow), rows)

    def agents_exist(self, agents: frozenset[UserId]) -> bool:
        if not agents:
            return True
        found = select(func.count()).where(UserRow.id.in_(agents), UserRow.role == Role.AGENT, UserRow.active)
        return self._connection.scalar(found) == len(agents)

    def portfolios(self) -> Sequence[PortfolioFacts]:
        query = (
            select(
                PortfolioRow.id,
                PortfolioRow.name,
                PortfolioRow.creditor_name,
                PortfolioRow.company_name,
                PortfolioRow.callback_number,
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
                callback_number=row.callback_number,
                debtors=row.debtors,
                open_debts=row.open_debts,
                open_cents=int(row.open_cents),
            )
            for row in self._connection.execute(query)
        ]


def _facts(row: Any, agents: dict[CampaignId, frozenset[UserId]]) -> CampaignFacts:
    return CampaignFacts(
        id=CampaignId(row.id),
        name=row.name,
        portfolio_id=PortfolioId(row.portfolio_id),
        portfolio=row.portfolio,
        dial_mode=DialMode(row.dial_mode),
        status=row.status,
        concurrent_calls=row.concurrent_calls,
        max_attempts=row.max_attempts,
        retry_delay_minutes=row.retry_delay_minutes,
        caller_id=row.caller_id,
        created_at=row.created_at,
        leads_total=row.leads_total,
        leads_done=int(row.leads_done),
        pacing=pacing_of(row),
        agents=agents.get(CampaignId(row.id), frozenset()),
    )

"""Implements `services.ports.repositories.inbound`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, exists, insert, select, update

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow, PortfolioRow
from domain.call.attempt import AttemptState
from domain.call.lead import LeadState
from domain.ids import AttemptId, CampaignId, DebtorId, LeadId, PhoneId, PortfolioId
from services.ports.repositories.inbound import UNKNOWN_MARK, Candidate, InboundAttempt, InboundLine

UNKNOWN_NAME: Final = "Desconhecido"


class SqlInbound:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def portfolio_of(self, spellings: Sequence[str]) -> PortfolioId | None:
        published = select(PortfolioRow.id).where(PortfolioRow.callback_number.in_(spellings))
        found = self._one(published.order_by(PortfolioRow.id).limit(1))
        return None if found is None else PortfolioId(found)

    def line(self, portfolio_id: PortfolioId, *, at: datetime) -> InboundLine:
        document = f"{UNKNOWN_MARK}{portfolio_id}"
        debtor_id = self._one(select(DebtorRow.id).where(DebtorRow.document == document))
        if debtor_id is None:
            debtor_id = self._new(DebtorRow, document=document, name=UNKNOWN_NAME, updated_at=at)
        phone_id = self._one(select(PhoneRow.id).where(PhoneRow.debtor_id == debtor_id, PhoneRow.number == ""))
        if phone_id is None:
            phone_id = self._new(PhoneRow, debtor_id=debtor_id, number="")
        campaign_id = self._campaign(portfolio_id, at)
        return InboundLine(
            portfolio_id=portfolio_id,
            campaign_id=campaign_id,
            lead_id=self._lead(campaign_id, DebtorId(debtor_id)),
            debtor_id=DebtorId(debtor_id),
            phone_id=PhoneId(phone_id),
        )

    def add(self, attempt: InboundAttempt) -> None:
        line = attempt.line
        self._connection.execute(
            insert(AttemptRow).values(
                id=attempt.attempt_id,
                campaign_id=line.campaign_id,
                lead_id=line.lead_id,
                debtor_id=line.debtor_id,
                phone_id=line.phone_id,
                number_in_lead=1,
                dialer=attempt.dialer,
                trunk=attempt.trunk,
                direction="inbound",
                state=AttemptState.IN_IVR,
                claimed_at=attempt.at,
                originated_at=attempt.at,
                answered_at=attempt.at,
            )
        )

    def by_phone(self, number: str, portfolio_id: PortfolioId) -> Candidate | None:
        query = _CANDIDATE.join(PhoneRow, PhoneRow.debtor_id == DebtorRow.id).where(
            PhoneRow.number == number, PhoneRow.unlinked_at.is_(None), _owes(portfolio_id)
        )
        found = [_candidate(row) for row in self._connection.execute(query.limit(2))]
        return found[0] if len(found) == 1 else None

    def by_document(self, document: str, portfolio_id: PortfolioId) -> Candidate | None:
        query = _CANDIDATE.where(DebtorRow.document == document, _owes(portfolio_id))
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _candidate(row)

    def portfolio_of_attempt(self, attempt_id: AttemptId) -> PortfolioId | None:
        found = self._one(
            select(CampaignRow.portfolio_id)
            .join(AttemptRow, AttemptRow.campaign_id == CampaignRow.id)
            .where(AttemptRow.id == attempt_id)
        )
        return None if found is None else PortfolioId(found)

    def assign(self, attempt_id: AttemptId, debtor_id: DebtorId, *, number: str) -> None:
        mine = select(PhoneRow.id).where(PhoneRow.debtor_id == debtor_id)
        phone_id = self._one(mine.where(PhoneRow.number == number, PhoneRow.unlinked_at.is_(None)))
        campaign_id = self._one(select(AttemptRow.campaign_id).where(AttemptRow.id == attempt_id))
        values: dict[str, Any] = {
            "debtor_id": debtor_id,
            "lead_id": self._lead(CampaignId(campaign_id or 0), debtor_id),
            "phone_id": phone_id or self._one(mine.order_by(PhoneRow.rank, PhoneRow.id).limit(1)),
        }
        # Whoever has no number at all keeps the one that stands for the unknown.
        changes = {name: value for name, value in values.items() if value is not None}
        self._connection.execute(update(AttemptRow).where(AttemptRow.id == attempt_id).values(changes))

    def lead_to_dial(self, debtor_id: DebtorId, portfolio_id: PortfolioId) -> LeadId | None:
        found = self._one(
            select(LeadRow.id)
            .join(CampaignRow, CampaignRow.id == LeadRow.campaign_id)
            .where(
                LeadRow.debtor_id == debtor_id,
                CampaignRow.portfolio_id == portfolio_id,
                CampaignRow.direction == "outbound",
            )
            .order_by(CampaignRow.id.desc())
            .limit(1)
        )
        return None if found is None else LeadId(found)

    def _campaign(self, portfolio_id: PortfolioId, at: datetime) -> CampaignId:
        found = self._one(
            select(CampaignRow.id)
            .where(CampaignRow.portfolio_id == portfolio_id, CampaignRow.direction == "inbound")
            .limit(1)
        )
        if found is None:
            name = self._connection.scalar(select(PortfolioRow.name).where(PortfolioRow.id == portfolio_id))
            found = self._new(
                CampaignRow,
                name=f"Receptivo {portfolio_id}: {name}"[:120],
                portfolio_id=portfolio_id,
                dial_mode="ivr",
                direction="inbound",
                status="finished",
                created_at=at,
            )
        return CampaignId(found)

    def _lead(self, campaign_id: CampaignId, debtor_id: DebtorId) -> LeadId:
        mine = select(LeadRow.id).where(LeadRow.campaign_id == campaign_id, LeadRow.debtor_id == debtor_id)
        found = self._one(mine)
        if found is None:
            found = self._new(LeadRow, campaign_id=campaign_id, debtor_id=debtor_id, state=LeadState.DONE)
        return LeadId(found)

    def _one(self, query: Select[Any]) -> int | None:
        found: int | None = self._connection.scalar(query)
        return found

    def _new(self, table: Any, **values: Any) -> int:
        made: int = self._connection.execute(insert(table).values(**values).returning(table.id)).scalar_one()
        return made


_CANDIDATE = select(DebtorRow.id, DebtorRow.document, DebtorRow.birth_date)


def _owes(portfolio_id: PortfolioId) -> Any:
    return exists().where(DebtRow.debtor_id == DebtorRow.id, DebtRow.portfolio_id == portfolio_id)


def _candidate(row: Any) -> Candidate:
    return Candidate(debtor_id=DebtorId(row.id), document=row.document, birth_date=row.birth_date)

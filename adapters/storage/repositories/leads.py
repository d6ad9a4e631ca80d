"""Leads for the dialer, in few statements a batch."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, func, or_, select, update

from adapters.storage.repositories.campaign_rows import PACING_COLUMNS, pacing_of, read_agents
from adapters.storage.repositories.contact_facts import Standing, dials_of, read_dials, read_standing
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import ContactPolicyRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow
from domain.call.dial_mode import DialMode
from domain.call.lead import LeadState
from domain.contact.facts import LOOK_BACK, PastDial, PersonFacts, PhoneFacts
from domain.contact.phone_ranking import Try
from domain.ids import CampaignId, DebtorId, LeadId, PhoneId, PortfolioId
from services.ports.repositories.leads import KEPT_VERDICT, DialingCampaign, LeadFacts, LeadUpdate, PastCall

UNDONE = (LeadState.NEW, LeadState.READY, LeadState.DIALING, LeadState.WAITING)
_RUNNING = (
    select(CampaignRow.id, CampaignRow.dial_mode, CampaignRow.concurrent_calls, *PACING_COLUMNS)
    .where(CampaignRow.status == "running")
    .order_by(CampaignRow.id)
)


def _due(*conditions: Any) -> Select[Any]:
    return (
        select(LeadRow.id)
        .where(LeadRow.campaign_id == bindparam("campaign"), *conditions)
        .order_by(LeadRow.waiting_until)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


_DUE = (
    _due(
        LeadRow.state == LeadState.WAITING, LeadRow.waiting_until <= bindparam("now", type_=LeadRow.waiting_until.type)
    ),
    _due(LeadRow.state == LeadState.READY),
    _due(LeadRow.state == LeadState.NEW),
)
"""Those that came due first, so that a long list does not starve them; each walks the index in its order."""
_KEPT = _due(
    LeadRow.state == LeadState.WAITING,
    LeadRow.waiting_until > bindparam("now", type_=LeadRow.waiting_until.type),
    LeadRow.last_verdict.startswith(KEPT_VERDICT),
)

_FACTS = (
    select(
        LeadRow.id,
        LeadRow.campaign_id,
        LeadRow.debtor_id,
        LeadRow.state,
        LeadRow.attempts_made,
        LeadRow.last_verdict,
        LeadRow.claimed_by,
        LeadRow.claimed_until,
        DebtorRow.uf,
        DebtorRow.collection_paused_until,
        CampaignRow.status,
        CampaignRow.caller_id,
        CampaignRow.dial_mode,
        *PACING_COLUMNS,
        CampaignRow.max_attempts,
        CampaignRow.retry_delay_minutes,
        CampaignRow.portfolio_id,
        DebtorRow.city,
        ContactPolicyRow.settings,
    )
    .join(DebtorRow, DebtorRow.id == LeadRow.debtor_id)
    .join(CampaignRow, CampaignRow.id == LeadRow.campaign_id)
    .outerjoin(
        ContactPolicyRow,
        and_(ContactPolicyRow.portfolio_id == CampaignRow.portfolio_id, ContactPolicyRow.replaced_at.is_(None)),
    )
)
_FACTS_OF = _FACTS.where(LeadRow.id.in_(bindparam("ids", expanding=True)))
_NO_OPEN_ATTEMPT = ~exists().where(AttemptRow.lead_id == LeadRow.id, AttemptRow.closed_at.is_(None))
_STRANDED = _FACTS.where(LeadRow.state == LeadState.DIALING, _NO_OPEN_ATTEMPT).limit(bindparam("most"))
_STRANDED_OF = _STRANDED.where(LeadRow.claimed_by == bindparam("dialer"))
_STRANDED_BY_TIME = _STRANDED.where(
    or_(
        LeadRow.claimed_until.is_(None),
        LeadRow.claimed_until <= bindparam("now", type_=LeadRow.claimed_until.type),
    )
)

_PHONES = select(PhoneRow.id, PhoneRow.debtor_id, PhoneRow.number, PhoneRow.rank, PhoneRow.unlinked_at).where(
    PhoneRow.debtor_id.in_(bindparam("debtors", expanding=True))
)

_TRIED = select(AttemptRow.phone_id, AttemptRow.claimed_at, AttemptRow.disposition).where(
    AttemptRow.phone_id.in_(bindparam("phones", expanding=True)),
    AttemptRow.claimed_at > bindparam("since", type_=AttemptRow.claimed_at.type),
    AttemptRow.closed_at.is_not(None),
)

_OPEN_CENTS = (
    select(LeadRow.id, func.sum(DebtRow.principal_cents))
    .join(CampaignRow, CampaignRow.id == LeadRow.campaign_id)
    .join(
        DebtRow,
        and_(
            DebtRow.debtor_id == LeadRow.debtor_id,
            DebtRow.portfolio_id == CampaignRow.portfolio_id,
            DebtRow.status == "open",
        ),
    )
    .where(LeadRow.id.in_(bindparam("ids", expanding=True)))
    .group_by(LeadRow.id)
)
_PAST_CALLS = (
    select(AttemptRow.phone_id, PhoneRow.number, AttemptRow.claimed_at, AttemptRow.closed_at, AttemptRow.disposition)
    .join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
    .where(AttemptRow.closed_at.is_not(None))
    .order_by(AttemptRow.closed_at.desc())
    .limit(bindparam("most"))
)

_FINISH = (
    update(CampaignRow)
    .where(
        CampaignRow.id == bindparam("campaign"),
        CampaignRow.status == "running",
        ~exists().where(LeadRow.campaign_id == bindparam("campaign"), LeadRow.state.in_(UNDONE)),
    )
    .values(status="finished", worked_at=bindparam("now", type_=CampaignRow.worked_at.type))
)
_UPDATE = update(LeadRow).where(LeadRow.id == bindparam("lead"))


class SqlLeads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def running_campaigns(self) -> list[DialingCampaign]:
        agents = read_agents(self._connection)
        return [
            DialingCampaign(
                campaign_id=CampaignId(row.id),
                dial_mode=DialMode(row.dial_mode),
                concurrent_calls=row.concurrent_calls,
                pacing=pacing_of(row),
                agents=agents.get(CampaignId(row.id), frozenset()),
            )
            for row in self._connection.execute(_RUNNING)
        ]

    def due(self, campaign_id: CampaignId, *, now: datetime, limit: int) -> list[LeadId]:
        waiting = and_(LeadRow.state == LeadState.WAITING, LeadRow.waiting_until <= now)
        query = (
            select(LeadRow.id)
            .where(
                LeadRow.campaign_id == campaign_id,
                or_(waiting, LeadRow.state.in_((LeadState.READY, LeadState.NEW))),
            )
            .order_by(LeadRow.id)
            .limit(limit)
        )
        return [LeadId(id_) for id_ in self._connection.scalars(query)]

    def names(self, lead_id: LeadId) -> tuple[str, str, str]:
        query = (
            select(CampaignRow.name, DebtorRow.name, DebtorRow.city)
            .select_from(LeadRow)
            .join(CampaignRow, CampaignRow.id == LeadRow.campaign_id)
            .join(DebtorRow, DebtorRow.id == LeadRow.debtor_id)
            .where(LeadRow.id == lead_id)
        )
        campaign, debtor, city = self._connection.execute(query).one()
        return campaign, debtor, city

    def lock_due(self, campaign_id: CampaignId, *, now: datetime, limit: int) -> list[LeadId]:
        found: list[LeadId] = []
        for index, statement in enumerate(_DUE):
            left = limit - len(found)
            if left <= 0:
                break
            values: dict[str, Any] = {"campaign": campaign_id, "most": left}
            if index == 0:
                values["now"] = now
            found.extend(LeadId(id_) for id_ in self._connection.execute(statement, values).scalars())
        if not found:
            values = {"campaign": campaign_id, "most": limit, "now": now}
            found = [LeadId(id_) for id_ in self._connection.execute(_KEPT, values).scalars()]
        return found

    def finish_worked_campaign(self, campaign_id: CampaignId, *, now: datetime) -> bool:
        return self._connection.execute(_FINISH, {"campaign": campaign_id, "now": now}).rowcount == 1

    def facts(self, lead_ids: Sequence[LeadId], *, now: datetime) -> list[LeadFacts]:
        rows = {row.id: row for row in self._connection.execute(_FACTS_OF, {"ids": list(lead_ids)})}
        debtors = list({row.debtor_id for row in rows.values()})
        phones = self._phones(debtors)
        numbers = list({row.number for known in phones.values() for row in known})
        standing = read_standing(self._connection, debtors, numbers, {row.city for row in rows.values()}, at=now)
        by_debtor, by_number = read_dials(self._connection, debtors, numbers, since=now - LOOK_BACK)
        found: list[LeadFacts] = []
        for lead_id in lead_ids:
            row = rows.get(lead_id)
            if row is None:
                continue
            mine = phones.get(row.debtor_id, ())
            dials = dials_of(row.debtor_id, (phone.number for phone in mine), by_debtor, by_number)
            found.append(_facts(row, mine, dials, standing))
        return found

    def tried(self, phone_ids: Sequence[PhoneId], *, since: datetime) -> list[Try]:
        rows = self._connection.execute(_TRIED, {"phones": list(phone_ids), "since": since})
        return [Try(phone_id=PhoneId(id_), at=at, disposition=disposition) for id_, at, disposition in rows]

    def open_cents(self, lead_ids: Sequence[LeadId]) -> dict[LeadId, int]:
        rows = self._connection.execute(_OPEN_CENTS, {"ids": list(lead_ids)})
        return {LeadId(id_): int(cents) for id_, cents in rows}

    def past_calls(self, *, limit: int, campaign_id: CampaignId | None = None) -> list[PastCall]:
        query = _PAST_CALLS if campaign_id is None else _PAST_CALLS.where(AttemptRow.campaign_id == campaign_id)
        found = [
            PastCall(phone_id=PhoneId(id_), number=number, at=at, closed_at=closed_at, disposition=disposition)
            for id_, number, at, closed_at, disposition in self._connection.execute(query, {"most": limit})
            if closed_at is not None
        ]
        return found[::-1]

    def update(self, updates: Iterable[LeadUpdate]) -> None:
        rows = [
            {
                "lead": item.lead_id,
                "state": item.state,
                "waiting_until": item.waiting_until,
                "attempts_made": item.attempts_made,
                "last_verdict": item.last_verdict[:200],
                "claimed_by": item.claimed_by,
                "claimed_until": item.claimed_until,
            }
            for item in updates
        ]
        if rows:
            self._connection.execute(_UPDATE, rows)

    def stranded(self, *, dialer: str | None, now: datetime, limit: int) -> list[LeadFacts]:
        if dialer is None:
            rows = self._connection.execute(_STRANDED_BY_TIME, {"now": now, "most": limit})
        else:
            rows = self._connection.execute(_STRANDED_OF, {"dialer": dialer, "most": limit})
        return [_facts(row, (), (), Standing()) for row in rows]

    def _phones(self, debtors: list[int]) -> dict[int, list[Any]]:
        phones: dict[int, list[Any]] = {}
        for row in self._connection.execute(_PHONES, {"debtors": debtors}):
            phones.setdefault(row.debtor_id, []).append(row)
        return phones


def _facts(row: Any, phones: Sequence[Any], dials: tuple[PastDial, ...], standing: Standing) -> LeadFacts:
    return LeadFacts(
        lead_id=LeadId(row.id),
        campaign_id=CampaignId(row.campaign_id),
        campaign_running=row.status == "running",
        caller_id=row.caller_id,
        dial_mode=DialMode(row.dial_mode),
        pacing=pacing_of(row),
        max_attempts=row.max_attempts,
        retry_delay=timedelta(minutes=row.retry_delay_minutes),
        policy_settings=row.settings or "",
        state=row.state,
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
        kept=row.last_verdict.startswith(KEPT_VERDICT),
        person=PersonFacts(
            debtor_id=DebtorId(row.debtor_id),
            address_uf=row.uf,
            attempts_made=row.attempts_made,
            debts=standing.debts_of(row.debtor_id, row.portfolio_id),
            portfolio_id=PortfolioId(row.portfolio_id),
            paused_until=row.collection_paused_until,
            holds=standing.holds_of(row.debtor_id, (phone.number for phone in phones)),
            closed_dates=standing.closed_for(row.uf, row.city),
            payment_in_doubt=row.debtor_id in standing.in_doubt,
        ),
        phones=tuple(phone_facts(phone, standing) for phone in phones),
        dials=dials,
    )


def phone_facts(row: Any, standing: Standing) -> PhoneFacts:
    return PhoneFacts(
        phone_id=PhoneId(row.id),
        number=row.number,
        rank=row.rank,
        unlinked=row.unlinked_at is not None,
        listed=tuple(standing.listed.get(row.number, ())),
    )

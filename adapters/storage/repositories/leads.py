"""Leads for the dialer, in few statements a batch."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, exists, or_, select, union_all, update

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow
from domain.call.disposition import Disposition, DispositionGroup, group_of
from domain.call.lead import LeadState
from domain.contact.decide_contact import PastDial, PersonFacts, PhoneFacts
from domain.ids import CampaignId, DebtorId, LeadId, PhoneId
from services.ports.repositories.leads import DialingCampaign, LeadFacts, LeadUpdate

_RUNNING = (
    select(CampaignRow.id, CampaignRow.dial_mode, CampaignRow.concurrent_calls)
    .where(CampaignRow.status == "running")
    .order_by(CampaignRow.id)
)


def _due(*conditions: Any) -> Select[tuple[int]]:
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

_FACTS = (
    select(
        LeadRow.id,
        LeadRow.campaign_id,
        LeadRow.debtor_id,
        LeadRow.state,
        LeadRow.attempts_made,
        LeadRow.claimed_by,
        LeadRow.claimed_until,
        DebtorRow.uf,
        DebtorRow.collection_paused_until,
        CampaignRow.status,
        CampaignRow.caller_id,
        CampaignRow.max_attempts,
        CampaignRow.retry_delay_minutes,
        exists()
        .where(
            DebtRow.debtor_id == LeadRow.debtor_id,
            DebtRow.portfolio_id == CampaignRow.portfolio_id,
            DebtRow.status == "open",
        )
        .label("has_open_debt"),
    )
    .join(DebtorRow, DebtorRow.id == LeadRow.debtor_id)
    .join(CampaignRow, CampaignRow.id == LeadRow.campaign_id)
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

_DIALS_ANY = (
    select(
        AttemptRow.id,
        AttemptRow.debtor_id,
        PhoneRow.number,
        AttemptRow.claimed_at,
        AttemptRow.closed_at,
        AttemptRow.disposition,
    )
    .join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
    .where(
        or_(
            AttemptRow.closed_at.is_(None),
            and_(
                AttemptRow.claimed_at > bindparam("since", type_=AttemptRow.claimed_at.type),
                AttemptRow.disposition != Disposition.NAO_DISCADO,
            ),
        )
    )
)
# Two searches by index; one with OR over two tables would read every attempt.
_DIALS = union_all(
    _DIALS_ANY.where(AttemptRow.debtor_id.in_(bindparam("debtors", expanding=True))),
    _DIALS_ANY.where(
        PhoneRow.number.in_(bindparam("numbers", expanding=True)),
        AttemptRow.debtor_id.not_in(bindparam("debtors", expanding=True)),
    ),
)

_UPDATE = update(LeadRow).where(LeadRow.id == bindparam("lead"))


class SqlLeads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def running_campaigns(self) -> list[DialingCampaign]:
        return [
            DialingCampaign(campaign_id=CampaignId(id_), dial_mode=mode, concurrent_calls=calls)
            for id_, mode, calls in self._connection.execute(_RUNNING)
        ]

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
        return found

    def facts(self, lead_ids: Sequence[LeadId], *, since: datetime) -> list[LeadFacts]:
        rows = {row.id: row for row in self._connection.execute(_FACTS_OF, {"ids": list(lead_ids)})}
        debtors = list({row.debtor_id for row in rows.values()})
        phones = self._phones(debtors)
        numbers = {phone.number for known in phones.values() for phone in known}
        by_debtor, by_number = self._dials(debtors, list(numbers), since)
        found: list[LeadFacts] = []
        for lead_id in lead_ids:
            row = rows.get(lead_id)
            if row is None:
                continue
            mine = phones.get(row.debtor_id, ())
            dials = list(by_debtor.get(row.debtor_id, ()))
            for phone in mine:
                dials.extend(d for d in by_number.get(phone.number, ()) if d.debtor_id != row.debtor_id)
            found.append(_facts(row, tuple(mine), tuple(dials)))
        return found

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
        return [_facts(row, (), ()) for row in rows]

    def _phones(self, debtors: list[int]) -> dict[int, list[PhoneFacts]]:
        phones: dict[int, list[PhoneFacts]] = {}
        for id_, debtor, number, rank, unlinked_at in self._connection.execute(_PHONES, {"debtors": debtors}):
            facts = PhoneFacts(phone_id=PhoneId(id_), number=number, rank=rank, unlinked=unlinked_at is not None)
            phones.setdefault(debtor, []).append(facts)
        return phones

    def _dials(
        self, debtors: list[int], numbers: list[str], since: datetime
    ) -> tuple[dict[int, list[PastDial]], dict[str, list[PastDial]]]:
        by_debtor: dict[int, list[PastDial]] = {}
        by_number: dict[str, list[PastDial]] = {}
        values = {"debtors": debtors, "numbers": numbers, "since": since}
        for _, debtor, number, at, closed_at, disposition in self._connection.execute(_DIALS, values):
            dial = PastDial(
                debtor_id=DebtorId(debtor),
                number=number,
                at=at,
                open=closed_at is None,
                right_party=disposition is not None and group_of(disposition) is DispositionGroup.RIGHT_PARTY,
                dead_number=disposition is Disposition.INEXISTENTE,
            )
            by_debtor.setdefault(debtor, []).append(dial)
            by_number.setdefault(number, []).append(dial)
        return by_debtor, by_number


def _facts(row: Row[Any], phones: tuple[PhoneFacts, ...], dials: tuple[PastDial, ...]) -> LeadFacts:
    return LeadFacts(
        lead_id=LeadId(row.id),
        campaign_id=CampaignId(row.campaign_id),
        campaign_running=row.status == "running",
        caller_id=row.caller_id,
        max_attempts=row.max_attempts,
        retry_delay=timedelta(minutes=row.retry_delay_minutes),
        state=row.state,
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
        person=PersonFacts(
            debtor_id=DebtorId(row.debtor_id),
            address_uf=row.uf,
            attempts_made=row.attempts_made,
            has_open_debt=bool(row.has_open_debt),
            paused_until=row.collection_paused_until,
        ),
        phones=phones,
        dials=dials,
    )

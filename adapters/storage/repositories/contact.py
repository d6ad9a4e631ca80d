"""Implements `services.ports.repositories.contact`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, insert, or_, select, update

from adapters.storage.repositories.contact_facts import dials_of, read_dials, read_standing
from adapters.storage.repositories.leads import phone_facts
from adapters.storage.repositories.local_days import city_days
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import (
    BlockListEntryRow,
    BlockListRow,
    ContactHoldRow,
    ContactLedgerRow,
    ContactPolicyRow,
    MunicipalHolidayRow,
)
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow, PortfolioRow
from domain.contact.facts import LOOK_BACK, Channel, HoldKind, PersonFacts
from domain.ids import AttemptId, CampaignId, DebtorId, LeadId, PhoneId, PortfolioId, UserId
from domain.negotiation.local_holidays import LocalHolidays
from services.importing.values import plain
from services.ports.repositories.contact import (
    AttemptSubject,
    BlockListFacts,
    ContactMade,
    ContactScope,
    ContactSubject,
    HoldFacts,
    ListEntry,
    MunicipalHoliday,
    NewHold,
    PolicyFacts,
)

_IN_FORCE = ContactPolicyRow.replaced_at.is_(None)
_SCOPES = (
    select(
        PortfolioRow.id.label("portfolio_id"),
        PortfolioRow.name.label("portfolio"),
        CampaignRow.id.label("campaign_id"),
        CampaignRow.name.label("campaign"),
        CampaignRow.max_attempts,
        CampaignRow.retry_delay_minutes,
        LeadRow.attempts_made,
        LeadRow.last_verdict,
        ContactPolicyRow.settings,
    )
    .select_from(PortfolioRow)
    .outerjoin(ContactPolicyRow, and_(ContactPolicyRow.portfolio_id == PortfolioRow.id, _IN_FORCE))
    .order_by(PortfolioRow.id, CampaignRow.id)
)

_SUBJECT = (
    select(
        AttemptRow.lead_id, AttemptRow.debtor_id, CampaignRow.portfolio_id, AttemptRow.phone_id,
        PhoneRow.number, DebtorRow.uf,
    )
    .join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
    .join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
    .join(DebtorRow, DebtorRow.id == AttemptRow.debtor_id)
    .where(AttemptRow.id == bindparam("attempt"))
)  # fmt: skip


class SqlContact:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find_debtor(self, reference: str) -> DebtorId | None:
        wanted = DebtorRow.document == reference
        if reference.isdecimal() and len(reference) < 11:
            wanted = or_(wanted, DebtorRow.id == int(reference))
        found = self._connection.scalar(select(DebtorRow.id).where(wanted))
        return None if found is None else DebtorId(found)

    def find_by_contract(self, contract: str) -> DebtorId | None:
        # By portfolio, since the contract's index begins with it.
        known = (DebtRow.portfolio_id.in_(select(PortfolioRow.id)), DebtRow.contract == contract)
        found = self._connection.scalar(select(DebtRow.debtor_id).where(*known).order_by(DebtRow.id.desc()).limit(1))
        return None if found is None else DebtorId(found)

    def subject(self, debtor_id: DebtorId, *, at: datetime) -> ContactSubject | None:
        query = select(DebtorRow.uf, DebtorRow.city, DebtorRow.collection_paused_until)
        debtor = self._connection.execute(query.where(DebtorRow.id == debtor_id)).one_or_none()
        if debtor is None:
            return None
        phones = self._connection.execute(select(PhoneRow).where(PhoneRow.debtor_id == debtor_id)).all()
        numbers = [phone.number for phone in phones]
        standing = read_standing(self._connection, [debtor_id], numbers, [debtor.city], at=at)
        by_debtor, by_number = read_dials(self._connection, [debtor_id], numbers, since=at - LOOK_BACK)

        def person(row: Any) -> PersonFacts:
            return PersonFacts(
                debtor_id=debtor_id,
                address_uf=debtor.uf,
                attempts_made=row.attempts_made or 0,
                debts=standing.debts_of(debtor_id, row.portfolio_id),
                portfolio_id=PortfolioId(row.portfolio_id),
                paused_until=debtor.collection_paused_until,
                holds=standing.holds_of(debtor_id, numbers),
                closed_dates=standing.closed_for(debtor.uf, debtor.city),
                payment_in_doubt=debtor_id in standing.in_doubt,
            )

        return ContactSubject(
            debtor_id=debtor_id,
            phones=tuple(phone_facts(phone, standing) for phone in phones),
            dials=tuple(d for d in dials_of(debtor_id, numbers, by_debtor, by_number) if d.at <= at),
            scopes=tuple(_scope(row, person(row)) for row in self._scopes(debtor_id)),
        )

    def _scopes(self, debtor_id: DebtorId) -> Sequence[Any]:
        owes = select(DebtRow.portfolio_id).where(DebtRow.debtor_id == debtor_id)
        leads = (
            select(LeadRow.campaign_id)
            .join(CampaignRow, CampaignRow.id == LeadRow.campaign_id)
            .where(LeadRow.debtor_id == debtor_id)
        )
        query = _SCOPES.outerjoin(
            CampaignRow, and_(CampaignRow.portfolio_id == PortfolioRow.id, CampaignRow.id.in_(leads))
        ).outerjoin(LeadRow, and_(LeadRow.campaign_id == CampaignRow.id, LeadRow.debtor_id == debtor_id))
        return self._connection.execute(query.where(PortfolioRow.id.in_(owes))).all()

    def attempt_subject(self, attempt_id: AttemptId) -> AttemptSubject | None:
        row = self._connection.execute(_SUBJECT, {"attempt": attempt_id}).one_or_none()
        if row is None:
            return None
        return AttemptSubject(
            attempt_id=attempt_id,
            lead_id=LeadId(row.lead_id),
            debtor_id=DebtorId(row.debtor_id),
            portfolio_id=PortfolioId(row.portfolio_id),
            phone_id=PhoneId(row.phone_id),
            number=row.number,
            uf=row.uf,
        )

    def add_hold(self, hold: NewHold, *, at: datetime) -> int:
        new = insert(ContactHoldRow).values(
            kind=hold.kind.value,
            debtor_id=hold.debtor_id,
            number=hold.number,
            portfolio_id=hold.portfolio_id,
            starts_at=hold.starts_at,
            ends_at=hold.ends_at,
            reason=hold.reason[:300],
            attempt_id=hold.attempt_id,
            created_by=hold.created_by,
            created_at=at,
        )
        return self._connection.execute(new.returning(ContactHoldRow.id)).scalar_one()

    def has_callback(self, attempt_id: AttemptId) -> bool:
        promised = exists().where(ContactHoldRow.attempt_id == attempt_id, ContactHoldRow.kind == HoldKind.CALLBACK)
        return bool(self._connection.scalar(select(promised)))

    def lift_hold(self, hold_id: int, *, by: UserId | None, at: datetime) -> bool:
        in_force = (ContactHoldRow.id == hold_id, ContactHoldRow.lifted_at.is_(None))
        lifted = update(ContactHoldRow).where(*in_force).values(lifted_by=by, lifted_at=at)
        return self._connection.execute(lifted).rowcount == 1

    def lift_holds_of(self, attempt_id: AttemptId, kind: HoldKind, *, by: UserId, at: datetime) -> None:
        its = (ContactHoldRow.attempt_id == attempt_id, ContactHoldRow.kind == kind.value)
        lifted = update(ContactHoldRow).where(*its, ContactHoldRow.lifted_at.is_(None))
        self._connection.execute(lifted.values(lifted_by=by, lifted_at=at))

    def holds(self, debtor_id: DebtorId) -> Sequence[HoldFacts]:
        query = select(ContactHoldRow).where(ContactHoldRow.debtor_id == debtor_id).order_by(ContactHoldRow.id.desc())
        names = HoldFacts.__dataclass_fields__
        return [HoldFacts(**{name: getattr(row, name) for name in names}) for row in self._connection.execute(query)]

    def unlink_number(self, phone_id: PhoneId, *, at: datetime) -> None:
        linked = (PhoneRow.id == phone_id, PhoneRow.unlinked_at.is_(None))
        self._connection.execute(update(PhoneRow).where(*linked).values(unlinked_at=at))

    def pause(self, debtor_id: DebtorId, *, until: datetime) -> None:
        shorter = or_(DebtorRow.collection_paused_until.is_(None), DebtorRow.collection_paused_until < until)
        mine = update(DebtorRow).where(DebtorRow.id == debtor_id, shorter)
        self._connection.execute(mine.values(collection_paused_until=until))

    def record_contact(self, contact: ContactMade) -> None:
        if contact.reference is not None:
            known = select(ContactLedgerRow.id).where(ContactLedgerRow.reference == contact.reference)
            if self._connection.scalar(known) is not None:
                return
        self._connection.execute(
            insert(ContactLedgerRow).values(
                debtor_id=contact.debtor_id,
                number=contact.number,
                channel=contact.channel.value,
                at=contact.at,
                right_party=contact.right_party,
                portfolio_id=contact.portfolio_id,
                reference=contact.reference,
            )
        )

    def messages_left(self, debtor_id: DebtorId, *, since: datetime) -> Sequence[datetime]:
        self._connection.execute(select(DebtorRow.id).where(DebtorRow.id == debtor_id).with_for_update())
        left = select(ContactLedgerRow.at).where(
            ContactLedgerRow.debtor_id == debtor_id,
            ContactLedgerRow.channel == Channel.VOICEMAIL.value,
            ContactLedgerRow.at > since,
        )
        return self._connection.execute(left).scalars().all()

    def policy(self, portfolio_id: PortfolioId) -> PolicyFacts | None:
        query = select(ContactPolicyRow).where(ContactPolicyRow.portfolio_id == portfolio_id, _IN_FORCE)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return PolicyFacts(
            portfolio_id=portfolio_id, version=row.version, settings=row.settings, created_at=row.created_at
        )

    def replace_policy(self, portfolio_id: PortfolioId, settings: str, *, by: UserId | None, at: datetime) -> int:
        mine = ContactPolicyRow.portfolio_id == portfolio_id
        last = self._connection.scalar(select(func.max(ContactPolicyRow.version)).where(mine)) or 0
        self._connection.execute(update(ContactPolicyRow).where(mine, _IN_FORCE).values(replaced_at=at))
        new = {"portfolio_id": portfolio_id, "version": last + 1, "settings": settings}
        self._connection.execute(insert(ContactPolicyRow).values(**new, created_by=by, created_at=at))
        return last + 1

    def begin_list(self, kind: str, *, file_name: str, at: datetime) -> int:
        new = insert(BlockListRow).values(
            kind=kind, file_name=file_name[:200], state="loading", entries=0, imported_at=at
        )
        return self._connection.execute(new.returning(BlockListRow.id)).scalar_one()

    def add_entries(self, list_id: int, entries: Sequence[ListEntry]) -> None:
        rows = [{"number": one.number, "list_id": list_id, "registered_on": one.registered_on} for one in entries]
        self._connection.execute(insert(BlockListEntryRow), rows)

    def activate_list(self, list_id: int, kind: str) -> None:
        others = (BlockListRow.kind == kind, BlockListRow.id != list_id)
        self._connection.execute(update(BlockListRow).where(*others).values(state="replaced"))
        entries = select(func.count()).where(BlockListEntryRow.list_id == list_id).scalar_subquery()
        this = update(BlockListRow).where(BlockListRow.id == list_id)
        self._connection.execute(this.values(state="active", entries=entries))

    def drop_entries(self, *, limit: int) -> int:
        old = select(BlockListRow.id).where(BlockListRow.state == "replaced")
        some = select(BlockListEntryRow.list_id, BlockListEntryRow.number).where(BlockListEntryRow.list_id.in_(old))
        rows = self._connection.execute(some.limit(limit)).all()
        for list_id in {row.list_id for row in rows}:
            numbers = [row.number for row in rows if row.list_id == list_id]
            gone = (BlockListEntryRow.list_id == list_id, BlockListEntryRow.number.in_(numbers))
            self._connection.execute(delete(BlockListEntryRow).where(*gone))
        return len(rows)

    def block_lists(self) -> Sequence[BlockListFacts]:
        names = BlockListFacts.__dataclass_fields__
        query = select(BlockListRow).order_by(BlockListRow.id.desc()).limit(100)
        return [
            BlockListFacts(**{name: getattr(row, name) for name in names}) for row in self._connection.execute(query)
        ]

    def local_holidays(self, debtor_id: DebtorId) -> LocalHolidays:
        query = select(DebtorRow.uf, DebtorRow.city).where(DebtorRow.id == debtor_id)
        uf, city = self._connection.execute(query).one_or_none() or ("", "")
        return LocalHolidays(uf, city_days(self._connection, [city]).get((uf, plain(city)), frozenset()))

    def replace_holidays(self, holidays: Sequence[MunicipalHoliday]) -> None:
        self._connection.execute(delete(MunicipalHolidayRow))
        rows = [{"uf": one.uf, "city": one.city, "day": one.day, "name": one.name} for one in holidays]
        if rows:
            self._connection.execute(insert(MunicipalHolidayRow), rows)


def _scope(row: Any, person: PersonFacts) -> ContactScope:
    campaign = row.campaign_id
    return ContactScope(
        portfolio_id=PortfolioId(row.portfolio_id),
        portfolio=row.portfolio,
        campaign_id=None if campaign is None else CampaignId(campaign),
        campaign=row.campaign or "",
        max_attempts=row.max_attempts or 1,
        retry_delay=timedelta(minutes=row.retry_delay_minutes or 240),
        policy_settings=row.settings or "",
        last_verdict=row.last_verdict or "",
        person=person,
    )

"""The menu's reads and writes, few statements for each call."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, exists, insert, literal, select, update

from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.base import Instant
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, PhoneRow, PortfolioRow
from domain.call.disposition import Disposition
from domain.ids import AgreementId, AttemptId, DebtId, DebtorId, PhoneId, PortfolioId
from services.ports.repositories.menu import AttemptNow, DebtFacts, EarlierMenu, MenuCall, MenuProgress, NamesToSay

_M = MenuSessionRow
_CALL = (
    select(
        AttemptRow.id,
        AttemptRow.campaign_id,
        AttemptRow.debtor_id,
        AttemptRow.phone_id,
        CampaignRow.portfolio_id,
        DebtorRow.name,
        DebtorRow.document,
        DebtorRow.birth_date,
        DebtorRow.uf,
        PhoneRow.number,
        PortfolioRow.name.label("portfolio"),
        PortfolioRow.company_name,
        PortfolioRow.creditor_name,
        PortfolioRow.callback_number,
        _M.started_at,
        _M.pressed_keys,
        _M.identity_confirmed_at,
        _M.disposition,
        _M.protocol,
        _M.agreement_id,
        _M.steps,
    )
    .join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
    .join(PortfolioRow, PortfolioRow.id == CampaignRow.portfolio_id)
    .join(DebtorRow, DebtorRow.id == AttemptRow.debtor_id)
    .join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
    .outerjoin(_M, _M.attempt_id == AttemptRow.id)
    .where(AttemptRow.id == bindparam("attempt"))
)
_OPEN_DEBTS = (
    select(DebtRow.id, DebtRow.contract, DebtRow.description, DebtRow.principal_cents, DebtRow.due_date)
    .where(
        DebtRow.debtor_id == bindparam("debtor"),
        DebtRow.portfolio_id == bindparam("portfolio"),
        DebtRow.status == "open",
    )
    .order_by(DebtRow.due_date, DebtRow.id)
)
_START = insert(_M).from_select(
    ["attempt_id", "started_at", "pressed_keys", "steps"],
    select(
        bindparam("attempt", type_=_M.attempt_id.type),
        bindparam("at", type_=Instant()),
        literal(False),  # noqa: FBT003 - a value of the row
        bindparam("steps", type_=_M.steps.type),
    ).where(~exists().where(_M.attempt_id == bindparam("attempt"))),
)
_SESSIONS: Any = _M.__table__
_SAVE = update(_SESSIONS).where(_SESSIONS.c.attempt_id == bindparam("attempt"))
_SET_PROTOCOL = _SAVE.values(protocol=bindparam("number"))
_SET_AGREEMENT = _SET_PROTOCOL.values(agreement_id=bindparam("agreement"))
_PROTOCOL_TAKEN = select(
    exists().where(_M.protocol == bindparam("number")) | exists().where(AgreementRow.protocol == bindparam("number"))
)
_AGREEMENT_OF = select(_M.protocol, _M.agreement_id).where(
    _M.attempt_id == bindparam("attempt"), _M.protocol.is_not(None), _M.agreement_id.is_not(None)
)
_HOLD_DEBTS = (
    select(DebtRow.id)
    .where(DebtRow.id.in_(bindparam("debts", expanding=True)), DebtRow.status == "open")
    .with_for_update()
)
_LOCK_ATTEMPT = (
    select(
        AttemptRow.originated_at,
        AttemptRow.closed_at,
        AttemptRow.hangup_cause,
        AttemptRow.disposition,
        AttemptRow.disposed_by,
        AttemptRow.person_requested_at,
        AttemptRow.bridged_at,
    )
    .where(AttemptRow.id == bindparam("attempt"))
    .with_for_update()
)


class SqlMenu:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def names_to_say(self) -> NamesToSay:
        owing = exists().where(DebtRow.debtor_id == DebtorRow.id, DebtRow.status == "open")
        people = self._connection.execute(select(DebtorRow.name).where(owing).distinct()).scalars()
        companies = self._connection.execute(select(PortfolioRow.company_name, PortfolioRow.creditor_name))
        return NamesToSay(
            people=tuple(people), organisations=tuple(sorted({name for row in companies for name in row if name}))
        )

    def find_call(self, attempt_id: AttemptId) -> MenuCall | None:
        row = self._connection.execute(_CALL, {"attempt": attempt_id}).one_or_none()
        return None if row is None else _call(row)

    def open_debts(self, debtor_id: DebtorId, portfolio_id: PortfolioId) -> Sequence[DebtFacts]:
        rows = self._connection.execute(_OPEN_DEBTS, {"debtor": debtor_id, "portfolio": portfolio_id})
        return [
            DebtFacts(
                debt_id=row.id,
                contract=row.contract,
                description=row.description,
                principal_cents=row.principal_cents,
                due_date=row.due_date,
            )
            for row in rows
        ]

    def start(self, attempt_id: AttemptId, at: datetime) -> None:
        self._connection.execute(_START, {"attempt": attempt_id, "at": at, "steps": []})

    def save(self, progress: MenuProgress) -> None:
        values: dict[str, Any] = {"pressed_keys": progress.pressed_keys, "steps": list(progress.steps)}
        if progress.ended_at is not None:
            values["ended_at"] = progress.ended_at
        if progress.identity_confirmed_at is not None:
            values["identity_confirmed_at"] = progress.identity_confirmed_at
        changes = dict(values)
        if progress.disposition is not None:
            values["disposition"] = progress.disposition
            kept = case((_M.protocol.is_not(None), _M.disposition), else_=progress.disposition)
            changes["disposition"] = kept
        changed = self._connection.execute(_SAVE.values(changes), {"attempt": progress.attempt_id})
        if changed.rowcount == 0:
            self._connection.execute(
                insert(_M).values(attempt_id=progress.attempt_id, started_at=progress.started_at, **values)
            )

    def set_protocol(self, attempt_id: AttemptId, protocol: str, agreement_id: AgreementId | None = None) -> None:
        values = {"attempt": attempt_id, "number": protocol}
        if agreement_id is None:
            self._connection.execute(_SET_PROTOCOL, values)
        else:
            self._connection.execute(_SET_AGREEMENT, {**values, "agreement": agreement_id})

    def protocol_of(self, attempt_id: AttemptId) -> str | None:
        return self._connection.execute(select(_M.protocol).where(_M.attempt_id == attempt_id)).scalar_one_or_none()

    def agreement_of(self, attempt_id: AttemptId) -> tuple[str, AgreementId] | None:
        row = self._connection.execute(_AGREEMENT_OF, {"attempt": attempt_id}).one_or_none()
        return None if row is None else (row.protocol, row.agreement_id)

    def forget_protocol(self, attempt_id: AttemptId) -> None:
        self._connection.execute(_SET_PROTOCOL, {"attempt": attempt_id, "number": None})

    def fact_of(self, attempt_id: AttemptId) -> Disposition | None:
        told = select(_M.disposition).where(_M.attempt_id == attempt_id, _M.protocol.is_not(None))
        return self._connection.execute(told).scalar_one_or_none()

    def protocol_taken(self, protocol: str) -> bool:
        return bool(self._connection.execute(_PROTOCOL_TAKEN, {"number": protocol}).scalar_one())

    def lock_attempt(self, attempt_id: AttemptId) -> AttemptNow | None:
        row = self._connection.execute(_LOCK_ATTEMPT, {"attempt": attempt_id}).one_or_none()
        if row is None:
            return None
        return AttemptNow(
            dialed=row.originated_at is not None,
            closed=row.closed_at is not None,
            hangup_cause=row.hangup_cause or 0,
            disposition=row.disposition,
            disposed_by_agent=row.disposed_by is not None,
            asked_for_person=row.person_requested_at is not None,
            bridged=row.bridged_at is not None,
        )

    def correct_disposition(self, attempt_id: AttemptId, disposition: Disposition) -> None:
        self._connection.execute(update(AttemptRow).where(AttemptRow.id == attempt_id).values(disposition=disposition))

    def lock_open_debts(self, debt_ids: Collection[DebtId]) -> frozenset[DebtId]:
        held = self._connection.execute(_HOLD_DEBTS, {"debts": list(debt_ids)})
        return frozenset(DebtId(row.id) for row in held)

    def claim_paid(self, call: MenuCall, *, paused_until: datetime, at: datetime) -> None:
        self._set_open_debts(call, status="claimed_paid", at=at)
        self._connection.execute(
            update(DebtorRow)
            .where(DebtorRow.id == call.debtor_id)
            .values(collection_paused_until=paused_until, updated_at=at)
        )

    def dispute(self, call: MenuCall, *, at: datetime) -> None:
        self._set_open_debts(call, status="disputed", at=at)

    def _set_open_debts(self, call: MenuCall, *, status: str, at: datetime) -> None:
        self._connection.execute(
            update(DebtRow)
            .where(
                DebtRow.debtor_id == call.debtor_id,
                DebtRow.portfolio_id == call.portfolio_id,
                DebtRow.status == "open",
            )
            .values(status=status, updated_at=at)
        )

    def unlink_phone(self, phone_id: PhoneId, *, protocol: str, at: datetime) -> None:
        self._connection.execute(
            update(PhoneRow)
            .where(PhoneRow.id == phone_id, PhoneRow.unlinked_at.is_(None))
            .values(unlinked_at=at, unlink_protocol=protocol)
        )


def _call(row: Any) -> MenuCall:
    earlier = None
    if row.started_at is not None:
        earlier = EarlierMenu(
            started_at=row.started_at,
            pressed_keys=row.pressed_keys,
            identity_confirmed_at=row.identity_confirmed_at,
            disposition=row.disposition,
            protocol=row.protocol,
            agreement_id=row.agreement_id,
            steps=tuple(row.steps or ()),
        )
    return MenuCall(
        attempt_id=row.id,
        campaign_id=row.campaign_id,
        debtor_id=row.debtor_id,
        portfolio_id=row.portfolio_id,
        phone_id=row.phone_id,
        phone_number=row.number,
        uf=row.uf,
        portfolio=row.portfolio,
        name=row.name,
        document=row.document,
        birth_date=row.birth_date,
        company_name=row.company_name,
        creditor_name=row.creditor_name,
        callback_number=row.callback_number,
        earlier=earlier,
    )

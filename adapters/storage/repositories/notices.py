"""Implements `services.ports.repositories.notices`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, insert, select, update

from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.notices import NoticeRow, NoticeTemplatesRow
from adapters.storage.tables.portfolio import DebtorRow, PhoneRow, PortfolioRow
from domain.contact.facts import Channel
from domain.ids import AgreementId, AttemptId, DebtorId, NoticeId, PortfolioId, UserId
from domain.notice.contact import Contact
from domain.notice.notice import COLLECTS, Confirmation, NoticeKind, NoticeState
from services.ports.repositories.notices import (
    KnownContacts,
    Letterhead,
    ListedNotice,
    NoticeFacts,
    NoticeQuery,
    TemplatesFacts,
)

_N, _T = NoticeRow, NoticeTemplatesRow
_NOTICES: Any = _N.__table__
_ADD = insert(_NOTICES)
_SAVE = update(_NOTICES).where(_NOTICES.c.id == bindparam("notice"))
_GET = select(_NOTICES).where(_NOTICES.c.id == bindparam("notice"))
_OF_AGREEMENT = (
    select(_NOTICES)
    .where(_NOTICES.c.agreement_id == bindparam("agreement"), _NOTICES.c.kind == bindparam("of_kind"))
    .order_by(_NOTICES.c.id.desc())
    .limit(1)
)


class SqlNotices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notice: NoticeFacts) -> None:
        self._connection.execute(
            _ADD,
            {
                "id": notice.notice_id,
                "kind": notice.kind,
                "debtor_id": notice.debtor_id,
                "portfolio_id": notice.portfolio_id,
                "agreement_id": notice.agreement_id,
                "attempt_id": notice.attempt_id,
                "requested_at": notice.requested_at,
                "requested_by": notice.requested_by,
                **_changing(notice),
            },
        )

    def get(self, notice_id: NoticeId, *, lock: bool = False) -> NoticeFacts | None:
        return self._one(_GET, {"notice": notice_id}, lock=lock)

    def save(self, notice: NoticeFacts) -> None:
        self._connection.execute(_SAVE, {"notice": notice.notice_id, **_changing(notice)})

    def of_agreement(self, agreement_id: AgreementId, kind: NoticeKind, *, lock: bool = False) -> NoticeFacts | None:
        return self._one(_OF_AGREEMENT, {"agreement": agreement_id, "of_kind": kind}, lock=lock)

    def reminded(self, debtor_id: DebtorId, portfolio_id: PortfolioId, channel: Channel, *, since: datetime) -> bool:
        whose = (_N.debtor_id == debtor_id, _N.portfolio_id == portfolio_id, _N.requested_at >= since)
        alive = _N.state.not_in((NoticeState.DROPPED, NoticeState.FAILED))
        found = exists().where(*whose, _N.kind.in_(COLLECTS), _N.channel == channel, alive)
        return bool(self._connection.scalar(select(found)))

    def due(self, now: datetime, *, limit: int) -> Sequence[NoticeId]:
        query = (
            select(_N.id)
            .where(_N.state == NoticeState.QUEUED, _N.next_try_at <= now)
            .order_by(_N.next_try_at, _N.id)
            .limit(limit)
        )
        return [NoticeId(one) for one in self._connection.scalars(query)]

    def unconfirmed(self, *, before: datetime, limit: int) -> Sequence[NoticeFacts]:
        query = (
            select(_N.__table__)
            .where(_N.state == NoticeState.ACCEPTED, _N.next_try_at < before)
            .order_by(_N.next_try_at, _N.id)
            .limit(limit)
        )
        return [_notice(row) for row in self._connection.execute(query)]

    def contacts(self, debtor_id: DebtorId) -> KnownContacts:
        numbers = (
            select(PhoneRow.number)
            .where(PhoneRow.debtor_id == debtor_id, PhoneRow.unlinked_at.is_(None))
            .order_by(PhoneRow.rank, PhoneRow.id)
        )
        email = self._connection.scalar(select(DebtorRow.email).where(DebtorRow.id == debtor_id))
        return KnownContacts(numbers=tuple(self._connection.scalars(numbers)), email=email or "")

    def letterhead(self, portfolio_id: PortfolioId, debtor_id: DebtorId) -> Letterhead:
        portfolio = self._connection.execute(
            select(
                PortfolioRow.company_name,
                PortfolioRow.creditor_name,
                PortfolioRow.creditor_document,
                PortfolioRow.callback_number,
            ).where(PortfolioRow.id == portfolio_id)
        ).one()
        own = self.templates(portfolio_id)
        return Letterhead(
            debtor_name=self._connection.scalars(select(DebtorRow.name).where(DebtorRow.id == debtor_id)).one(),
            company=portfolio.company_name,
            creditor=portfolio.creditor_name,
            creditor_document=portfolio.creditor_document,
            callback_number=portfolio.callback_number,
            templates="" if own is None else own.source,
        )

    def templates(self, portfolio_id: PortfolioId) -> TemplatesFacts | None:
        query = select(_T.version, _T.source, _T.created_at)
        row = self._connection.execute(
            query.where(_T.portfolio_id == portfolio_id, _T.replaced_at.is_(None))
        ).one_or_none()
        return (
            None if row is None else TemplatesFacts(version=row.version, source=row.source, created_at=row.created_at)
        )

    def replace_templates(self, portfolio_id: PortfolioId, source: str, *, by: UserId | None, at: datetime) -> int:
        newest = select(func.max(_T.version)).where(_T.portfolio_id == portfolio_id)
        version = (self._connection.scalar(newest) or 0) + 1
        in_force = (_T.portfolio_id == portfolio_id, _T.replaced_at.is_(None))
        self._connection.execute(update(_T).where(*in_force).values(replaced_at=at))
        new = insert(_T).values(portfolio_id=portfolio_id, version=version, source=source, created_by=by, created_at=at)
        self._connection.execute(new)
        return version

    def confirmed_contact(self, agreement_id: AgreementId) -> tuple[Contact, Confirmation] | None:
        query = (
            select(_N.channel, _N.address, _N.confirmation)
            .where(_N.agreement_id == agreement_id, _N.confirmation != Confirmation.NONE)
            .where(_N.state.in_((NoticeState.QUEUED, NoticeState.ACCEPTED, NoticeState.DELIVERED)))
            .order_by(_N.requested_at.desc(), _N.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return None if row is None else (Contact(row.channel, row.address), row.confirmation)

    def page(self, query: NoticeQuery, *, limit: int, offset: int) -> Sequence[ListedNotice]:
        listed = (
            select(
                *_N.__table__.columns,
                DebtorRow.name.label("debtor_name"),
                PortfolioRow.name.label("portfolio"),
                AgreementRow.protocol,
            )
            .select_from(_N)
            .join(DebtorRow, DebtorRow.id == _N.debtor_id)
            .join(PortfolioRow, PortfolioRow.id == _N.portfolio_id)
            .outerjoin(AgreementRow, AgreementRow.id == _N.agreement_id)
            .where(*_conditions(query))
            .order_by(_N.requested_at.desc(), _N.id.desc())
        )
        return [
            ListedNotice(
                notice=_notice(row), debtor_name=row.debtor_name, portfolio=row.portfolio, protocol=row.protocol or ""
            )
            for row in self._connection.execute(listed.limit(limit).offset(offset))
        ]

    def count(self, query: NoticeQuery) -> int:
        return self._connection.scalar(select(func.count()).select_from(_N).where(*_conditions(query))) or 0

    def counts(self) -> Mapping[NoticeState, int]:
        rows = self._connection.execute(select(_N.state, func.count()).group_by(_N.state))
        return {NoticeState(state): count for state, count in rows}

    def _one(self, query: Select[Any], values: Mapping[str, Any], *, lock: bool) -> NoticeFacts | None:
        row = self._connection.execute(query.with_for_update() if lock else query, values).one_or_none()
        return None if row is None else _notice(row)


def _conditions(query: NoticeQuery) -> list[ColumnElement[bool]]:
    asked = (
        (_N.state, query.state),
        (_N.channel, query.channel),
        (_N.kind, query.kind),
        (_N.agreement_id, query.agreement_id),
        (_N.debtor_id, query.debtor_id),
        (_N.attempt_id, query.attempt_id),
    )
    return [column == wanted for column, wanted in asked if wanted is not None]


def _changing(notice: NoticeFacts) -> dict[str, Any]:
    return {
        "channel": notice.contact.channel,
        "address": notice.contact.address,
        "confirmation": notice.confirmation,
        "txid": notice.txid,
        "state": notice.state,
        "next_try_at": notice.next_try_at,
        "tries": notice.tries,
        "reference": notice.reference[:120],
        "reason": notice.reason[:60],
        "subject": notice.subject[:200],
        "body": notice.body,
        "accepted_at": notice.accepted_at,
        "closed_at": notice.closed_at,
    }


def _notice(row: Any) -> NoticeFacts:
    return NoticeFacts(
        notice_id=NoticeId(row.id),
        kind=row.kind,
        contact=Contact(row.channel, row.address),
        confirmation=row.confirmation,
        debtor_id=DebtorId(row.debtor_id),
        portfolio_id=PortfolioId(row.portfolio_id),
        agreement_id=None if row.agreement_id is None else AgreementId(row.agreement_id),
        attempt_id=None if row.attempt_id is None else AttemptId(row.attempt_id),
        txid=row.txid,
        state=row.state,
        requested_at=row.requested_at,
        requested_by=None if row.requested_by is None else UserId(row.requested_by),
        next_try_at=row.next_try_at,
        tries=row.tries,
        reference=row.reference,
        reason=row.reason,
        subject=row.subject,
        body=row.body,
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
    )

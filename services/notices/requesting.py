"""Messages as they are wished for: by the menu, an agent or a supervisor. Nothing is sent here: rows are written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from domain.call.events import NoticeChanged
from domain.contact.facts import Channel
from domain.ids import AgreementId, DebtorId, NoticeId, PortfolioId, UserId
from domain.notice.contact import Contact, ContactRefused, contact_at
from domain.notice.notice import NOTICE_MOVES, Confirmation, NoticeKind, NoticeMove, NoticeState
from domain.payment.charge import ChargeState, PaymentMethod
from services.negotiation.ledger import get_agreement
from services.notices.errors import ContactNotConfirmed, NoSuchNotice
from services.payments.wanting import next_open, stand_charge, wanted_charge
from services.ports.clock import Clock, IdSource
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.notices import KnownContacts, NoticeFacts
from services.ports.storage import Storage, UnitOfWork

SAME_WISH: Final = timedelta(minutes=2)
"""Asked for again so soon, it is the same message."""
_UNDERWAY: Final = frozenset({NoticeState.QUEUED, NoticeState.ACCEPTED, NoticeState.DELIVERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeService:
    """For any process. The debtor's identity was confirmed before any of these is called; all are idempotent."""

    storage: Storage
    clock: Clock
    ids: IdSource
    timezone: tzinfo

    async def contacts(self, debtor_id: DebtorId, *, line: str = "") -> tuple[Contact, ...]:
        """Where a message may go, best first: to `line`, on which they speak, to other mobiles, by e-mail."""
        known = await self.storage.read(lambda uow: uow.notices.contacts(debtor_id))
        return tuple(dict.fromkeys(_contacts(known, line)))

    async def direct(
        self,
        agreement_id: AgreementId,
        contact: Contact,
        *,
        confirmation: Confirmation = Confirmation.DEBTOR,
        by: UserId | None = None,
    ) -> NoticeFacts:
        """The agreement's own message goes to that contact, now; if it left for another already, a copy goes there.

        Raises NoSuchAgreement, ContactNotConfirmed.
        """
        _require(confirmation)
        now, fresh = self.clock.now(), NoticeId(self.ids.new_id())

        def work(uow: UnitOfWork) -> NoticeFacts:
            agreement = get_agreement(uow, agreement_id, lock=True)
            earlier = uow.notices.of_agreement(agreement_id, NoticeKind.AGREEMENT, lock=True)
            if earlier is not None and earlier.contact == contact and _has_left(earlier):
                return earlier
            if earlier is not None and earlier.state is NoticeState.QUEUED and not earlier.tries:
                moved = replace(earlier, contact=contact, confirmation=confirmation, next_try_at=now)
                uow.notices.save(moved)
                return _told(uow, moved, now)
            txid = _standing_code(uow, agreement_id) if earlier is None else earlier.txid
            wish = _Wish(fresh, NoticeKind.AGREEMENT, contact, confirmation, by, now)
            return _add(uow, agreement, wish, txid)

        return await self.storage.write(work)

    async def decline(self, agreement_id: AgreementId) -> None:
        """The debtor wants no message: what has not left is dropped."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            notice = uow.notices.of_agreement(agreement_id, NoticeKind.AGREEMENT, lock=True)
            if notice is None or notice.state is not NoticeState.QUEUED:
                return
            state = NOTICE_MOVES.next(notice.state, NoticeMove.DROP)
            dropped = replace(notice, state=state, reason="declined", closed_at=now)
            uow.notices.save(dropped)
            _told(uow, dropped, now)

        await self.storage.write(work)

    async def second_copy(
        self,
        agreement_id: AgreementId,
        contact: Contact,
        *,
        confirmation: Confirmation,
        number: int | None = None,
        method: PaymentMethod = PaymentMethod.PIX,
        by: UserId | None = None,
    ) -> NoticeFacts:
        """The code of an installment, or of the next open one, again; its charge is made when none stands.

        Raises NoSuchAgreement, AgreementOver, NothingToCharge, ContactNotConfirmed.
        """
        _require(confirmation)
        now, txid, fresh = self.clock.now(), self.ids.new_id(), NoticeId(self.ids.new_id())

        def work(uow: UnitOfWork) -> NoticeFacts:
            agreement = get_agreement(uow, agreement_id, lock=True)
            wanted = wanted_charge(
                uow, agreement, number or next_open(agreement), method, txid=txid, zone=self.timezone, now=now
            )
            charge = stand_charge(uow, agreement, wanted, today=now.astimezone(self.timezone).date())
            earlier = uow.notices.of_agreement(agreement_id, NoticeKind.PAYMENT_CODE, lock=True)
            if earlier is not None and _is_same(earlier, contact, charge.txid, now):
                return earlier
            wish = _Wish(fresh, NoticeKind.PAYMENT_CODE, contact, confirmation, by, now)
            return _add(uow, agreement, wish, charge.txid)

        return await self.storage.write(work)

    async def remind(
        self, debtor_id: DebtorId, portfolio_id: PortfolioId, contact: Contact, *, by: UserId | None = None
    ) -> NoticeFacts:
        """Ask them to call back, without a word of why. It is a contact: the contact rules judge it when it leaves."""
        now, fresh = self.clock.now(), NoticeId(self.ids.new_id())
        return await self.storage.write(
            lambda uow: add_reminder(uow, fresh, debtor_id, portfolio_id, contact, by=by, now=now)
        )

    async def code_ready(self, agreement_id: AgreementId) -> bool:
        """Whether the provider made a charge of the agreement, so that its code can go out at once."""

        def read(uow: UnitOfWork) -> bool:
            return any(one.state is ChargeState.ATIVA for one in uow.payments.unsettled_of(agreement_id))

        return await self.storage.read(read)

    async def get(self, notice_id: NoticeId) -> NoticeFacts:
        """Raises NoSuchNotice."""
        found = await self.storage.read(lambda uow: uow.notices.get(notice_id))
        if found is None:
            raise NoSuchNotice
        return found


def add_reminder(
    uow: UnitOfWork,
    notice_id: NoticeId,
    debtor_id: DebtorId,
    portfolio_id: PortfolioId,
    contact: Contact,
    *,
    by: UserId | None,
    now: datetime,
    kind: NoticeKind = NoticeKind.REMINDER,
) -> NoticeFacts:
    """Inside the transaction of whatever wants it; see `NoticeService.remind`. `kind` is one that collects."""
    notice = NoticeFacts(
        notice_id=notice_id,
        kind=kind,
        contact=contact,
        confirmation=Confirmation.NONE,
        debtor_id=debtor_id,
        portfolio_id=portfolio_id,
        agreement_id=None,
        attempt_id=None,
        txid=None,
        state=NoticeState.QUEUED,
        requested_at=now,
        requested_by=by,
        next_try_at=now,
    )
    uow.notices.add(notice)
    return _told(uow, notice, now)


@dataclass(frozen=True, slots=True)
class _Wish:
    notice_id: NoticeId
    kind: NoticeKind
    contact: Contact
    confirmation: Confirmation
    by: UserId | None
    at: datetime


def _add(uow: UnitOfWork, agreement: AgreementFacts, wish: _Wish, txid: str | None) -> NoticeFacts:
    notice = NoticeFacts(
        notice_id=wish.notice_id,
        kind=wish.kind,
        contact=wish.contact,
        confirmation=wish.confirmation,
        debtor_id=agreement.debtor_id,
        portfolio_id=agreement.portfolio_id,
        agreement_id=agreement.agreement_id,
        attempt_id=agreement.attempt_id,
        txid=txid,
        state=NoticeState.QUEUED,
        requested_at=wish.at,
        requested_by=wish.by,
        next_try_at=wish.at,
    )
    uow.notices.add(notice)
    return _told(uow, notice, wish.at)


def _told(uow: UnitOfWork, notice: NoticeFacts, now: datetime) -> NoticeFacts:
    uow.record(NoticeChanged(at=now, notice_id=notice.notice_id, state=notice.state))
    return notice


def _require(confirmation: Confirmation) -> None:
    if confirmation is Confirmation.NONE:
        raise ContactNotConfirmed


def _has_left(notice: NoticeFacts) -> bool:
    return notice.state in _UNDERWAY and (notice.tries > 0 or notice.state is not NoticeState.QUEUED)


def _is_same(earlier: NoticeFacts, contact: Contact, txid: str, now: datetime) -> bool:
    alike = earlier.contact == contact and earlier.txid == txid and earlier.state in _UNDERWAY
    return alike and now - earlier.requested_at < SAME_WISH


def _standing_code(uow: UnitOfWork, agreement_id: AgreementId) -> str | None:
    standing = [one for one in uow.payments.unsettled_of(agreement_id) if one.state is not ChargeState.REMOVING]
    return standing[0].txid if standing else None


def _contacts(known: KnownContacts, line: str) -> Iterator[Contact]:
    yield from _at((Channel.SMS, line), (Channel.WHATSAPP, line))
    yield from _at(*((Channel.SMS, number) for number in known.numbers))
    yield from _at((Channel.EMAIL, known.email))


def _at(*places: tuple[Channel, str]) -> Iterator[Contact]:
    for channel, address in places:
        try:
            yield contact_at(channel, address)
        except ContactRefused:
            continue

"""The moment in which a message leaves: whether it may, whether its code is there, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from domain.call.events import NoticeChanged
from domain.contact.facts import Channel
from domain.ids import NoticeId
from domain.notice.notice import NoticeKind, NoticeMove, NoticeState
from domain.notice.template import TemplateRefused
from domain.payment.charge import ChargeState
from services.notices.composing import ASK_FOR_CODE, CODE_FOLLOWS, Matter, compose
from services.notices.news import moved_on
from services.notices.permitting import permit
from services.payments.wanting import late_on
from services.ports.notices import OutgoingNotice
from services.ports.repositories.notices import NoticeFacts
from services.ports.repositories.payments import ChargeFacts, PaymentFacts
from services.ports.storage import UnitOfWork

HELD: Final = timedelta(minutes=2)
"""A message being sent is nobody else's for so long; whoever held it may have died."""
PATIENCE: Final = timedelta(minutes=5)
"""So long an agreement's message waits for its code; then it goes without, and the code follows."""
_CODE_WAIT: Final = timedelta(seconds=5)
_WITH_CODE: Final = frozenset({NoticeKind.AGREEMENT, NoticeKind.PAYMENT_CODE})


@dataclass(frozen=True, slots=True)
class Leaving:
    notice: NoticeFacts
    message: OutgoingNotice


def prepare(
    uow: UnitOfWork,
    notice_id: NoticeId,
    spare: NoticeId,
    senders: Mapping[Channel, str],
    *,
    zone: tzinfo,
    now: datetime,
) -> Leaving | None:
    """None: not now, or never; what was found is written down. `spare` is for the message that a late code needs."""
    notice = uow.notices.get(notice_id, lock=True)
    if notice is None or notice.state is not NoticeState.QUEUED or notice.next_try_at > now:
        return None
    charge = _charge_of(uow, notice)
    if notice.kind in _WITH_CODE and not _is_ready(uow, notice, charge, now):
        return None
    permission = permit(uow, notice, now=now)
    if not permission.send:
        if permission.until is None:
            moved_on(uow, notice, NoticeMove.DROP, now=now, reason=permission.reason)
        else:
            uow.notices.save(replace(notice, next_try_at=permission.until, reason=permission.reason))
        return None
    return _write(uow, notice, charge, spare, senders, now, zone)


def _is_ready(uow: UnitOfWork, notice: NoticeFacts, charge: ChargeFacts | None, now: datetime) -> bool:
    """Whether the code is there, or the message goes without it."""
    if charge is None or charge.state is ChargeState.ATIVA or notice.tries:
        return True
    if charge.state is ChargeState.CREATING:
        if notice.kind is NoticeKind.AGREEMENT and now - notice.requested_at >= PATIENCE:
            return True
        uow.notices.save(replace(notice, next_try_at=now + _CODE_WAIT, reason="waiting_for_code"))
        return False
    if notice.kind is NoticeKind.AGREEMENT:
        return True
    moved_on(uow, notice, NoticeMove.DROP, now=now, reason="no_charge")
    return False


def _write(
    uow: UnitOfWork,
    notice: NoticeFacts,
    charge: ChargeFacts | None,
    spare: NoticeId,
    senders: Mapping[Channel, str],
    now: datetime,
    zone: tzinfo,
) -> Leaving | None:
    code = charge if charge is not None and charge.state is ChargeState.ATIVA else None
    follows = charge is not None and charge.state is ChargeState.CREATING
    if notice.tries and code is not None and code.code not in notice.body:
        # The same key is the same message: it left without the code before, if it left.
        code = None
    agreement = None if notice.agreement_id is None else uow.agreements.get(notice.agreement_id)
    matter = Matter(
        letterhead=uow.notices.letterhead(notice.portfolio_id, notice.debtor_id),
        agreement=agreement,
        charge=code,
        late=None if agreement is None else late_on(uow, agreement, code, today=now.astimezone(zone).date()),
        payment=_payment_of(uow, notice),
        no_code=CODE_FOLLOWS if follows else ASK_FOR_CODE,
    )
    sender = senders.get(notice.contact.channel) or matter.letterhead.company
    try:
        message = compose(notice, matter, sender=sender)
    except (TemplateRefused, KeyError):
        moved_on(uow, notice, NoticeMove.FAIL, now=now, reason="no_words")
        return None
    held = replace(
        notice,
        tries=notice.tries + 1,
        next_try_at=now + HELD,
        reason="",
        subject=message.subject,
        body=message.text,
    )
    uow.notices.save(held)
    if follows and not notice.tries:
        _promise_code(uow, notice, spare, now)
    return Leaving(held, message)


def _promise_code(uow: UnitOfWork, notice: NoticeFacts, spare: NoticeId, now: datetime) -> None:
    """Another message, to the same contact, for when the code is there."""
    later = replace(notice, notice_id=spare, kind=NoticeKind.PAYMENT_CODE, requested_at=now, next_try_at=now)
    uow.notices.add(later)
    uow.record(NoticeChanged(at=now, notice_id=spare, state=later.state))


def _charge_of(uow: UnitOfWork, notice: NoticeFacts) -> ChargeFacts | None:
    return None if notice.txid is None else uow.payments.charge(notice.txid)


def _payment_of(uow: UnitOfWork, notice: NoticeFacts) -> PaymentFacts | None:
    """The one that the receipt is for: of its charge, or the newest."""
    if notice.kind not in {NoticeKind.RECEIPT, NoticeKind.SETTLED} or notice.agreement_id is None:
        return None
    payments = uow.payments.payments_of(notice.agreement_id)
    mine = [one for one in payments if notice.txid is not None and one.txid == notice.txid]
    return next(iter([*reversed(mine), *reversed(payments)]), None)

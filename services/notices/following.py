"""What follows from an agreement in the very transaction that makes it: its first charge, and the message about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from domain.call.events import NoticeChanged
from domain.contact.facts import Channel
from domain.ids import AgreementId, AttemptId, NoticeId
from domain.notice.contact import Contact, ContactRefused, contact_at
from domain.notice.notice import Confirmation, NoticeKind, NoticeState
from domain.payment.charge import PaymentMethod
from services.negotiation.ledger import get_agreement
from services.payments.wanting import next_open, stand_charge, wanted_charge
from services.ports.clock import IdSource
from services.ports.repositories.notices import NoticeFacts
from services.ports.storage import UnitOfWork

CHOICE: Final = timedelta(minutes=2)
"""How long the message to the line waits for the debtor to choose another contact, or none."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Ids drawn before the work, which may run again and must do the same then."""

    txid: str
    notice_id: NoticeId
    zone: tzinfo


def draw_follow_up(ids: IdSource, zone: tzinfo) -> FollowUp:
    return FollowUp(txid=ids.new_id(), notice_id=NoticeId(ids.new_id()), zone=zone)


def follow_agreement(
    uow: UnitOfWork, agreement_id: AgreementId, attempt_id: AttemptId, follow_up: FollowUp, *, now: datetime
) -> None:
    """The debtor's identity was confirmed on the attempt's line: the caller saw to that.

    Neither the payment provider nor a channel is asked here: the rows are, by the keepers, as often as it takes.
    """
    agreement = get_agreement(uow, agreement_id)
    wanted = wanted_charge(
        uow, agreement, next_open(agreement), PaymentMethod.PIX, txid=follow_up.txid, zone=follow_up.zone, now=now
    )
    charge = stand_charge(uow, agreement, wanted, today=now.astimezone(follow_up.zone).date())
    line = _line_of(uow, attempt_id)
    if line is None:
        return
    notice = NoticeFacts(
        notice_id=follow_up.notice_id,
        kind=NoticeKind.AGREEMENT,
        contact=line,
        confirmation=Confirmation.LINE,
        debtor_id=agreement.debtor_id,
        portfolio_id=agreement.portfolio_id,
        agreement_id=agreement_id,
        attempt_id=attempt_id,
        txid=charge.txid,
        state=NoticeState.QUEUED,
        requested_at=now,
        requested_by=None,
        next_try_at=now + CHOICE,
    )
    uow.notices.add(notice)
    uow.record(NoticeChanged(at=now, notice_id=notice.notice_id, state=notice.state))


def _line_of(uow: UnitOfWork, attempt_id: AttemptId) -> Contact | None:
    """None for a landline."""
    subject = uow.contact.attempt_subject(attempt_id)
    try:
        return None if subject is None else contact_at(Channel.SMS, subject.number)
    except ContactRefused:
        return None
